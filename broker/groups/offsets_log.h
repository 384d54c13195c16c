#pragma once
// OffsetsLog: the partitions of __consumer_offsets as the coordinator needs them.
//
// The broker implements it over the topic's partitions, tests over memory. The coordinator's state
// is a fold over these records: it applies a record when append() took it, and tells nobody before
// the record is durable.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace barnabas {

// One record to append; no value is a tombstone. The bytes need live only during the call.
struct OffsetsLogRecord {
  Bytes key;
  std::optional<Bytes> value;
};

// One record met while a partition is read at start.
struct ReplayedRecord {
  std::int64_t offset = 0;
  Bytes key;
  std::optional<Bytes> value;
  std::int64_t producer_id = -1;  // of a transactional batch, otherwise -1
};

class OffsetsLog {
 public:
  // Called once for an append, on the broker thread, in the order of the appends: None when the
  // records survive a power loss (or what the broker's durability calls for), else what failed.
  using Durable = std::function<void(ErrorCode)>;

  virtual ~OffsetsLog() = default;

  // Appends the records as one batch and returns the offset of the first. `durable` is called
  // later, never during this call; not at all when this call fails. REQUIRES: records not empty.
  virtual Result<std::int64_t> append(std::int32_t partition,
                                      std::span<const OffsetsLogRecord> records,
                                      Durable durable) = 0;

  // The offsets of the first record kept and of the next record to come.
  virtual std::int64_t log_start_offset(std::int32_t partition) const = 0;
  virtual std::int64_t log_end_offset(std::int32_t partition) const = 0;

  // Begins a new segment, so that all older ones can be deleted whole.
  virtual Result<void> roll(std::int32_t partition) = 0;

  // Moves the log start to `offset` and deletes the segments before it. Called only when everything
  // from `offset` on is durable, so a crash at any point leaves either log complete.
  virtual void delete_records_before(std::int32_t partition, std::int64_t offset) = 0;
};

}  // namespace barnabas
