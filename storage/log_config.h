#pragma once
// LogConfig: the effective topic configuration as a log needs it.
//
// Names are those of Kafka's topic configs with underscores. Whoever owns the configs (broker)
// fills one and hands it to every partition of the topic as a shared, unchanging object; a change
// makes a new object. Nothing here is checked again: the config table has done that.

#include <cstdint>
#include <limits>
#include <optional>

#include "protocol/base/offset.h"
#include "protocol/records/compression.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

struct LogConfig {
  // Rolling. A segment ends before an append would take it past segment_bytes, once it spans
  // segment_ms (less a random part of segment_jitter_ms), on a compacted topic also once it spans
  // max_compaction_lag_ms, or when an index has no room.
  std::int64_t segment_bytes = std::int64_t{1} << 30;
  std::int64_t segment_ms = std::int64_t{7} * 24 * 3600 * 1000;
  std::int64_t segment_jitter_ms = 0;
  std::int64_t segment_index_bytes = std::int64_t{10} << 20;
  std::int64_t index_interval_bytes = 4096;

  // Retention; -1 keeps everything. Without `cleanup_delete` neither time nor size deletes.
  std::int64_t retention_ms = std::int64_t{7} * 24 * 3600 * 1000;
  std::int64_t retention_bytes = -1;
  std::int64_t file_delete_delay_ms = 60'000;
  bool cleanup_delete = true;
  bool cleanup_compact = false;

  // Compaction. A log is cleaned once so much of it is dirty, or something in it waits for longer
  // than the largest lag; not before the smallest one is over. Tombstones stay for a while.
  double min_cleanable_dirty_ratio = 0.5;
  std::int64_t min_compaction_lag_ms = 0;
  std::int64_t max_compaction_lag_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t delete_retention_ms = 86'400'000;

  // What a producer may append.
  std::int64_t max_message_bytes = 1'048'588;
  TimestampType message_timestamp_type = TimestampType::CreateTime;
  std::int64_t message_timestamp_before_max_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t message_timestamp_after_max_ms = 3'600'000;
  // Open compressed batches of clients to look at every record, as Apache Kafka always does.
  bool validate_compressed = false;
  // Nothing for compression.type=producer: batches stay as they came. Compression::None is
  // compression.type=uncompressed.
  std::optional<Compression> compression_type;
  std::optional<int> compression_level;

  // Flush by count or time, for the broker's flush scheduler; max means never.
  std::int64_t flush_messages = std::numeric_limits<std::int64_t>::max();
  std::int64_t flush_ms = std::numeric_limits<std::int64_t>::max();

  // Producers that wrote nothing for so long are forgotten (producer.id.expiration.ms).
  std::int64_t producer_id_expiration_ms = 86'400'000;
};

}  // namespace barnabas
