#pragma once
// LogRecovery: opens the folder of a partition and makes a log of what a crash left.
//
// In this order, each step safe to be interrupted and begun anew:
//   1. leftovers: .deleted and .cleaned go, swaps and repairs that were interrupted are finished
//   2. segments by name; indexes and snapshots without a segment go
//   3. clean: only the end of the active segment is looked at. Otherwise every batch from the
//      recovery point on is read: a torn tail is cut, wrong prefixes are put right, other damage
//      is left out of a new copy of the segment while the damaged one stays as NNN.log.corrupt
//   4. leader epochs and producer state, from their files and the batches behind them
//
// Nothing that was ever synced is deleted here, and nothing that was not is kept behind a gap.
// Apache Kafka cuts at the first bad batch and deletes all later segments.
//
// Used by Log::open only.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "storage/log.h"
#include "storage/recovery_report.h"
#include "storage/segment_scan.h"

namespace barnabas {

class LogRecovery {
 public:
  LogRecovery(Log& log, const LogOpenOptions& options);
  Result<RecoveryReport> run();

 private:
  // log_leftovers.cc
  Result<void> list();
  Result<void> finish_interrupted();
  Result<void> finish_swaps();
  Result<void> finish_swap(Offset base_offset);
  Result<void> finish_repairs();
  Result<void> remove_file(const std::string& name, FindingKind kind, std::string text);
  Result<void> rename_file(const std::string& from, const std::string& to);
  Result<void> load_segments();
  Result<void> remove_orphans();
  bool has(const std::string& name) const;
  bool has_known_hole(Offset base_offset) const;
  // What files are kept as. Only damage to what was good once leaves a hole that has to be put up
  // with; what a power loss left of a log's unsynced end must not excuse one.
  static constexpr std::string_view kCorrupt = ".log.corrupt";
  static constexpr std::string_view kUnsynced = ".log.unsynced";
  // A name for keeping a file that is not taken yet: NNN.log.corrupt, NNN.log.corrupt.1, ...
  std::string kept_name(Offset base_offset, std::string_view suffix) const;

  // log_recovery.cc
  Result<void> open_clean();
  Result<void> scan_from(std::size_t first);
  bool compaction_left_gap(Offset offset) const;
  Result<SegmentScan> scan(std::size_t index);
  // What a scan of one segment led to.
  enum class Next : std::uint8_t { GoOn, EndHere };
  Result<Next> repair(std::size_t index, const SegmentScan& scan);
  Result<void> apply_patches(Segment& segment, const SegmentScan& scan);
  Result<void> cut(Segment& segment, std::uint64_t position);
  Result<void> rewrite(Segment& segment, const SegmentScan& scan);
  Result<void> set_aside_from(std::size_t first, const std::string& why);
  Result<bool> belongs(std::size_t index);
  void report_damages(const Segment& segment, const SegmentScan& scan);
  Result<void> load_epochs();
  void add(Finding finding);

  Log& log_;
  Directory& directory_;
  const LogOpenOptions options_;
  RecoveryReport report_;
  std::vector<std::string> names_;  // of files in the folder, sorted
  std::size_t first_scanned_ = 0;   // segments from here on were read whole
  Offset expected_offset_ = 0;      // behind the segments read so far
  LeaderEpoch epoch_ = kNoLeaderEpoch;
  bool changed_names_ = false;
  bool just_replaced_ = false;  // NNN.log.deleted lies beside NNN.log
};

}  // namespace barnabas
