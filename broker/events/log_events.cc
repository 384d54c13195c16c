#include "broker/events/log_events.h"

#include <fmt/format.h>

#include "storage/topic_partition.h"

namespace barnabas {
namespace {

std::int64_t as_signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

// Whether a finding says that bytes are not what they were, and not only that something was tidied
// up or made anew.
bool is_damage(FindingKind kind) {
  switch (kind) {
    case FindingKind::TailCut:
    case FindingKind::DamageSetAside:
    case FindingKind::BatchRepaired:
    case FindingKind::SegmentSetAside:
    case FindingKind::SegmentMissing:
    case FindingKind::BatchDamaged:
      return true;
    case FindingKind::IndexRebuilt:
    case FindingKind::OrphanRemoved:
    case FindingKind::LeftoverRemoved:
    case FindingKind::LeftoverCompleted:
    case FindingKind::SnapshotDamaged:
    case FindingKind::EpochsRebuilt:
    case FindingKind::RecoveryPointMoved:
      return false;
  }
  return true;
}

std::string describe(const Finding& finding) {
  if (finding.bytes == 0) return fmt::format("{}: {}", finding.file, finding.text);
  return fmt::format("{}: {} bytes at {}: {}", finding.file, finding.bytes, finding.position,
                     finding.text);
}

}  // namespace

template <class E, class Fill>
void LogEvents::tell(std::string_view log, Fill fill) {
  constexpr bool fine = E::kind.detail == EventDetail::Everything;
  if (!(fine ? events_.wants_everything() : events_.wants_summary())) return;
  // What the folder's name says; a name that is none of ours is kept whole.
  auto place = parse_partition_folder(log).value_or(TopicPartition{std::string(log), -1});
  E event;
  event.topic = std::move(place.topic);
  event.partition = place.partition;
  fill(event);
  events_.emit(std::move(event));
}

void LogEvents::appended(std::string_view log, const Appended& appended) {
  tell<BatchAppended>(log, [&](auto& event) {
    event.batches = appended.batches;
    event.base_offset = appended.base_offset;
    event.last_offset = appended.last_offset;
    event.segment_base_offset = appended.segment_base_offset;
    event.position = as_signed(appended.position);
    event.bytes = as_signed(appended.bytes);
    event.producer_id = appended.producer_id;
    event.base_sequence = appended.base_sequence;
  });
}

void LogEvents::index_entry_added(std::string_view log, const IndexEntry& added) {
  tell<IndexEntryWritten>(log, [&](auto& event) {
    event.segment_base_offset = added.segment_base_offset;
    event.offset = added.offset;
    event.position = as_signed(added.position);
    event.entries = as_signed(added.entries);
    event.timestamp_ms = added.timestamp_ms;
  });
}

void LogEvents::rolled(std::string_view log, const Rolled& rolled) {
  tell<SegmentRolled>(log, [&](auto& event) {
    event.closed_base_offset = rolled.closed_base_offset;
    event.closed_bytes = as_signed(rolled.closed_bytes);
    event.new_base_offset = rolled.new_base_offset;
    event.reason = to_string(rolled.reason);
  });
}

void LogEvents::duplicate_recognised(std::string_view log, const Duplicate& duplicate) {
  tell<DuplicateRecognised>(log, [&](auto& event) {
    event.producer_id = duplicate.producer_id;
    event.producer_epoch = duplicate.producer_epoch;
    event.base_sequence = duplicate.base_sequence;
    event.last_sequence = duplicate.last_sequence;
    event.base_offset = duplicate.base_offset;
    event.last_offset = duplicate.last_offset;
  });
}

void LogEvents::truncated(std::string_view log, const Truncated& truncated) {
  tell<LogTruncated>(log, [&](auto& event) {
    event.from = truncated.from;
    event.to = truncated.to;
  });
}

void LogEvents::segment_deleted(std::string_view log, const LogObserver::SegmentDeleted& deleted) {
  tell<barnabas::SegmentDeleted>(log, [&](auto& event) {
    event.base_offset = deleted.base_offset;
    event.bytes = as_signed(deleted.bytes);
    event.reason = to_string(deleted.reason);
  });
}

void LogEvents::compacted(std::string_view log, const Compacted& compacted) {
  tell<LogCompacted>(log, [&](auto& event) {
    event.from = compacted.from;
    event.up_to = compacted.up_to;
    event.segments_before = as_signed(compacted.segments_before);
    event.segments_after = as_signed(compacted.segments_after);
    event.records_before = compacted.records_before;
    event.records_after = compacted.records_after;
    event.bytes_before = as_signed(compacted.bytes_before);
    event.bytes_after = as_signed(compacted.bytes_after);
  });
}

void LogEvents::log_start_moved(std::string_view log, const LogObserver::LogStartMoved& moved) {
  tell<barnabas::LogStartMoved>(log, [&](auto& event) {
    event.from = moved.from;
    event.to = moved.to;
  });
}

void LogEvents::flushed(std::string_view log, const Flushed& flushed) {
  tell<FlushDone>(log, [&](auto& event) {
    event.recovery_point = flushed.recovery_point;
    event.files = as_signed(flushed.files);
  });
}

void LogEvents::snapshot_written(std::string_view log, const SnapshotWritten& written) {
  tell<ProducerSnapshotWritten>(log, [&](auto& event) {
    event.offset = written.offset;
    event.producers = as_signed(written.producers);
  });
}

void LogEvents::recovered(std::string_view log, const RecoveryReport& report) {
  // Opening after a clean stop is nothing to tell; there may be thousands of logs.
  if (!report.clean || events_.wants_everything()) {
    tell<LogOpened>(log, [&](auto& event) {
      event.clean = report.clean;
      event.bytes_scanned = as_signed(report.bytes_scanned);
      event.segments_scanned = report.segments_scanned;
      event.log_start_offset = report.log_start_offset;
      event.log_end_offset = report.log_end_offset;
    });
  }
  for (const auto& each : report.findings) finding(log, each);
}

void LogEvents::finding(std::string_view log, const Finding& finding) {
  if (is_damage(finding.kind)) complain_(describe(finding));
  tell<LogRepaired>(log, [&](auto& event) {
    event.file = finding.file;
    event.position = as_signed(finding.position);
    event.bytes = as_signed(finding.bytes);
    event.text = finding.text;
  });
}

void LogEvents::went_offline(std::string_view log, std::string_view reason) {
  complain_(std::string(reason));
  tell<PartitionOffline>(log, [&](auto& event) { event.reason = reason; });
}

}  // namespace barnabas
