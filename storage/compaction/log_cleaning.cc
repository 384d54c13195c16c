#include "storage/compaction/log_cleaning.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace barnabas {
namespace {

constexpr std::size_t kReadWindow = 256 * 1024;
constexpr std::size_t kWriteAtOnce = 256 * 1024;

// Transactions that were over before the dirty section began say nothing about it.
std::vector<AbortedTransaction> ended_at_or_behind(const std::vector<AbortedTransaction>& all,
                                                   Offset offset) {
  std::vector<AbortedTransaction> later;
  std::copy_if(all.begin(), all.end(), std::back_inserter(later),
               [&](const auto& one) { return one.last_offset >= offset; });
  return later;
}

OffsetMap::Limits map_limits(const CleaningPlan& plan) {
  return {.bytes_max = plan.map_bytes_max,
          .load_factor = plan.map_load_factor,
          .keys_max =
              static_cast<std::uint64_t>(plan.first_uncleanable_offset - plan.first_dirty_offset)};
}

}  // namespace

LogCleaning::LogCleaning(Directory& directory, CleaningPlan plan)
    : directory_(directory),
      plan_(std::move(plan)),
      transactions_(ended_at_or_behind(plan_.aborted, plan_.first_dirty_offset)) {
  totals_.first_dirty_offset = totals_.cleaned_to = plan_.first_dirty_offset;
  while (next_segment_ < plan_.segments.size() &&
         plan_.segments[next_segment_].next_offset <= plan_.first_dirty_offset)
    ++next_segment_;
}

LogCleaning::Need LogCleaning::need() const {
  switch (stage_) {
    case Stage::Begin:
      return Need::Outputs;
    case Stage::Swap:
      return Need::Swap;
    case Stage::Done:
      return Need::Nothing;
    case Stage::Map:
    case Stage::Settle:
    case Stage::Filter:
      break;
  }
  return Need::Work;
}

std::string LogCleaning::path(std::string_view suffix) const {
  return segment_path(plan_.folder, group_base_offset(), suffix);
}

Result<std::uint64_t> LogCleaning::work(std::uint64_t bytes_max) {
  bytes_done_ = 0;
  Result<void> done;
  if (stage_ == Stage::Map) {
    done = map_some(bytes_max);
  } else if (stage_ == Stage::Settle) {
    done = settle();
  } else {
    done = filter_some(bytes_max);
  }
  if (!done) return tl::unexpected(done.error());
  return bytes_done_;
}

Result<void> LogCleaning::open_source(const SegmentToClean& segment) {
  auto file = directory_.open_detached(
      segment_path(plan_.folder, segment.base_offset, segment_suffix::kLog), OpenMode::Read);
  if (!file) return tl::unexpected(file.error());
  source_.walker = std::make_unique<BatchWalker>(
      **file, BatchWalker::Options{.end = segment.bytes, .window = kReadWindow});
  source_.chain = std::make_unique<BatchChain>(
      BatchChain::Rules{.expected_offset = segment.base_offset, .limit = segment.next_offset});
  source_.file = std::move(*file);
  return {};
}

Result<std::optional<BatchAt>> LogCleaning::next_batch() {
  auto batch = source_.walker->next();
  if (!batch || !*batch) return batch;
  if (const auto objection = source_.chain->objection(**batch); !objection.empty())
    return fail(ErrorCode::CorruptMessage, fmt::format("{}: at byte {}: {}", source_.file->path(),
                                                       (*batch)->position, objection));
  source_.chain->advance(**batch);
  return batch;
}

Result<RecordBatchView> LogCleaning::load(const BatchAt& batch) {
  auto view = source_.walker->load(batch);
  if (!view) return view;
  bytes_done_ += view->size();
  auto sound = view->check_crc();
  if (sound) sound = view->check_header();
  if (sound) return view;
  return fail(sound.error().code, fmt::format("{}: at byte {}: {}", source_.file->path(),
                                              batch.position, sound.error().message));
}

// False once the map is full.
Result<bool> LogCleaning::note_keys(const RecordBatchView& batch) {
  auto aborted = transactions_.may_go(batch);
  if (!aborted) return aborted;
  if (!batch.is_control() && !*aborted) {
    Buffer scratch;
    auto records = batch.records(scratch);
    if (!records) return tl::unexpected(records.error());
    RecordIterator iterator(batch, *records);
    while (true) {
      auto record = iterator.next();
      if (!record) return tl::unexpected(record.error());
      if (!*record) break;
      if (!(*record)->key || (*record)->offset < plan_.first_dirty_offset) continue;
      if (!map_->put(*(*record)->key, (*record)->offset)) return false;
    }
  }
  map_->seen_up_to(batch.last_offset());
  return true;
}

Result<void> LogCleaning::map_some(std::uint64_t bytes_max) {
  if (!map_) map_.emplace(map_limits(plan_), plan_.hash_key);
  while (bytes_done_ < bytes_max && next_segment_ < plan_.segments.size()) {
    const auto& segment = plan_.segments[next_segment_];
    if (!source_.file)
      if (auto opened = open_source(segment); !opened) return opened;
    auto batch = next_batch();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) {
      // Offsets may be missing at the end of a segment.
      map_->seen_up_to(segment.next_offset - 1);
      source_ = {};
      ++next_segment_;
      continue;
    }
    if ((*batch)->last_offset < plan_.first_dirty_offset) continue;
    auto view = load(**batch);
    if (!view) return tl::unexpected(view.error());
    auto room = note_keys(*view);
    if (!room) return tl::unexpected(room.error());
    if (!*room) {
      end_map();
      return {};
    }
  }
  if (next_segment_ == plan_.segments.size()) end_map();
  return {};
}

void LogCleaning::end_map() {
  source_ = {};
  totals_.cleaned_to = std::max(plan_.first_dirty_offset, map_->latest_offset() + 1);
  std::erase_if(plan_.segments,
                [&](const auto& one) { return one.base_offset >= totals_.cleaned_to; });
  transactions_ = CleanedTransactions(plan_.aborted);
  filter_.emplace(*map_, plan_.producers,
                  BatchFilter::Rules{.section_end = plan_.first_uncleanable_offset,
                                     .now_ms = plan_.now_ms,
                                     .delete_retention_ms = plan_.delete_retention_ms});
  next_segment_ = 0;
  stage_ = Stage::Settle;
}

Result<void> LogCleaning::settle() {
  if (auto synced = directory_.sync_directory(plan_.folder); !synced) return synced;
  next_segment_ = group_.first + group_.count;
  if (next_segment_ == plan_.segments.size()) {
    stage_ = Stage::Done;
    return {};
  }
  choose_group();
  stage_ = Stage::Begin;
  return {};
}

void LogCleaning::choose_group() {
  const auto rest = std::span(plan_.segments).subspan(next_segment_);
  for (auto& segment : rest.first(std::min(rest.size(), plan_.limits.segments_max))) {
    const auto index_bytes = [&](std::string_view suffix) {
      return directory_.file_size(segment_path(plan_.folder, segment.base_offset, suffix))
          .value_or(0);
    };
    segment.offset_index_bytes = index_bytes(segment_suffix::kOffsetIndex);
    segment.time_index_bytes = index_bytes(segment_suffix::kTimeIndex);
  }
  group_ = {.first = next_segment_, .count = first_group_size(rest, plan_.limits)};
  for (const auto& segment : rest.first(group_.count)) group_.bytes_before += segment.bytes;
}

void LogCleaning::begin_group(Outputs outputs) {
  outputs_ = std::move(outputs);
  group_.has_transaction_index = outputs_.transaction_index != nullptr;
  indexes_.emplace(plan_.index_interval_bytes);
  filtered_.clear();
  stage_ = Stage::Filter;
}

Result<void> LogCleaning::filter_some(std::uint64_t bytes_max) {
  while (next_segment_ < group_.first + group_.count) {
    if (bytes_done_ >= bytes_max) return {};
    if (!source_.file)
      if (auto opened = open_source(plan_.segments[next_segment_]); !opened) return opened;
    auto batch = next_batch();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) {
      source_ = {};
      ++next_segment_;
      continue;
    }
    auto view = load(**batch);
    if (!view) return tl::unexpected(view.error());
    if (auto done = filter_batch(*view); !done) return done;
  }
  return seal_group();
}

Result<void> LogCleaning::filter_batch(const RecordBatchView& batch) {
  const auto before = filtered_.size();
  auto kept = filter_->filter(batch, transactions_, filtered_);
  if (!kept) return tl::unexpected(kept.error());
  group_.records_before += batch.record_count();
  group_.records_after += *kept;
  if (filtered_.size() == before) return {};
  auto written = RecordBatchView::parse(filtered_.view().subspan(before));
  if (!written) return tl::unexpected(written.error());
  indexes_->add(summarise(*written, group_.bytes_after + before));
  return filtered_.size() >= kWriteAtOnce ? write_filtered() : Result<void>{};
}

Result<void> LogCleaning::write_filtered() {
  if (auto done = outputs_.log->write_at(group_.bytes_after, filtered_.view()); !done) return done;
  group_.bytes_after += filtered_.size();
  bytes_done_ += filtered_.size();
  filtered_.clear();
  return {};
}

Result<void> LogCleaning::seal_group() {
  if (auto done = write_filtered(); !done) return done;
  const auto base_offset = group_base_offset();
  auto& times = indexes_->times;
  // The last entry of a sealed segment is its largest timestamp.
  if (indexes_->max_timestamp_ms >= 0 &&
      (times.empty() || indexes_->max_timestamp_ms > times.back().timestamp_ms))
    times.push_back({indexes_->max_timestamp_ms, indexes_->offset_of_max_timestamp});
  Buffer aborted;
  for (const auto& transaction : transactions_.take_kept()) aborted.append(encode(transaction));
  const auto offset_entries = OffsetIndex::encode(indexes_->offsets, base_offset);
  const auto time_entries = TimeIndex::encode(times, base_offset);
  const std::pair<File*, Bytes> contents[] = {{outputs_.transaction_index.get(), aborted.view()},
                                              {outputs_.offset_index.get(), offset_entries.view()},
                                              {outputs_.time_index.get(), time_entries.view()},
                                              {outputs_.log.get(), Bytes{}}};
  for (const auto& [file, content] : contents) {
    if (file == nullptr) continue;
    if (!content.empty())
      if (auto written = file->write_at(0, content); !written) return written;
    if (auto synced = file->sync(); !synced) return synced;
  }
  outputs_ = {};
  // The .log last: with its new name a start would finish the swap.
  for (const auto suffix : {segment_suffix::kTransactionIndex, segment_suffix::kOffsetIndex,
                            segment_suffix::kTimeIndex, segment_suffix::kLog}) {
    if (suffix == segment_suffix::kTransactionIndex && !group_.has_transaction_index) continue;
    const auto from = path(std::string(suffix) + std::string(segment_suffix::kCleaned));
    const auto to = path(std::string(suffix) + std::string(segment_suffix::kSwap));
    if (auto renamed = directory_.rename({.from = from, .to = to}); !renamed) return renamed;
  }
  if (auto synced = directory_.sync_directory(plan_.folder); !synced) return synced;
  stage_ = Stage::Swap;
  return {};
}

void LogCleaning::swapped() {
  totals_.segments_before += group_.count;
  ++totals_.segments_after;
  totals_.records_before += group_.records_before;
  totals_.records_after += group_.records_after;
  totals_.bytes_before += group_.bytes_before;
  totals_.bytes_after += group_.bytes_after;
  stage_ = Stage::Settle;
}

Result<void> LogCleaning::discard() {
  outputs_ = {};
  source_ = {};
  if (stage_ == Stage::Map || stage_ == Stage::Settle || stage_ == Stage::Done) return {};
  stage_ = Stage::Done;
  for (const auto suffix : {segment_suffix::kLog, segment_suffix::kOffsetIndex,
                            segment_suffix::kTimeIndex, segment_suffix::kTransactionIndex})
    for (const auto state : {segment_suffix::kSwap, segment_suffix::kCleaned})
      if (auto removed = directory_.remove(path(std::string(suffix) + std::string(state)));
          !removed)
        return removed;
  return {};
}

}  // namespace barnabas
