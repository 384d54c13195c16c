#pragma once
// LogObserver: told what a log does, at the points that mean something to somebody watching.
//
// A log has a pointer to one, null when nobody listens, so watching costs a branch otherwise.
// Calls come on the thread that owns the log, after the fact, and must not call the log back.
// `log` is the folder's name ("orders-0"); views and references end with the call.

#include <cstdint>
#include <string_view>

#include "protocol/base/offset.h"
#include "storage/recovery_report.h"

namespace barnabas {

class LogObserver {
 public:
  virtual ~LogObserver() = default;

  struct Appended {
    Offset base_offset = 0;
    Offset last_offset = 0;
    Offset segment_base_offset = 0;
    std::uint64_t position = 0;  // in that segment's .log
    std::uint64_t bytes = 0;
    std::int32_t batches = 0;
    ProducerId producer_id = kNoProducerId;
    Sequence base_sequence = kNoSequence;
  };
  virtual void appended(std::string_view log, const Appended& event);

  struct IndexEntry {
    Offset segment_base_offset = 0;
    Offset offset = 0;  // last offset of the batch at `position`
    std::uint64_t position = 0;
    std::size_t entries = 0;                  // in the offset index now
    TimestampMs timestamp_ms = kNoTimestamp;  // largest so far, if the time index got one too
  };
  virtual void index_entry_added(std::string_view log, const IndexEntry& event);

  enum class RollReason : std::uint8_t { Size, Time, IndexFull, RelativeOffset, Asked, Retention };
  struct Rolled {
    Offset closed_base_offset = 0;
    std::uint64_t closed_bytes = 0;
    Offset new_base_offset = 0;
    RollReason reason = RollReason::Asked;
  };
  virtual void rolled(std::string_view log, const Rolled& event);

  struct Duplicate {
    ProducerId producer_id = kNoProducerId;
    ProducerEpoch producer_epoch = kNoProducerEpoch;
    Sequence base_sequence = kNoSequence;
    Sequence last_sequence = kNoSequence;
    Offset base_offset = 0;  // where the first copy lies
    Offset last_offset = 0;
  };
  virtual void duplicate_recognised(std::string_view log, const Duplicate& event);

  struct Truncated {
    Offset from = 0;  // the end of the log before
    Offset to = 0;
  };
  virtual void truncated(std::string_view log, const Truncated& event);

  enum class DeleteReason : std::uint8_t { Time, Size, LogStart, Truncation };
  struct SegmentDeleted {
    Offset base_offset = 0;
    std::uint64_t bytes = 0;
    DeleteReason reason = DeleteReason::Time;
  };
  virtual void segment_deleted(std::string_view log, const SegmentDeleted& event);

  struct Compacted {
    Offset from = 0;   // the dirty section
    Offset up_to = 0;  // the first offset that was not looked at
    std::size_t segments_before = 0;
    std::size_t segments_after = 0;
    std::int64_t records_before = 0;
    std::int64_t records_after = 0;
    std::uint64_t bytes_before = 0;
    std::uint64_t bytes_after = 0;
  };
  virtual void compacted(std::string_view log, const Compacted& event);

  struct LogStartMoved {
    Offset from = 0;
    Offset to = 0;
  };
  virtual void log_start_moved(std::string_view log, const LogStartMoved& event);

  struct Flushed {
    Offset recovery_point = 0;  // everything below is durable
    std::size_t files = 0;
  };
  virtual void flushed(std::string_view log, const Flushed& event);

  struct SnapshotWritten {
    Offset offset = 0;
    std::size_t producers = 0;
  };
  virtual void snapshot_written(std::string_view log, const SnapshotWritten& event);

  // After open(); its findings are in the report.
  virtual void recovered(std::string_view log, const RecoveryReport& report);
  // While running: damage met by a read, an index that had to be rebuilt.
  virtual void finding(std::string_view log, const Finding& finding);
  // A sync failed: the log takes no more appends until it is opened anew.
  virtual void went_offline(std::string_view log, std::string_view reason);
};

std::string_view to_string(LogObserver::RollReason reason);
std::string_view to_string(LogObserver::DeleteReason reason);

}  // namespace barnabas
