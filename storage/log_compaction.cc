// Log, compacting: what is dirty, the plan of a cleaning, and swapping in what it made.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/check.h"
#include "storage/compaction/cleanable.h"
#include "storage/compaction/log_cleaning.h"
#include "storage/log.h"
#include "storage/position_hints.h"
#include "storage/producer_snapshot.h"
#include "storage/segment.h"

namespace barnabas {
namespace {

constexpr std::uint64_t snapshot_bytes_max = std::uint64_t{1} << 30;

GroupLimits group_limits(const LogConfig& config) {
  const auto as_size = [](std::int64_t number) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0));
  };
  return {.segment_bytes = as_size(config.segment_bytes),
          .index_bytes = as_size(config.segment_index_bytes)};
}

}  // namespace

Result<Cleanable> Log::cleanable(const CleanableQuestion& question) {
  if (offline_) return tl::unexpected(*offline_);
  Cleanable found{.first_dirty_offset = cleaned_to_};
  // DeleteRecords has passed it, or the log lost its end: all that is left has to be looked at.
  if (found.first_dirty_offset < log_start_offset_ || found.first_dirty_offset > log_end_offset_)
    found.first_dirty_offset = log_start_offset_;
  const auto bound = std::min(
      {last_stable_offset(question.high_watermark), recovery_point_, active_base_offset()});
  auto uncleanable = segment_index(bound);
  const auto first_dirty = segment_index(found.first_dirty_offset);
  const auto youngest_ms = question.now_ms - config_->min_compaction_lag_ms;
  const auto overdue_ms = question.now_ms - config_->max_compaction_lag_ms;
  for (auto i = first_dirty; i < uncleanable; ++i) {
    if (config_->min_compaction_lag_ms > 0) {
      auto newest = segments_[i]->max_timestamp_ms();
      if (!newest) return tl::unexpected(newest.error());
      report_rebuilt_indexes(*segments_[i]);
      if (*newest > youngest_ms) uncleanable = i;
    }
    auto oldest = segments_[i]->first_timestamp_ms();
    if (!oldest) return tl::unexpected(oldest.error());
    found.overdue |= *oldest > 0 && *oldest < overdue_ms;
  }
  found.first_uncleanable_offset = segments_[uncleanable]->base_offset();
  for (std::size_t i = 0; i < uncleanable; ++i) {
    auto bytes = segments_[i]->size();
    if (!bytes) return tl::unexpected(bytes.error());
    (i < first_dirty ? found.clean_bytes : found.dirty_bytes) += *bytes;
  }
  return found;
}

// The last batch of each producer that is sure to be there after a power loss. Where its very last
// one is not durable, that is the last one before the section that is left alone, which a snapshot
// was taken of when that section began.
ProducerTails Log::producer_tails(Offset section_end) const {
  ProducerTails tails;
  std::optional<ProducerState::Entries> before;
  for (const auto& [producer_id, entry] : producers_.entries()) {
    auto& tail = tails[producer_id];
    tail.epoch = entry.epoch;
    const auto last = entry.last_batch();
    if (!last) continue;
    tail.last_offset = last->last_offset;
    if (last->last_offset < recovery_point_) continue;
    if (!before) before = read_snapshot(section_end);
    const auto known = before->find(producer_id);
    tail.is_unknown = known == before->end();
    if (!tail.is_unknown) tail.last_offset = known->second.last_batch()->last_offset;
  }
  return tails;
}

// Nothing where it cannot be read.
ProducerState::Entries Log::read_snapshot(Offset offset) const {
  auto content = read_whole_file(
      directory_, segment_path(folder_, offset, segment_suffix::kSnapshot), snapshot_bytes_max);
  if (!content) return {};
  auto entries = decode_producer_snapshot(as_bytes(*content));
  if (!entries) return {};
  std::erase_if(*entries, [](const auto& one) { return !one.second.last_batch(); });
  return std::move(*entries);
}

Result<std::shared_ptr<LogCleaning>> Log::begin_cleaning(const Cleanable& range,
                                                         const CleaningOptions& options) {
  if (offline_) return tl::unexpected(*offline_);
  BARNABAS_CHECK(!cleaning_, "a log is cleaned once at a time");
  CleaningPlan plan{.folder = folder_,
                    .first_dirty_offset = range.first_dirty_offset,
                    .first_uncleanable_offset = range.first_uncleanable_offset,
                    .producers = producer_tails(range.first_uncleanable_offset),
                    .now_ms = options.now_ms,
                    .delete_retention_ms = config_->delete_retention_ms,
                    .limits = group_limits(*config_),
                    .index_interval_bytes = config_->index_interval_bytes,
                    .map_bytes_max = options.map_bytes_max,
                    .map_load_factor = options.map_load_factor,
                    .hash_key = options.hash_key};
  for (std::size_t i = 0; segments_[i]->base_offset() < range.first_uncleanable_offset; ++i) {
    auto bytes = segments_[i]->size();
    if (!bytes) return tl::unexpected(bytes.error());
    plan.segments.push_back({.base_offset = segments_[i]->base_offset(),
                             .next_offset = next_base_offset(i),
                             .bytes = *bytes});
  }
  auto aborted =
      aborted_transactions(segments_.front()->base_offset(), range.first_uncleanable_offset);
  if (!aborted) return tl::unexpected(aborted.error());
  plan.aborted = std::move(*aborted);
  cleaning_ = std::make_shared<LogCleaning>(directory_, std::move(plan));
  return cleaning_;
}

Result<void> Log::serve_cleaning(std::int64_t now_ms) {
  if (offline_) return tl::unexpected(*offline_);
  if (cleaning_->need() == LogCleaning::Need::Outputs) {
    const auto open = [&](std::string_view suffix) {
      return directory_.open_detached(
          segment_path(folder_, cleaning_->group_base_offset(),
                       std::string(suffix) + std::string(segment_suffix::kCleaned)),
          OpenMode::Truncate);
    };
    LogCleaning::Outputs outputs;
    for (const auto& [file, suffix] :
         {std::pair{&outputs.log, segment_suffix::kLog},
          std::pair{&outputs.offset_index, segment_suffix::kOffsetIndex},
          std::pair{&outputs.time_index, segment_suffix::kTimeIndex},
          std::pair{&outputs.transaction_index, segment_suffix::kTransactionIndex}}) {
      if (file == &outputs.transaction_index && !cleaning_->wants_transaction_index()) continue;
      auto opened = open(suffix);
      if (!opened) return tl::unexpected(opened.error());
      *file = std::move(*opened);
    }
    cleaning_->begin_group(std::move(outputs));
  } else if (cleaning_->need() == LogCleaning::Need::Swap) {
    if (auto swapped = swap_in_group(now_ms); !swapped) return go_offline(swapped.error());
  } else if (cleaning_->need() == LogCleaning::Need::Nothing) {
    const auto totals = cleaning_->totals();
    cleaning_.reset();
    cleaned_to_ = totals.cleaned_to;
    if (observer_ != nullptr)
      observer_->compacted(folder_, {.from = totals.first_dirty_offset,
                                     .up_to = totals.cleaned_to,
                                     .segments_before = totals.segments_before,
                                     .segments_after = totals.segments_after,
                                     .records_before = totals.records_before,
                                     .records_after = totals.records_after,
                                     .bytes_before = totals.bytes_before,
                                     .bytes_after = totals.bytes_after});
  }
  return {};
}

Result<void> Log::set_files_aside(const Segment& segment, std::int64_t now_ms) {
  const auto due_ms = now_ms + config_->file_delete_delay_ms;
  for (const auto suffix :
       {segment_suffix::kLog, segment_suffix::kOffsetIndex, segment_suffix::kTimeIndex,
        segment_suffix::kTransactionIndex, segment_suffix::kSnapshot}) {
    const auto path = segment.path(suffix);
    auto deleted_path = path + std::string(segment_suffix::kDeleted);
    auto renamed = directory_.rename({.from = path, .to = deleted_path});
    if (!renamed && is_missing(renamed.error())) continue;
    if (!renamed) return renamed;
    removals_.push_back({std::move(deleted_path), due_ms});
  }
  return {};
}

// The .swap files are durable: a crash anywhere in here is made good by the next start, and so is
// an error, which puts the log offline. Descriptors that somebody reads from stay what they are.
Result<void> Log::swap_in_group(std::int64_t now_ms) {
  const auto& group = cleaning_->group();
  const auto base_offset = cleaning_->group_base_offset();
  const auto first = segments_.begin() + static_cast<std::ptrdiff_t>(segment_index(base_offset));
  const auto behind = first + static_cast<std::ptrdiff_t>(group.count);
  for (auto segment = first + 1; segment != behind; ++segment)
    if (auto done = set_files_aside(**segment, now_ms); !done) return done;
  // Gone for good before the name is there that they overlap with.
  if (group.count > 1)
    if (auto synced = directory_.sync_directory(folder_); !synced) return synced;
  last_delete_unsynced_ &= group.count == 1;
  auto swapped = make_segment(base_offset);
  for (const auto suffix : {segment_suffix::kTransactionIndex, segment_suffix::kOffsetIndex,
                            segment_suffix::kTimeIndex, segment_suffix::kLog}) {
    const auto to = swapped->path(suffix);
    auto done =
        suffix == segment_suffix::kTransactionIndex && !group.has_transaction_index
            ? directory_.remove(to)
            : directory_.rename({.from = to + std::string(segment_suffix::kSwap), .to = to});
    if (!done) return done;
  }
  swapped->trust({0, group.bytes_after});
  *first = std::move(swapped);
  segments_.erase(first + 1, behind);
  hints_.reset();
  was_cleaned_ = true;
  cleaning_->swapped();
  return {};
}

}  // namespace barnabas
