// Sentences about connections, partitions and the cluster; those about groups and files are in
// narrate_groups.cc and narrate_files.cc.

#include "broker/events/narrate.h"

#include <fmt/core.h>

#include "broker/events/words.h"

namespace barnabas {

std::string narrate(const Event& event) {
  return std::visit([](const auto& body) { return narrate(body); }, event.body);
}

std::string narrate(const ConnectionOpened& event) {
  return fmt::format("{} connected to listener {}: connection {}", event.peer, event.listener,
                     event.connection_id);
}

std::string narrate(const ClientIntroduced& event) {
  return fmt::format("connection {} is {} {}, client id {}", event.connection_id,
                     words::known(event.software_name, "an unnamed client"), event.software_version,
                     words::known(event.client_id, "(none)"));
}

std::string narrate(const ConnectionClosed& event) {
  return fmt::format("connection {} of {} closed: {}", event.connection_id, event.peer,
                     event.reason);
}

std::string narrate(const PeerRefused& event) {
  return fmt::format("{} was turned away: {}", event.peer, event.reason);
}

std::string narrate(const RequestReceived& event) {
  auto text = fmt::format("{} asks {} v{} on connection {}, correlation id {}, {}",
                          words::client(event.client_id), event.api, event.version,
                          event.connection_id, event.correlation_id, words::bytes(event.bytes));
  if (!event.request.empty()) text += ": " + event.request;
  return text;
}

std::string narrate(const ResponseSent& event) {
  auto text = fmt::format("answered {} v{} on connection {}, correlation id {}, {}", event.api,
                          event.version, event.connection_id, event.correlation_id,
                          words::bytes(event.bytes));
  if (event.took_us != kUnknownDuration)
    text += fmt::format(", after {}", words::duration(event.took_us));
  if (!event.response.empty()) text += ": " + event.response;
  return text;
}

std::string narrate(const RecordsProduced& event) {
  auto text =
      fmt::format("{} produced {} to {}-{}: {}, {} at byte {}", words::client(event.client_id),
                  words::count(event.records, "record"), event.topic, event.partition,
                  words::offsets(event.base_offset, event.last_offset),
                  words::log_file(event.segment_base_offset), event.position);
  if (event.durable_after_us != kUnknownDuration)
    text += fmt::format(", durable after {}", words::duration(event.durable_after_us));
  if (event.acks == 0) text += ", no acknowledgement wanted";
  return text + fmt::format(", high watermark {}", event.high_watermark);
}

std::string narrate(const DuplicateRecognised& event) {
  return fmt::format(
      "producer {} sent {} again to {}-{}: nothing appended, ack sent with offset {}",
      event.producer_id, words::sequences(event.base_sequence, event.last_sequence), event.topic,
      event.partition, event.base_offset);
}

std::string narrate(const ProduceRefused& event) {
  auto text = fmt::format("refused records of {} for {}-{}: {}", words::client(event.client_id),
                          event.topic, event.partition, event.error);
  if (!event.message.empty()) text += ", " + event.message;
  return text;
}

std::string narrate(const RecordsFetched& event) {
  auto text =
      fmt::format("{} fetched {} from {}-{}: {}, high watermark {}", words::client(event.client_id),
                  words::bytes(event.bytes), event.topic, event.partition,
                  words::offsets(event.from_offset, event.next_offset - 1), event.high_watermark);
  if (event.waited_us > 0)
    text += fmt::format(", after waiting {}", words::duration(event.waited_us));
  return text;
}

std::string narrate(const BatchAppended& event) {
  auto text = fmt::format(
      "appended {} to {}-{}: {}, {} in {} at byte {}", words::count(event.batches, "batch"),
      event.topic, event.partition, words::offsets(event.base_offset, event.last_offset),
      words::bytes(event.bytes), words::log_file(event.segment_base_offset), event.position);
  if (event.producer_id != kNoProducerId)
    text += fmt::format(", producer {} sequence {}", event.producer_id, event.base_sequence);
  return text;
}

std::string narrate(const HighWatermarkMoved& event) {
  return fmt::format("high watermark of {}-{} moved from {} to {}: consumers may read {}",
                     event.topic, event.partition, event.from, event.to,
                     event.to > event.from ? words::offsets(event.from, event.to - 1)
                                           : fmt::format("up to offset {}", event.to - 1));
}

std::string narrate(const FlushDone& event) {
  auto text = fmt::format("synced {} of {}-{}", words::count(event.files, "file"), event.topic,
                          event.partition);
  if (event.took_us != kUnknownDuration) text += " in " + words::duration(event.took_us);
  return text + fmt::format(": everything below offset {} is durable", event.recovery_point);
}

std::string narrate(const TopicCreated& event) {
  const bool internal = event.client_id.empty();
  const char* why = "";
  if (event.automatic)
    why = internal ? ", where it keeps its own state"
                   : ", because it was asked for (auto.create.topics.enable)";
  return fmt::format("{} created topic {} with {}, id {}{}",
                     internal ? "the broker" : event.client_id, event.topic,
                     words::count(event.partitions, "partition"), to_string(event.topic_id), why);
}

std::string narrate(const TopicDeleted& event) {
  return fmt::format("{} deleted topic {}, id {}", words::client(event.client_id), event.topic,
                     to_string(event.topic_id));
}

std::string narrate(const PartitionsAdded& event) {
  return fmt::format(
      "{} gave topic {} {} instead of {}: the same key may now go to another partition",
      words::client(event.client_id), event.topic, words::count(event.to, "partition"), event.from);
}

std::string narrate(const ConfigChanged& event) {
  if (!event.value) return fmt::format("{}: {} is back to its default", event.resource, event.key);
  return fmt::format("{}: {} is now {}", event.resource, event.key, *event.value);
}

std::string narrate(const ProducerIdGiven& event) {
  return fmt::format("{} got producer id {}, epoch {}", words::client(event.client_id),
                     event.producer_id, event.producer_epoch);
}

std::string narrate(const BrokerReady& event) {
  auto text =
      fmt::format("broker {} is ready on {} with {} and {}", event.node_id, event.address,
                  words::count(event.topics, "topic"), words::count(event.partitions, "partition"));
  if (event.took_us != kUnknownDuration) text += ", after " + words::duration(event.took_us);
  return text;
}

std::string narrate(const BrokerStopping& event) {
  return fmt::format("broker {} stops: {}", event.node_id, event.reason);
}

}  // namespace barnabas
