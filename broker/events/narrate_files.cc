#include <fmt/core.h>

#include "broker/events/narrate.h"
#include "broker/events/words.h"

namespace barnabas {

std::string narrate(const IndexEntryWritten& event) {
  auto text = fmt::format("index of {}-{}, segment {}: entry {} says offset {} lies at byte {}",
                          event.topic, event.partition, event.segment_base_offset, event.entries,
                          event.offset, event.position);
  if (event.timestamp_ms != kNoTimestamp)
    text += fmt::format("; time index: nothing before it is newer than {}", event.timestamp_ms);
  return text;
}

std::string narrate(const SegmentRolled& event) {
  return fmt::format("{}-{} starts segment {} because of {}; {} is sealed with {}", event.topic,
                     event.partition, words::log_file(event.new_base_offset), event.reason,
                     words::log_file(event.closed_base_offset), words::bytes(event.closed_bytes));
}

std::string narrate(const SegmentDeleted& event) {
  return fmt::format("{}-{} drops segment {} with {} because of {}", event.topic, event.partition,
                     words::log_file(event.base_offset), words::bytes(event.bytes), event.reason);
}

std::string narrate(const LogCompacted& event) {
  return fmt::format(
      "compacted {}-{} up to offset {}: {} of {} are left, {} of {}, in {} instead of {}",
      event.topic, event.partition, event.up_to, event.records_after,
      words::count(event.records_before, "record"), words::bytes(event.bytes_after),
      words::bytes(event.bytes_before), words::count(event.segments_after, "segment"),
      event.segments_before);
}

std::string narrate(const LogStartMoved& event) {
  return fmt::format("{}-{} now starts at offset {} instead of {}", event.topic, event.partition,
                     event.to, event.from);
}

std::string narrate(const LogTruncated& event) {
  return fmt::format("{}-{} was cut back from offset {} to {}", event.topic, event.partition,
                     event.from, event.to);
}

std::string narrate(const ProducerSnapshotWritten& event) {
  return fmt::format("{}-{} wrote {:020}.snapshot: what {} sent last", event.topic, event.partition,
                     event.offset, words::count(event.producers, "producer"));
}

std::string narrate(const LogOpened& event) {
  const auto range = event.log_end_offset > event.log_start_offset
                         ? words::offsets(event.log_start_offset, event.log_end_offset - 1)
                         : fmt::format("empty, next offset {}", event.log_end_offset);
  if (event.clean)
    return fmt::format("opened {}-{} after a clean stop: {}", event.topic, event.partition, range);
  return fmt::format("opened {}-{} after an unclean stop: {}; checked {} in {}", event.topic,
                     event.partition, range, words::bytes(event.bytes_scanned),
                     words::count(event.segments_scanned, "segment"));
}

std::string narrate(const LogRepaired& event) {
  return fmt::format("{}-{}: {}", event.topic, event.partition, event.text);
}

std::string narrate(const PartitionOffline& event) {
  return fmt::format("{}-{} takes no more records: {}", event.topic, event.partition, event.reason);
}

}  // namespace barnabas
