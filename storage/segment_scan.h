#pragma once
// SegmentScan: reads every batch of a segment that may have been hurt, and says what is left.
//
// A batch is good if its CRC and header hold and its offsets and epoch follow those before it.
// Where one is not, the scan looks for the next good one and asks what happened in between:
//   patched  the 17 bytes in front, which the CRC leaves out, are wrong, and there is only one way
//            they can have been: the batch is whole again with them
//   torn     nothing that was synced: the bytes run past the end of the file, or hold sectors of
//            zeros that were never written. Everything behind was not synced either.
//   rotten   anything else: it was good once. What follows it is still good.
// Only finds out; repairs nothing. Owned by the log's thread.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "storage/batch_walker.h"
#include "storage/segment.h"

namespace barnabas {

struct ScanOptions {
  std::uint64_t file_end = 0;
  Offset base_offset = 0;                             // where the segment starts
  Offset limit = std::numeric_limits<Offset>::max();  // where the next one starts
  LeaderEpoch epoch = kNoLeaderEpoch;                 // before it
  // Records below were synced once: damage to them is never torn.
  Offset durable_before = 0;
  // Offsets may be missing: a compacted log, or one with a hole that is known.
  bool gaps_expected = false;
  std::int64_t index_interval_bytes = 4096;
};

// The first bytes of a batch as they must have been.
struct PrefixPatch {
  std::uint64_t position = 0;
  std::array<std::byte, kBatchPrefixAndMagicSize> bytes{};
};

enum class DamageKind : std::uint8_t { Patched, Torn, Rotten };

struct Damage {
  DamageKind kind = DamageKind::Rotten;
  Extent extent;
  Offset from = 0;   // the first offset that may be concerned
  Offset up_to = 0;  // the first offset behind that is good; kNoOffset if nothing follows
  std::string reason;
};

struct SegmentScan {
  IndexBuilder indexes;
  std::vector<Extent> good;  // runs of good batches, patched ones included
  std::vector<PrefixPatch> patches;
  std::vector<Damage> damages;
  Offset next_offset = 0;  // behind the last good batch
  LeaderEpoch epoch = kNoLeaderEpoch;
  bool torn = false;  // the last damage ends the log here

  std::uint64_t good_end() const {
    return good.empty() ? 0 : good.back().position + good.back().size;
  }
  // Whether nothing is missing that was synced once.
  bool only_torn() const {
    return std::none_of(damages.begin(), damages.end(),
                        [](const Damage& one) { return one.kind == DamageKind::Rotten; });
  }
  // Whether damaged bytes lie before good ones.
  bool has_holes() const { return good.size() > 1 || (!good.empty() && good[0].position > 0); }
};

// Errors: those of reading, and UNSUPPORTED_FOR_MESSAGE_FORMAT for batches of format v0 and v1.
Result<SegmentScan> scan_segment(File& file, const ScanOptions& options);

}  // namespace barnabas
