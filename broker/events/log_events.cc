#include "broker/events/log_events.h"

#include "storage/topic_partition.h"

namespace barnabas {
namespace {

// What the folder's name says; a name that is none of ours is kept whole.
TopicPartition place_of(std::string_view log) {
  return parse_partition_folder(log).value_or(TopicPartition{std::string(log), -1});
}

std::int64_t as_signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

void LogEvents::appended(std::string_view log, const Appended& event) {
  if (!events_.wants_everything()) return;
  auto place = place_of(log);
  events_.emit(BatchAppended{.topic = std::move(place.topic),
                             .partition = place.partition,
                             .batches = event.batches,
                             .base_offset = event.base_offset,
                             .last_offset = event.last_offset,
                             .segment_base_offset = event.segment_base_offset,
                             .position = as_signed(event.position),
                             .bytes = as_signed(event.bytes),
                             .producer_id = event.producer_id,
                             .base_sequence = event.base_sequence});
}

void LogEvents::index_entry_added(std::string_view log, const IndexEntry& event) {
  if (!events_.wants_everything()) return;
  auto place = place_of(log);
  events_.emit(IndexEntryWritten{.topic = std::move(place.topic),
                                 .partition = place.partition,
                                 .segment_base_offset = event.segment_base_offset,
                                 .offset = event.offset,
                                 .position = as_signed(event.position),
                                 .entries = as_signed(event.entries),
                                 .timestamp_ms = event.timestamp_ms});
}

void LogEvents::rolled(std::string_view log, const Rolled& event) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(SegmentRolled{.topic = std::move(place.topic),
                             .partition = place.partition,
                             .closed_base_offset = event.closed_base_offset,
                             .closed_bytes = as_signed(event.closed_bytes),
                             .new_base_offset = event.new_base_offset,
                             .reason = std::string(to_string(event.reason))});
}

void LogEvents::duplicate_recognised(std::string_view log, const Duplicate& event) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(DuplicateRecognised{.topic = std::move(place.topic),
                                   .partition = place.partition,
                                   .producer_id = event.producer_id,
                                   .producer_epoch = event.producer_epoch,
                                   .base_sequence = event.base_sequence,
                                   .last_sequence = event.last_sequence,
                                   .base_offset = event.base_offset,
                                   .last_offset = event.last_offset});
}

void LogEvents::truncated(std::string_view log, const Truncated& event) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(LogTruncated{.topic = std::move(place.topic),
                            .partition = place.partition,
                            .from = event.from,
                            .to = event.to});
}

void LogEvents::segment_deleted(std::string_view log, const LogObserver::SegmentDeleted& event) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(barnabas::SegmentDeleted{.topic = std::move(place.topic),
                                        .partition = place.partition,
                                        .base_offset = event.base_offset,
                                        .bytes = as_signed(event.bytes),
                                        .reason = std::string(to_string(event.reason))});
}

void LogEvents::log_start_moved(std::string_view log, const LogObserver::LogStartMoved& event) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(barnabas::LogStartMoved{.topic = std::move(place.topic),
                                       .partition = place.partition,
                                       .from = event.from,
                                       .to = event.to});
}

void LogEvents::flushed(std::string_view log, const Flushed& event) {
  if (!events_.wants_everything()) return;
  auto place = place_of(log);
  events_.emit(FlushDone{.topic = std::move(place.topic),
                         .partition = place.partition,
                         .recovery_point = event.recovery_point,
                         .files = as_signed(event.files)});
}

void LogEvents::snapshot_written(std::string_view log, const SnapshotWritten& event) {
  if (!events_.wants_everything()) return;
  auto place = place_of(log);
  events_.emit(ProducerSnapshotWritten{.topic = std::move(place.topic),
                                       .partition = place.partition,
                                       .offset = event.offset,
                                       .producers = as_signed(event.producers)});
}

void LogEvents::recovered(std::string_view log, const RecoveryReport& report) {
  if (!events_.wants_summary()) return;
  // Opening after a clean stop is nothing to tell; there may be thousands of logs.
  if (!report.clean || events_.wants_everything()) {
    auto place = place_of(log);
    events_.emit(LogOpened{.topic = std::move(place.topic),
                           .partition = place.partition,
                           .clean = report.clean,
                           .bytes_scanned = as_signed(report.bytes_scanned),
                           .segments_scanned = report.segments_scanned,
                           .log_start_offset = report.log_start_offset,
                           .log_end_offset = report.log_end_offset});
  }
  for (const auto& each : report.findings) finding(log, each);
}

void LogEvents::finding(std::string_view log, const Finding& finding) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(LogRepaired{.topic = std::move(place.topic),
                           .partition = place.partition,
                           .file = finding.file,
                           .position = as_signed(finding.position),
                           .bytes = as_signed(finding.bytes),
                           .text = finding.text});
}

void LogEvents::went_offline(std::string_view log, std::string_view reason) {
  if (!events_.wants_summary()) return;
  auto place = place_of(log);
  events_.emit(PartitionOffline{.topic = std::move(place.topic),
                                .partition = place.partition,
                                .reason = std::string(reason)});
}

}  // namespace barnabas
