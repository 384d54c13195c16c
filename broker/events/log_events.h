#pragma once
// LogEvents: turns what a log tells its observer into events, and what must not go unheard into
// complaints, whether anybody listens or not. One serves all logs of a broker.

#include <functional>
#include <string>

#include "broker/events/event_stream.h"
#include "storage/log_observer.h"

namespace barnabas {

class LogEvents final : public LogObserver {
 public:
  using Complain = std::function<void(const std::string&)>;
  // `events` must outlive it. `complain` is told of damage, and of logs that went offline.
  LogEvents(EventStream& events, Complain complain)
      : events_(events), complain_(std::move(complain)) {}

  void appended(std::string_view log, const Appended& appended) override;
  void index_entry_added(std::string_view log, const IndexEntry& added) override;
  void rolled(std::string_view log, const Rolled& rolled) override;
  void duplicate_recognised(std::string_view log, const Duplicate& duplicate) override;
  void truncated(std::string_view log, const Truncated& truncated) override;
  void segment_deleted(std::string_view log, const LogObserver::SegmentDeleted& deleted) override;
  void compacted(std::string_view log, const Compacted& compacted) override;
  void log_start_moved(std::string_view log, const LogObserver::LogStartMoved& moved) override;
  void flushed(std::string_view log, const Flushed& flushed) override;
  void snapshot_written(std::string_view log, const SnapshotWritten& written) override;
  void recovered(std::string_view log, const RecoveryReport& report) override;
  void finding(std::string_view log, const Finding& finding) override;
  void went_offline(std::string_view log, std::string_view reason) override;

 private:
  // Emits an event about the partition `log`, filled in by `fill`, where anybody listens.
  template <class E, class Fill>
  void tell(std::string_view log, Fill fill);

  EventStream& events_;
  const Complain complain_;
};

}  // namespace barnabas
