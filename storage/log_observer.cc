#include "storage/log_observer.h"

namespace barnabas {

void LogObserver::appended(std::string_view, const Appended&) {}
void LogObserver::index_entry_added(std::string_view, const IndexEntry&) {}
void LogObserver::rolled(std::string_view, const Rolled&) {}
void LogObserver::duplicate_recognised(std::string_view, const Duplicate&) {}
void LogObserver::truncated(std::string_view, const Truncated&) {}
void LogObserver::segment_deleted(std::string_view, const SegmentDeleted&) {}
void LogObserver::compacted(std::string_view, const Compacted&) {}
void LogObserver::log_start_moved(std::string_view, const LogStartMoved&) {}
void LogObserver::flushed(std::string_view, const Flushed&) {}
void LogObserver::snapshot_written(std::string_view, const SnapshotWritten&) {}
void LogObserver::recovered(std::string_view, const RecoveryReport&) {}
void LogObserver::finding(std::string_view, const Finding&) {}
void LogObserver::went_offline(std::string_view, std::string_view) {}

std::string_view to_string(LogObserver::RollReason reason) {
  switch (reason) {
    case LogObserver::RollReason::Size:
      return "segment.bytes";
    case LogObserver::RollReason::Time:
      return "segment.ms";
    case LogObserver::RollReason::IndexFull:
      return "index full";
    case LogObserver::RollReason::RelativeOffset:
      return "offsets span more than 31 bits";
    case LogObserver::RollReason::Asked:
      return "a request";
    case LogObserver::RollReason::Retention:
      return "retention";
  }
  return "unknown";
}

std::string_view to_string(LogObserver::DeleteReason reason) {
  switch (reason) {
    case LogObserver::DeleteReason::Time:
      return "retention.ms";
    case LogObserver::DeleteReason::Size:
      return "retention.bytes";
    case LogObserver::DeleteReason::LogStart:
      return "log start offset";
    case LogObserver::DeleteReason::Truncation:
      return "truncation";
  }
  return "unknown";
}

}  // namespace barnabas
