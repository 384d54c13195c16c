#pragma once
// Events of the files of a partition: segments, indexes, snapshots, recovery.

#include <string>

#include "broker/events/event_kind.h"
#include "protocol/base/offset.h"
#include "protocol/wire/wire.h"

namespace barnabas {

struct IndexEntryWritten {
  std::string topic;
  std::int32_t partition = 0;
  Offset segment_base_offset = 0;
  Offset offset = 0;
  std::int64_t position = 0;
  std::int64_t entries = 0;
  TimestampMs timestamp_ms = kNoTimestamp;  // of the time index entry beside it, if one was written

  static constexpr EventKind kind{"IndexEntryWritten", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("segmentBaseOffset", segment_base_offset);
    wire("offset", offset);
    wire("position", position);
    wire("entries", entries);
    wire("timestamp", timestamp_ms);
  }
};

struct SegmentRolled {
  std::string topic;
  std::int32_t partition = 0;
  Offset closed_base_offset = 0;
  std::int64_t closed_bytes = 0;
  Offset new_base_offset = 0;
  std::string reason;

  static constexpr EventKind kind{"SegmentRolled", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("closedBaseOffset", closed_base_offset);
    wire("closedBytes", closed_bytes);
    wire("newBaseOffset", new_base_offset);
    wire("reason", reason);
  }
};

struct SegmentDeleted {
  std::string topic;
  std::int32_t partition = 0;
  Offset base_offset = 0;
  std::int64_t bytes = 0;
  std::string reason;

  static constexpr EventKind kind{"SegmentDeleted", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("baseOffset", base_offset);
    wire("bytes", bytes);
    wire("reason", reason);
  }
};

// Compaction left the latest record of each key. What was not looked at yet begins at `upTo`.
struct LogCompacted {
  std::string topic;
  std::int32_t partition = 0;
  Offset from = 0;
  Offset up_to = 0;
  std::int64_t segments_before = 0;
  std::int64_t segments_after = 0;
  std::int64_t records_before = 0;
  std::int64_t records_after = 0;
  std::int64_t bytes_before = 0;
  std::int64_t bytes_after = 0;

  static constexpr EventKind kind{"LogCompacted", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("from", from);
    wire("upTo", up_to);
    wire("segmentsBefore", segments_before);
    wire("segmentsAfter", segments_after);
    wire("recordsBefore", records_before);
    wire("recordsAfter", records_after);
    wire("bytesBefore", bytes_before);
    wire("bytesAfter", bytes_after);
  }
};

struct LogStartMoved {
  std::string topic;
  std::int32_t partition = 0;
  Offset from = 0;
  Offset to = 0;

  static constexpr EventKind kind{"LogStartMoved", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("from", from);
    wire("to", to);
  }
};

struct LogTruncated {
  std::string topic;
  std::int32_t partition = 0;
  Offset from = 0;
  Offset to = 0;

  static constexpr EventKind kind{"LogTruncated", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("from", from);
    wire("to", to);
  }
};

struct ProducerSnapshotWritten {
  std::string topic;
  std::int32_t partition = 0;
  Offset offset = 0;
  std::int64_t producers = 0;

  static constexpr EventKind kind{"ProducerSnapshotWritten", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("offset", offset);
    wire("producers", producers);
  }
};

// A log was opened. Only what follows an unclean end is worth a summary; see LogRepaired.
struct LogOpened {
  std::string topic;
  std::int32_t partition = 0;
  bool clean = true;
  std::int64_t bytes_scanned = 0;
  std::int64_t segments_scanned = 0;
  Offset log_start_offset = 0;
  Offset log_end_offset = 0;

  static constexpr EventKind kind{"LogOpened", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("clean", clean);
    wire("bytesScanned", bytes_scanned);
    wire("segmentsScanned", segments_scanned);
    wire("logStartOffset", log_start_offset);
    wire("logEndOffset", log_end_offset);
  }
};

// Something in the files was not as it should be, and this is what was done.
struct LogRepaired {
  std::string topic;
  std::int32_t partition = 0;
  std::string file;
  std::int64_t position = 0;
  std::int64_t bytes = 0;
  std::string text;

  static constexpr EventKind kind{"LogRepaired", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("file", file);
    wire("position", position);
    wire("bytes", bytes);
    wire("text", text);
  }
};

// A sync failed: the partition takes no more records until the broker starts again.
struct PartitionOffline {
  std::string topic;
  std::int32_t partition = 0;
  std::string reason;

  static constexpr EventKind kind{"PartitionOffline", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("reason", reason);
  }
};

}  // namespace barnabas
