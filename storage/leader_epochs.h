#pragma once
// LeaderEpochs: at which offset each leader's term began (KIP-101).
//
// Followers and consumers that were cut off ask where an epoch ended and drop what lies behind.
// File leader-epoch-checkpoint, text: a line "0", a line with the count, then "EPOCH START_OFFSET"
// lines, both columns growing. Lost? Rebuilt from the epochs in the batches.
//
// A value without I/O; owned by its log.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"

namespace barnabas {

struct LeaderEpochEntry {
  LeaderEpoch epoch = kNoLeaderEpoch;
  Offset start_offset = kNoOffset;
  bool operator==(const LeaderEpochEntry&) const = default;
};

struct EpochEnd {
  LeaderEpoch epoch = kNoLeaderEpoch;
  Offset end_offset = kNoOffset;
  bool operator==(const EpochEnd&) const = default;
};

class LeaderEpochs {
 public:
  // Reads the checkpoint's text. Errors: KAFKA_STORAGE_ERROR naming the line.
  static Result<LeaderEpochs> parse(std::string_view text);
  std::string format() const;

  // Notes that records from entry.start_offset on belong to entry.epoch; returns whether that was
  // news. Entries it contradicts (a larger epoch, a later start) are dropped.
  bool assign(LeaderEpochEntry entry);
  // The log ends at `end_offset` now. Returns whether entries changed.
  bool truncate_from_end(Offset end_offset);
  // The log starts at `start_offset` now: the epoch that holds it starts there.
  bool truncate_from_start(Offset start_offset);
  void clear() { entries_.clear(); }

  std::optional<LeaderEpoch> latest() const;
  std::optional<LeaderEpoch> epoch_of(Offset offset) const;
  // The largest known epoch not above `epoch` and the offset where the next one starts, which for
  // the latest epoch is `log_end_offset`. An epoch before the first known one ends where that
  // starts; one above the latest is unknown: -1, -1.
  struct EndQuery {
    LeaderEpoch epoch = kNoLeaderEpoch;
    Offset log_end_offset = 0;
  };
  EpochEnd end_of(EndQuery query) const;

  const std::vector<LeaderEpochEntry>& entries() const { return entries_; }
  bool operator==(const LeaderEpochs&) const = default;

 private:
  std::vector<LeaderEpochEntry> entries_;
};

}  // namespace barnabas
