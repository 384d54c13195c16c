#pragma once
// RecoveryReport: what opening a log found and did, for people and for tests.
//
// A finding names the file, where in it, and what was done. Nothing that could have been
// acknowledged disappears without one.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/offset.h"

namespace barnabas {

enum class FindingKind : std::uint8_t {
  TailCut,          // the end of the newest segment was torn; cut back to the last good batch
  DamageSetAside,   // bytes in the middle are damaged: original kept as *.corrupt, hole in offsets
  BatchRepaired,    // the unprotected front of a batch was wrong and could be put right
  SegmentSetAside,  // a whole segment behind one that lost its end; kept as *.unsynced
  SegmentMissing,   // offsets between two segments are not there
  IndexRebuilt,     // an index was missing or did not agree with its log
  OrphanRemoved,    // an index or snapshot without a segment
  LeftoverRemoved,  // .deleted, .cleaned, .swap, .tmp of an interrupted operation
  LeftoverCompleted,   // a swap or repair that a crash interrupted, now finished
  SnapshotDamaged,     // a producer snapshot failed its checks; an older one and replay took over
  EpochsRebuilt,       // leader-epoch-checkpoint missing or damaged; rebuilt from the batches
  RecoveryPointMoved,  // the recovery point lay behind the end of the log
  BatchDamaged,        // found while reading: a batch that fails its checks is not served
};

std::string_view to_string(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::TailCut;
  std::string file;            // relative to the data directory
  std::uint64_t position = 0;  // where in the file
  std::uint64_t bytes = 0;     // how many are concerned
  Offset from = kNoOffset;     // first offset concerned, if any
  Offset up_to = kNoOffset;    // first offset not concerned any more
  std::string text;            // one sentence for the log
};

struct RecoveryReport {
  bool clean = false;  // trusted a clean shutdown; nothing was scanned
  std::uint64_t bytes_scanned = 0;
  std::uint32_t segments_scanned = 0;
  Offset log_start_offset = 0;
  Offset log_end_offset = 0;
  std::vector<Finding> findings;
};

}  // namespace barnabas
