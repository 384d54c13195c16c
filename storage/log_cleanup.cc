// Log, letting go: DeleteRecords, retention, truncation, and the files they leave to be removed.
#include <fmt/format.h>

#include <algorithm>

#include "storage/log.h"
#include "storage/position_hints.h"
#include "storage/retention.h"
#include "storage/segment.h"

namespace barnabas {
Result<bool> Log::delete_records_before(Offset offset) {
  if (offline_) return tl::unexpected(*offline_);
  if (offset > log_end_offset_)
    return fail(ErrorCode::OffsetOutOfRange,
                fmt::format("{}: cannot delete records before {}, the log ends at {}", folder_,
                            offset, log_end_offset_));
  if (offset <= log_start_offset_) return false;
  const LogObserver::LogStartMoved event{.from = log_start_offset_, .to = offset};
  log_start_offset_ = offset;
  if (epochs_.truncate_from_start(offset)) write_epochs();
  if (observer_ != nullptr) observer_->log_start_moved(folder_, event);
  return true;
}

Result<std::optional<LogObserver::DeleteReason>> Log::why_delete(std::size_t index,
                                                                 const RetentionOptions& options,
                                                                 std::uint64_t log_bytes) {
  auto& segment = *segments_[index];
  auto bytes = segment.size();
  if (!bytes) return tl::unexpected(bytes.error());
  const bool is_active = index + 1 == segments_.size();
  if (is_active && *bytes == 0) return std::nullopt;
  const bool keeps_everything = config_->retention_ms < 0 && config_->retention_bytes < 0;
  // Compaction left nothing of it, not even a time to go by.
  if (*bytes == 0 && config_->cleanup_delete && !keeps_everything)
    return LogObserver::DeleteReason::Time;
  const RetentionCandidate candidate{.next_offset = next_base_offset(index),
                                     .bytes = *bytes,
                                     .log_bytes = log_bytes,
                                     .log_start_offset = log_start_offset_,
                                     .high_watermark = options.high_watermark};
  if (auto reason = deletable(candidate, *config_)) return reason;
  if (!config_->cleanup_delete || config_->retention_ms < 0 ||
      candidate.next_offset > options.high_watermark)
    return std::nullopt;
  auto newest = segment.max_timestamp_ms();
  if (!newest) return tl::unexpected(newest.error());
  report_rebuilt_indexes(segment);
  if (!too_old({.max_timestamp_ms = *newest, .now_ms = options.now_ms}, *config_))
    return std::nullopt;
  return LogObserver::DeleteReason::Time;
}

Result<std::size_t> Log::apply_retention(const RetentionOptions& options) {
  if (offline_) return tl::unexpected(*offline_);
  producers_.high_watermark_moved(std::min(options.high_watermark, recovery_point_));
  if (cleaning_) return 0;
  auto log_bytes = config_->retention_bytes >= 0 ? size_bytes() : 0;
  std::size_t deleted = 0;
  while (true) {
    auto reason = why_delete(0, options, log_bytes);
    if (!reason) return tl::unexpected(reason.error());
    if (!*reason) break;
    // A log always has an active segment, whose name says where the log goes on.
    if (segments_.size() == 1)
      if (auto rolled = roll(LogObserver::RollReason::Retention, options.now_ms); !rolled)
        return tl::unexpected(rolled.error());
    const auto bytes = segments_.front()->size().value_or(0);
    if (auto gone = delete_segment(0, **reason, options.now_ms); !gone)
      return tl::unexpected(gone.error());
    log_bytes -= std::min(log_bytes, bytes);
    ++deleted;
    const auto start = segments_.front()->base_offset();
    if (start > log_start_offset_)
      if (auto moved = delete_records_before(start); !moved) return tl::unexpected(moved.error());
  }
  return deleted;
}

Result<void> Log::delete_segment(std::size_t index, LogObserver::DeleteReason reason,
                                 std::int64_t now_ms) {
  // One name after the other has to be gone for good, or a power loss could bring back an old
  // segment and not the one behind it. A new active segment's name comes first for the same reason.
  if (last_delete_unsynced_ || new_log_unsynced_) {
    if (auto synced = directory_.sync_directory(folder_); !synced) return synced;
    last_delete_unsynced_ = false;
  }
  auto& segment = *segments_[index];
  const LogObserver::SegmentDeleted event{
      .base_offset = segment.base_offset(), .bytes = segment.size().value_or(0), .reason = reason};
  const auto due_ms = now_ms + config_->file_delete_delay_ms;
  for (const auto suffix :
       {segment_suffix::kLog, segment_suffix::kOffsetIndex, segment_suffix::kTimeIndex,
        segment_suffix::kTransactionIndex, segment_suffix::kSnapshot}) {
    const auto path = segment.path(suffix);
    auto there = directory_.exists(path);
    if (!there) return tl::unexpected(there.error());
    if (!*there) continue;
    auto deleted_path = path + std::string(segment_suffix::kDeleted);
    if (auto renamed = directory_.rename({.from = path, .to = deleted_path}); !renamed)
      return renamed;
    if (suffix == segment_suffix::kLog) last_delete_unsynced_ = true;
    removals_.push_back({std::move(deleted_path), due_ms});
  }
  segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(index));
  if (observer_ != nullptr) observer_->segment_deleted(folder_, event);
  return {};
}

std::vector<std::string> Log::take_removable_files(std::int64_t now_ms) {
  std::vector<std::string> due;
  std::erase_if(removals_, [&](Removal& removal) {
    if (removal.due_ms > now_ms) return false;
    due.push_back(std::move(removal.path));
    return true;
  });
  return due;
}

std::optional<std::int64_t> Log::next_removal_ms() const {
  std::optional<std::int64_t> next;
  for (const auto& removal : removals_)
    next = std::min(next.value_or(removal.due_ms), removal.due_ms);
  return next;
}

Result<void> Log::forget_snapshots_behind(Offset offset) {
  auto entries = directory_.list(folder_);
  if (!entries) return tl::unexpected(entries.error());
  for (const auto& entry : *entries) {
    const auto name = parse_segment_file_name(entry.name);
    if (!name || name->suffix != segment_suffix::kSnapshot || name->base_offset <= offset) continue;
    if (auto removed = directory_.remove(join_path(folder_, entry.name)); !removed) return removed;
  }
  return {};
}

// What was cut off must not come back with a power loss: other records may have its offsets then.
Result<void> Log::sync_truncation() {
  auto file = active().log();
  if (!file) return tl::unexpected(file.error());
  if (auto synced = (*file)->sync(); !synced) return go_offline(synced.error());
  if (auto synced = directory_.sync_directory(folder_); !synced) return go_offline(synced.error());
  last_delete_unsynced_ = false;
  // The folder's own name is left to the next flush, which only comes to it with a new file's.
  new_log_unsynced_ = folder_unsynced_;
  return {};
}

Result<void> Log::truncate_to(Offset offset) {
  if (offline_) return tl::unexpected(*offline_);
  if (offset >= log_end_offset_) return {};
  if (offset <= segments_.front()->base_offset()) return truncate_fully_and_start_at(offset);
  abandon_cleaning();
  cleaned_to_ = std::min(cleaned_to_, offset);
  const LogObserver::Truncated event{.from = log_end_offset_, .to = offset};
  // From the newest on, so that a crash in between leaves a shorter log and no hole.
  while (segments_.size() > 1 && active().base_offset() >= offset)
    if (auto gone = delete_segment(segments_.size() - 1, LogObserver::DeleteReason::Truncation, 0);
        !gone)
      return gone;
  auto batch = active().find(offset);
  if (!batch) return tl::unexpected(batch.error());
  log_end_offset_ = offset;
  if (*batch) {
    // A batch goes as a whole.
    log_end_offset_ = std::min(offset, (*batch)->base_offset);
    if (auto cut = active().truncate((*batch)->position); !cut) return cut;
  }
  if (auto synced = sync_truncation(); !synced) return synced;
  ++truncations_;
  hints_.reset();
  recovery_point_ = std::min(recovery_point_, log_end_offset_);
  log_start_offset_ = std::min(log_start_offset_, log_end_offset_);
  if (epochs_.truncate_from_end(log_end_offset_)) write_epochs();
  if (auto gone = forget_snapshots_behind(log_end_offset_); !gone) return gone;
  std::vector<Finding> findings;
  if (auto loaded = reload_producers(findings); !loaded) return loaded;
  for (const auto& finding : findings) report(finding);
  if (observer_ != nullptr) observer_->truncated(folder_, event);
  return {};
}

Result<void> Log::truncate_fully_and_start_at(Offset offset) {
  if (offline_) return tl::unexpected(*offline_);
  abandon_cleaning();
  cleaned_to_ = 0;
  const LogObserver::Truncated event{.from = log_end_offset_, .to = offset};
  while (!segments_.empty())
    if (auto gone = delete_segment(segments_.size() - 1, LogObserver::DeleteReason::Truncation, 0);
        !gone)
      return gone;
  segments_.push_back(make_segment(offset));
  log_start_offset_ = log_end_offset_ = recovery_point_ = offset;
  if (auto synced = sync_truncation(); !synced) return synced;
  ++truncations_;
  hints_.reset();
  producers_.clear();
  epochs_.clear();
  write_epochs();
  snapshot_offset_ = kNoOffset;
  if (auto gone = forget_snapshots_behind(-1); !gone) return gone;
  if (observer_ != nullptr) observer_->truncated(folder_, event);
  return {};
}

}  // namespace barnabas
