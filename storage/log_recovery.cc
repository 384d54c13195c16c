#include "storage/log_recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "storage/checkpoint.h"
#include "storage/segment.h"

namespace barnabas {

Result<Log::Opened> Log::open(Directory& directory, const LogOpenOptions& options) {
  auto there = directory.exists(options.folder);
  if (!there) return tl::unexpected(there.error());
  if (!*there)
    if (auto made = directory.make_directory(options.folder); !made)
      return tl::unexpected(made.error());
  std::unique_ptr<Log> log(new Log(directory, options));
  log->folder_unsynced_ = !*there;
  auto report = LogRecovery(*log, options).run();
  if (!report) return tl::unexpected(report.error());
  if (log->observer_ != nullptr) log->observer_->recovered(log->folder_, *report);
  return Opened{std::move(log), std::move(*report)};
}

LogRecovery::LogRecovery(Log& log, const LogOpenOptions& options)
    : log_(log), directory_(log.directory_), options_(options) {
  report_.clean = options.clean;
}

void LogRecovery::add(Finding finding) { report_.findings.push_back(std::move(finding)); }

Result<RecoveryReport> LogRecovery::run() {
  if (auto done = list(); !done) return tl::unexpected(done.error());
  if (auto done = finish_interrupted(); !done) return tl::unexpected(done.error());
  if (auto done = load_segments(); !done) return tl::unexpected(done.error());
  if (auto done = remove_orphans(); !done) return tl::unexpected(done.error());
  first_scanned_ = log_.segments_.size();
  auto opened =
      options_.clean ? open_clean() : scan_from(log_.segment_index(options_.recovery_point));
  if (!opened) return tl::unexpected(opened.error());
  if (changed_names_)
    if (auto synced = directory_.sync_directory(options_.folder); !synced)
      return tl::unexpected(synced.error());

  if (options_.log_start_offset > log_.log_end_offset_)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: the log ends at offset {}, but log-start-offset-checkpoint says "
                            "that it starts at {}; nothing was deleted. Correct or remove the line "
                            "in the checkpoint, or remove the folder if its records are not needed",
                            options_.folder, log_.log_end_offset_, options_.log_start_offset));
  log_.log_start_offset_ =
      std::max(options_.log_start_offset, log_.segments_.front()->base_offset());
  if (log_.recovery_point_ > log_.log_end_offset_) {
    add({.kind = FindingKind::RecoveryPointMoved,
         .file = options_.folder,
         .from = log_.log_end_offset_,
         .up_to = log_.recovery_point_,
         .text = fmt::format("the recovery point {} lies behind the end of the log {}",
                             log_.recovery_point_, log_.log_end_offset_)});
    log_.recovery_point_ = log_.log_end_offset_;
  }
  if (options_.clean) log_.recovery_point_ = log_.log_end_offset_;
  // A process that was killed leaves a folder and files whose names may not be durable yet.
  log_.new_log_unsynced_ |= !options_.clean;
  log_.folder_unsynced_ |= !options_.clean;
  if (auto done = load_epochs(); !done) return tl::unexpected(done.error());
  if (auto done = log_.reload_producers(report_.findings); !done)
    return tl::unexpected(done.error());
  report_.log_start_offset = log_.log_start_offset_;
  report_.log_end_offset = log_.log_end_offset_;
  return std::move(report_);
}

Result<void> LogRecovery::open_clean() {
  auto end = log_.active().find_end();
  if (auto reason = log_.active().take_rebuild_reason())
    add({.kind = FindingKind::IndexRebuilt,
         .file = log_.active().path(segment_suffix::kOffsetIndex),
         .text = std::move(*reason)});
  if (end) {
    log_.log_end_offset_ = *end;
    return {};
  }
  // The shutdown was clean, the file is not. All of it was synced, so nothing counts as torn.
  return scan_from(log_.segments_.size() - 1);
}

Result<void> LogRecovery::scan_from(std::size_t first) {
  first_scanned_ = first;
  expected_offset_ = log_.segments_[first]->base_offset();
  for (auto i = first; i < log_.segments_.size(); ++i) {
    auto fits = belongs(i);
    if (!fits) return tl::unexpected(fits.error());
    if (!*fits) break;
    auto result = scan(i);
    if (!result) return tl::unexpected(result.error());
    auto next = repair(i, *result);
    if (!next) return tl::unexpected(next.error());
    expected_offset_ = result->next_offset;
    epoch_ = result->epoch;
    if (*next == Next::EndHere) break;
  }
  log_.log_end_offset_ = std::max(expected_offset_, log_.active().base_offset());
  return {};
}

// Whether a segment can follow the one before it. If there is a gap and the records before the gap
// were never known to be synced, they were lost with the power, and so this segment was not synced
// either: it goes with them. Otherwise the gap is damage, and what lies behind it is kept.
Result<bool> LogRecovery::belongs(std::size_t index) {
  const auto& segment = *log_.segments_[index];
  if (index == first_scanned_ || segment.base_offset() <= expected_offset_) return true;
  const auto& before = *log_.segments_[index - 1];
  const auto gap =
      fmt::format("offsets {} to {} are missing", expected_offset_, segment.base_offset() - 1);
  if (compaction_left_gap(expected_offset_) || has_known_hole(before.base_offset())) return true;
  if (options_.clean || options_.recovery_point > expected_offset_) {
    add({.kind = FindingKind::SegmentMissing,
         .file = segment.path(segment_suffix::kLog),
         .from = expected_offset_,
         .up_to = segment.base_offset(),
         .text = gap + " before this segment"});
    return true;
  }
  if (auto done = set_aside_from(index, gap); !done) return tl::unexpected(done.error());
  return false;
}

// Whether compaction may have taken what should follow at `offset`. It works on what is known to be
// durable, and our checkpoint says so before it begins. That of Apache Kafka may be a minute older,
// but then it says in cleaner-offset-checkpoint how far a compaction got, or has just put a segment
// aside under the name of the one that replaced it.
bool LogRecovery::compaction_left_gap(Offset offset) const {
  return log_.may_have_gaps() &&
         (offset < std::max(options_.recovery_point, options_.cleaned_to) || just_replaced_);
}

Result<SegmentScan> LogRecovery::scan(std::size_t index) {
  auto& segment = *log_.segments_[index];
  auto bytes = segment.size();
  if (!bytes) return tl::unexpected(bytes.error());
  ScanOptions options{
      .file_end = *bytes,
      .base_offset = segment.base_offset(),
      .epoch = epoch_,
      .durable_before =
          options_.clean ? std::numeric_limits<Offset>::max() : options_.recovery_point,
      .gaps_expected = log_.may_have_gaps() || has_known_hole(segment.base_offset()),
      .index_interval_bytes = log_.config_->index_interval_bytes};
  if (index + 1 < log_.segments_.size()) options.limit = log_.segments_[index + 1]->base_offset();
  report_.bytes_scanned += *bytes;
  ++report_.segments_scanned;
  if (*bytes == 0) {
    SegmentScan nothing{.indexes = IndexBuilder(options.index_interval_bytes)};
    nothing.next_offset = segment.base_offset();
    nothing.epoch = epoch_;
    return nothing;
  }
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  return scan_segment(**file, options);
}

Result<LogRecovery::Next> LogRecovery::repair(std::size_t index, const SegmentScan& scan) {
  auto& segment = *log_.segments_[index];
  const auto bytes = *segment.size();
  report_damages(segment, scan);
  if (auto done = apply_patches(segment, scan); !done) return tl::unexpected(done.error());
  const bool whole = scan.good_end() == bytes && !scan.has_holes();
  // Later segments first: with this one cut already, they would be behind a gap.
  if (scan.torn && index + 1 < log_.segments_.size()) {
    auto done =
        set_aside_from(index + 1, "the segment before it lost its end before it was synced");
    if (!done) return tl::unexpected(done.error());
  }
  if (!whole) {
    // A tail that was never written is simply cut. Anything else was good once: the file as it is
    // stays beside the log.
    const auto& last = scan.damages.back();
    const bool just_a_tail = !scan.has_holes() && scan.torn && last.up_to == kNoOffset;
    auto done = just_a_tail ? cut(segment, scan.good_end()) : rewrite(segment, scan);
    if (!done) return tl::unexpected(done.error());
  }
  if (scan.has_holes()) {
    // Positions have moved.
    if (auto rebuilt = segment.rebuild_indexes(); !rebuilt) return tl::unexpected(rebuilt.error());
  } else if (bytes > 0) {
    segment.adopt(scan.indexes);
  }
  if (auto size = segment.size(); size) segment.trust({0, *size});
  if (options_.recovery_point < scan.next_offset || !whole) segment.set_unsynced(true);
  return scan.torn ? Next::EndHere : Next::GoOn;
}

void LogRecovery::report_damages(const Segment& segment, const SegmentScan& scan) {
  for (const auto& damage : scan.damages) {
    Finding finding{.file = segment.path(segment_suffix::kLog),
                    .position = damage.extent.position,
                    .bytes = damage.extent.size,
                    .from = damage.from,
                    .up_to = damage.up_to};
    switch (damage.kind) {
      case DamageKind::Patched:
        finding.kind = FindingKind::BatchRepaired;
        finding.text = damage.reason + "; the CRC holds with the values that must have been there";
        break;
      case DamageKind::Torn:
        finding.kind = FindingKind::TailCut;
        finding.text = damage.reason + "; never completely written, cut off here" +
                       (damage.up_to == kNoOffset ? "" : ", what follows is kept as .unsynced");
        break;
      case DamageKind::Rotten:
        finding.kind = FindingKind::DamageSetAside;
        finding.text = damage.reason +
                       "; the damaged file is kept as .corrupt, its good batches "
                       "stay in the log";
        break;
    }
    add(std::move(finding));
  }
}

Result<void> LogRecovery::apply_patches(Segment& segment, const SegmentScan& scan) {
  if (scan.patches.empty()) return {};
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  for (const auto& patch : scan.patches)
    if (auto written = (*file)->write_at(patch.position, patch.bytes); !written) return written;
  return (*file)->sync();
}

Result<void> LogRecovery::cut(Segment& segment, std::uint64_t position) {
  auto file = segment.log();
  if (!file) return tl::unexpected(file.error());
  if (auto done = (*file)->truncate(position); !done) return done;
  // Synced at once: bytes that come back after the next power loss would lie behind newer ones.
  if (auto done = (*file)->sync(); !done) return done;
  segment.forget();
  return {};
}

Result<void> LogRecovery::rewrite(Segment& segment, const SegmentScan& scan) {
  const auto base_offset = segment.base_offset();
  const auto log_name = fmt::format("{:020}.log", base_offset);
  const auto repaired_name = log_name + ".repaired";
  auto from = segment.log();
  if (!from) return tl::unexpected(from.error());
  auto to = directory_.open(join_path(options_.folder, repaired_name), OpenMode::Truncate);
  if (!to) return tl::unexpected(to.error());
  constexpr std::uint64_t piece_bytes = 1024 * 1024;
  Buffer piece;
  std::uint64_t written = 0;
  for (const auto& extent : scan.good)
    for (std::uint64_t done = 0; done < extent.size;) {
      piece.clear();
      auto room = piece.grow(std::min(piece_bytes, extent.size - done));
      auto read = (*from)->read_at(extent.position + done, room);
      if (!read) return tl::unexpected(read.error());
      if (*read == 0)
        return fail(ErrorCode::KafkaStorageError,
                    fmt::format("{}: became shorter while it was read", (*from)->path()));
      if (auto copied = (*to)->write_at(written, room.first(*read)); !copied) return copied;
      written += *read;
      done += *read;
    }
  if (auto synced = (*to)->sync(); !synced) return synced;
  if (auto synced = directory_.sync_directory(options_.folder); !synced) return synced;
  to->reset();
  segment.forget();
  const auto suffix = scan.only_torn() ? kUnsynced : kCorrupt;
  if (auto moved = rename_file(log_name, kept_name(base_offset, suffix)); !moved) return moved;
  // In this order for good: with neither name the records would be gone after a power loss.
  if (auto synced = directory_.sync_directory(options_.folder); !synced) return synced;
  return rename_file(repaired_name, log_name);
}

Result<void> LogRecovery::set_aside_from(std::size_t first, const std::string& why) {
  // The newest first: whatever is left after a crash in between has no gap.
  for (auto i = log_.segments_.size(); i-- > first;) {
    auto& segment = *log_.segments_[i];
    const auto base_offset = segment.base_offset();
    auto bytes = segment.size();
    if (!bytes) return tl::unexpected(bytes.error());
    const auto log_name = fmt::format("{:020}.log", base_offset);
    Finding finding{.kind = FindingKind::SegmentSetAside,
                    .file = segment.path(segment_suffix::kLog),
                    .bytes = *bytes,
                    .from = base_offset,
                    .text = why};
    for (const auto suffix : {segment_suffix::kOffsetIndex, segment_suffix::kTimeIndex,
                              segment_suffix::kTransactionIndex, segment_suffix::kSnapshot})
      if (auto removed = directory_.remove(segment.path(suffix)); !removed) return removed;
    log_.segments_.pop_back();
    auto done = *bytes == 0 ? directory_.remove(join_path(options_.folder, log_name))
                            : rename_file(log_name, kept_name(base_offset, kUnsynced));
    if (!done) return done;
    changed_names_ = true;
    if (auto synced = directory_.sync_directory(options_.folder); !synced) return synced;
    finding.text += *bytes == 0 ? "; it was empty" : "; kept as .unsynced";
    add(std::move(finding));
  }
  return {};
}

Result<void> LogRecovery::load_epochs() {
  const auto path = join_path(options_.folder, leader_epoch_checkpoint);
  auto text = read_whole_file(directory_, path);
  const bool missing = !text && is_missing(text.error());
  if (!text && !missing) return tl::unexpected(text.error());
  auto& epochs = log_.epochs_;
  auto epochs_from = first_scanned_ < log_.segments_.size()
                         ? log_.segments_[first_scanned_]->base_offset()
                         : log_.log_end_offset_;
  Result<LeaderEpochs> parsed = LeaderEpochs{};
  if (text && !text->empty()) parsed = LeaderEpochs::parse(*text);
  const bool has_records = log_.log_end_offset_ > log_.segments_.front()->base_offset();
  if (parsed) epochs = std::move(*parsed);
  if (!parsed || (epochs.entries().empty() && has_records)) {
    epochs.clear();
    epochs_from = log_.segments_.front()->base_offset();
    add({.kind = FindingKind::EpochsRebuilt,
         .file = path,
         .text = (parsed ? std::string("has no entries") : parsed.error().message) +
                 "; read from the batches"});
  }
  const auto before = epochs;
  epochs.truncate_from_end(log_.log_end_offset_);
  auto replayed = log_.replay({.producers_from = log_.log_end_offset_, .epochs_from = epochs_from});
  if (!replayed) return replayed;
  epochs.truncate_from_start(log_.log_start_offset_);
  if (epochs != before) log_.write_epochs();
  return {};
}

}  // namespace barnabas
