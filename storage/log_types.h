#pragma once
// What one asks of a log and what it answers; see storage/log.h.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/base/siphash.h"
#include "storage/log_config.h"

namespace barnabas {

class LogObserver;

struct LogOpenOptions {
  std::string folder;  // of the partition, relative to the directory: "orders-0"; made if missing
  std::shared_ptr<const LogConfig> config;
  // Whether the data directory was shut down cleanly (.kafka_cleanshutdown was there): then names
  // and indexes are believed and only the end of the active segment is looked at.
  bool clean = false;
  // From the checkpoints of the data directory; 0 where they do not list this partition.
  Offset recovery_point = 0;
  Offset log_start_offset = 0;
  Offset cleaned_to = 0;  // of a log that was compacted
  std::int64_t now_ms = 0;
  LogObserver* observer = nullptr;  // must outlive the log
};

// Who appends, hence what is checked.
enum class AppendOrigin : std::uint8_t {
  Client,       // everything: one batch, no control records, sequences, limits, keys
  Coordinator,  // the broker itself: offsets assigned, epochs of producers checked, no sequences
  Replication,  // a follower: offsets and epochs are kept as they are
};

struct AppendOptions {
  std::int64_t now_ms = 0;
  LeaderEpoch leader_epoch = 0;
  AppendOrigin origin = AppendOrigin::Client;
};

struct AppendResult {
  Offset base_offset = 0;
  Offset last_offset = 0;
  TimestampMs log_append_time_ms = kNoTimestamp;  // only under LogAppendTime
  Offset log_start_offset = 0;
  // Set when these records are in the log already: nothing was written, and the offsets and the
  // time are those of the first copy.
  bool duplicate = false;
  Offset segment_base_offset = 0;
  std::uint64_t position = 0;  // of the first batch in that segment
  std::uint64_t bytes = 0;     // as written, after recompression if there was any
  std::int64_t records = 0;
};

// A record that made its whole batch unacceptable, for Produce v8 and later.
struct RecordError {
  std::int32_t batch_index = 0;  // index of the record in its batch, as Kafka's field means it
  std::string message;
};

struct AppendError : Error {
  std::vector<RecordError> record_errors;
};

struct ReadOptions {
  Offset from = 0;
  std::uint64_t bytes_max = 0;
  // Nothing at or behind this offset: high watermark, last stable offset, or log end.
  Offset up_to = 0;
  // Give the first batch even if it alone is larger than bytes_max.
  bool at_least_one_batch = true;
};

// Where whole batches lie, the first of which contains the offset asked for. Good until the log
// changes its files; use it at once.
struct LogSlice {
  Offset first_offset = 0;  // base offset of the first batch; what was asked for if empty
  Offset next_offset = 0;   // where the next read goes on
  Offset segment_base_offset = 0;
  std::uint64_t position = 0;
  std::uint64_t size = 0;
  bool empty() const { return size == 0; }
};

// A record found by time.
struct OffsetAndTimestamp {
  Offset offset = kNoOffset;
  TimestampMs timestamp_ms = kNoTimestamp;
  LeaderEpoch leader_epoch = kNoLeaderEpoch;
};

// What Log::cleanable is asked with.
struct CleanableQuestion {
  std::int64_t now_ms = 0;
  Offset high_watermark = 0;
};

// How a cleaning goes about it, beyond the topic's own configuration.
struct CleaningOptions {
  std::int64_t now_ms = 0;
  std::size_t map_bytes_max = std::size_t{128} << 20;
  double map_load_factor = 0.9;
  SipHashKey hash_key;  // random
};

struct RetentionOptions {
  std::int64_t now_ms = 0;
  Offset high_watermark = 0;  // nothing at or behind it is deleted
};

}  // namespace barnabas
