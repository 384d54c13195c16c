#include "storage/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/base/check.h"
#include "storage/checkpoint.h"
#include "storage/position_hints.h"
#include "storage/producer_snapshot.h"
#include "storage/segment.h"

namespace barnabas {

Log::Log(Directory& directory, LogOpenOptions options)
    : directory_(directory),
      folder_(std::move(options.folder)),
      config_(std::move(options.config)),
      observer_(options.observer),
      log_start_offset_(options.log_start_offset),
      recovery_point_(options.recovery_point),
      cleaned_to_(options.cleaned_to),
      was_cleaned_(options.cleaned_to > 0),
      active_created_ms_(options.now_ms) {}

Log::~Log() = default;

std::size_t Log::segment_index(Offset offset) const {
  const auto behind = std::upper_bound(
      segments_.begin(), segments_.end(), offset,
      [](Offset wanted, const auto& segment) { return wanted < segment->base_offset(); });
  return behind == segments_.begin() ? 0 : static_cast<std::size_t>(behind - segments_.begin()) - 1;
}

Offset Log::next_base_offset(std::size_t segment) const {
  return segment + 1 < segments_.size() ? segments_[segment + 1]->base_offset() : log_end_offset_;
}

std::unique_ptr<Segment> Log::make_segment(Offset base_offset) {
  return std::make_unique<Segment>(
      Segment::Place{.directory = directory_,
                     .folder = folder_,
                     .base_offset = base_offset,
                     .index_interval_bytes = config_->index_interval_bytes});
}

void Log::report(const Finding& finding) {
  if (observer_ != nullptr) observer_->finding(folder_, finding);
}

void Log::report_rebuilt_indexes(Segment& segment) {
  if (auto reason = segment.take_rebuild_reason())
    report({.kind = FindingKind::IndexRebuilt,
            .file = segment.path(segment_suffix::kOffsetIndex),
            .text = std::move(*reason)});
}

Result<void> Log::go_offline(Error error) {
  if (!offline_) {
    offline_ = std::make_unique<const Error>(
        Error{ErrorCode::KafkaStorageError,
              fmt::format("{} is offline until the broker is started again: {}", folder_,
                          error.message)});
    if (observer_ != nullptr) observer_->went_offline(folder_, offline_->message);
  }
  return tl::unexpected(*offline_);
}

Result<void> Log::roll(std::int64_t now_ms) {
  auto bytes = active().size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes == 0) return {};
  return roll(LogObserver::RollReason::Asked, now_ms);
}

Result<void> Log::roll(LogObserver::RollReason reason, std::int64_t now_ms) {
  if (offline_) return tl::unexpected(*offline_);
  // The new file's name must not survive a power loss alone: the log would begin with it. A flush
  // that is under way may not have come to the names yet.
  if (new_log_unsynced_ || flushing_)
    if (auto synced = directory_.sync_directory(folder_); !synced) return synced;
  auto next = make_segment(log_end_offset_);
  // The file is made now: once older segments are gone, its name is all that keeps the log end.
  if (auto created = next->log(); !created) return tl::unexpected(created.error());
  new_log_unsynced_ = true;
  // Index and snapshot are caches; a full disk must not stop the log because of them.
  (void)active().seal();
  (void)write_snapshot();
  const LogObserver::Rolled event{.closed_base_offset = active().base_offset(),
                                  .closed_bytes = active().size().value_or(0),
                                  .new_base_offset = log_end_offset_,
                                  .reason = reason};
  segments_.push_back(std::move(next));
  active_created_ms_ = now_ms;
  if (observer_ != nullptr) observer_->rolled(folder_, event);
  return {};
}

Result<void> Log::write_snapshot() {
  if (snapshot_offset_ == log_end_offset_) return {};
  const auto path = segment_path(folder_, log_end_offset_, segment_suffix::kSnapshot);
  auto file = directory_.open(path, OpenMode::Truncate);
  if (!file) return tl::unexpected(file.error());
  const auto content = encode_producer_snapshot(producers_.entries());
  if (auto written = (*file)->write_at(0, content.view()); !written) return written;
  snapshot_offset_ = log_end_offset_;
  if (observer_ != nullptr)
    observer_->snapshot_written(
        folder_, {.offset = log_end_offset_, .producers = producers_.entries().size()});
  return {};
}

void Log::write_epochs() {
  // Not synced, and errors are kept to oneself: lost or torn, it is rebuilt from the batches.
  const auto path = join_path(folder_, leader_epoch_checkpoint);
  const auto temporary = path + ".tmp";
  const auto text = epochs_.format();
  {
    auto file = directory_.open(temporary, OpenMode::Truncate);
    if (!file || !(*file)->write_at(0, as_bytes(text))) return;
  }
  (void)directory_.rename({.from = temporary, .to = path});
}

void Log::sync_with_next_flush(std::string name) {
  side_files_unsynced_.push_back(std::move(name));
  folder_unsynced_ = new_log_unsynced_ = true;
}

// Takes the syncs of the side files into `work`.
Result<void> Log::begin_side_files(FlushWork& work) {
  for (const auto& name : side_files_unsynced_) {
    auto file = directory_.open(join_path(folder_, name), OpenMode::Write);
    if (!file) return tl::unexpected(file.error());
    auto sync = (*file)->sync_work();
    if (!sync) return tl::unexpected(sync.error());
    work.files.push_back(std::move(*sync));
  }
  return {};
}

Result<FlushWork> Log::begin_flush() {
  if (offline_) return tl::unexpected(*offline_);
  BARNABAS_CHECK(!flushing_, "a log is flushed once at a time");
  FlushWork work;
  work.offset = log_end_offset_;
  work.truncations = truncations_;
  if (auto taken = begin_side_files(work); !taken) return tl::unexpected(taken.error());
  // Unsynced segments are the newest ones: a flush takes all of them. The active one may be empty
  // still, which does not excuse those before it.
  auto first = segments_.size() - 1;
  while (first > 0 && segments_[first - 1]->unsynced()) --first;
  for (auto i = first; i < segments_.size(); ++i) {
    if (!segments_[i]->unsynced()) continue;
    auto file = segments_[i]->log();
    if (!file) return tl::unexpected(file.error());
    auto sync = (*file)->sync_work();
    if (!sync) return tl::unexpected(sync.error());
    work.files.push_back(std::move(*sync));
  }
  for (auto i = first; i < segments_.size(); ++i) segments_[i]->set_unsynced(false);
  if (new_log_unsynced_) {
    work.directory = &directory_;
    work.folder = folder_;
    work.folder_is_new = folder_unsynced_;
    folder_unsynced_ = new_log_unsynced_ = false;
    side_files_unsynced_ = std::vector<std::string>();  // gives its memory back
  }
  flushing_ = true;
  return work;
}

Result<void> Log::finish_flush(const FlushWork& work, const Result<void>& outcome) {
  flushing_ = false;
  if (!outcome) return go_offline(outcome.error());
  // Records that were cut off and written again meanwhile are not what was synced.
  if (work.truncations != truncations_) return {};
  recovery_point_ = std::max(recovery_point_, work.offset);
  producers_.high_watermark_moved(recovery_point_);
  if (observer_ != nullptr)
    observer_->flushed(folder_, {.recovery_point = recovery_point_, .files = work.files.size()});
  return {};
}

Result<void> Log::flush() {
  auto work = begin_flush();
  if (!work) return tl::unexpected(work.error());
  return finish_flush(*work, work->run());
}

Result<void> Log::write_indexes() {
  for (const auto& segment : segments_)
    if (auto written = segment->write_indexes(); !written) return written;
  return {};
}

Result<void> Log::close() {
  if (closed_) return {};
  closed_ = true;
  abandon_cleaning();
  if (auto flushed = flush(); !flushed) return flushed;
  auto bytes = active().size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (log_end_offset_ > 0) (void)write_snapshot();
  if (*bytes > 0) (void)active().seal();
  return {};
}

void Log::update_config(std::shared_ptr<const LogConfig> config) { config_ = std::move(config); }

Offset Log::active_base_offset() const { return segments_.back()->base_offset(); }

std::optional<Offset> Log::log_start_offset_checkpoint() const {
  const auto start = std::min(log_start_offset_, recovery_point_);
  // A deleted segment that a power loss brings back must not bring its records back.
  if (start <= segments_.front()->base_offset() && !last_delete_unsynced_) return std::nullopt;
  return start;
}

EpochEnd Log::end_of_epoch(LeaderEpoch epoch) const {
  return epochs_.end_of({.epoch = epoch, .log_end_offset = log_end_offset_});
}

Offset Log::last_stable_offset(Offset high_watermark) const {
  return std::min(high_watermark,
                  producers_.first_unstable_offset(high_watermark).value_or(high_watermark));
}

std::uint64_t Log::size_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& segment : segments_) bytes += segment->size().value_or(0);
  return bytes;
}

Result<std::vector<SegmentStats>> Log::segment_stats() {
  std::vector<SegmentStats> stats;
  stats.reserve(segments_.size());
  for (const auto& segment : segments_) {
    auto bytes = segment->size();
    if (!bytes) return tl::unexpected(bytes.error());
    auto max_timestamp = segment->max_timestamp_ms();
    if (!max_timestamp) return tl::unexpected(max_timestamp.error());
    stats.push_back({.base_offset = segment->base_offset(),
                     .log_bytes = *bytes,
                     .offset_index_entries = segment->offset_index_entries(),
                     .time_index_entries = segment->time_index_entries(),
                     .max_timestamp_ms = *max_timestamp,
                     .active = segment == segments_.back()});
  }
  return stats;
}

void Log::expire_producers(std::int64_t now_ms) {
  producers_.expire(now_ms - config_->producer_id_expiration_ms);
}

}  // namespace barnabas
