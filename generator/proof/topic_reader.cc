#include "generator/proof/topic_reader.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <memory>
#include <set>

namespace barnabas {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto connect_patience = std::chrono::seconds(3);
constexpr int one_try_ms = 500;
// Nothing comes for so long: whoever answered before does so no more.
constexpr auto silence_patience = std::chrono::seconds(30);

struct Destroy {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_t* consumer) const { rd_kafka_destroy(consumer); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Destroy>;

tl::unexpected<Error> unreachable(const KafkaProperties& properties, std::string_view why) {
  return fail(ErrorCode::BrokerNotAvailable,
              fmt::format("no broker answers at {}: {}; look at bootstrap.servers",
                          property(properties, "bootstrap.servers"), why));
}

Result<Owned<rd_kafka_t>> make_consumer(const KafkaProperties& properties) {
  std::array<char, 512> why{};
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  KafkaProperties all = {{"group.id", "barnabas-gen-verify"},
                         {"client.id", "barnabas-gen"},
                         {"enable.auto.commit", "false"},
                         {"enable.partition.eof", "true"},
                         {"check.crcs", "true"},
                         {"queued.max.messages.kbytes", "16384"}};
  all.insert(all.end(), properties.begin(), properties.end());
  for (const auto& [name, value] : all) {
    const auto done =
        rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size());
    if (done != RD_KAFKA_CONF_OK)
      return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", name, why.data()));
  }
  if (property(properties, "debug").empty())
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
  Owned<rd_kafka_t> consumer(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.data(), why.size()));
  if (consumer == nullptr) return fail(ErrorCode::InvalidConfig, why.data());
  (void)conf.release();
  rd_kafka_poll_set_consumer(consumer.get());
  return consumer;
}

Result<int> partition_count(rd_kafka_t* consumer, const KafkaProperties& properties,
                            const std::string& topic, StopSignal& signal) {
  auto* handle = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
  const auto deadline = Clock::now() + connect_patience;
  auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
  int count = 0;
  while (count == 0) {
    const rd_kafka_metadata_t* found = nullptr;
    error = rd_kafka_metadata(consumer, 0, handle, &found, one_try_ms);
    const bool answered = error == RD_KAFKA_RESP_ERR_NO_ERROR && found->topic_cnt == 1;
    if (answered) {
      error = found->topics[0].err;
      count = found->topics[0].partition_cnt;
    }
    if (found != nullptr) rd_kafka_metadata_destroy(found);
    const bool may_pass = !answered || error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
    if (!may_pass || signal.stopped() || Clock::now() >= deadline) break;
  }
  rd_kafka_topic_destroy(handle);
  if (count > 0 && error == RD_KAFKA_RESP_ERR_NO_ERROR) return count;
  if (error == RD_KAFKA_RESP_ERR__TRANSPORT || error == RD_KAFKA_RESP_ERR__TIMED_OUT)
    return unreachable(properties, rd_kafka_err2str(error));
  return fail(ErrorCode::UnknownTopicOrPartition,
              fmt::format("topic '{}': {}", topic, rd_kafka_err2str(error)));
}

std::string_view text(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

ReadRecord as_record(const rd_kafka_message_t& message, const std::string& topic) {
  ReadRecord record{.place = {topic, message.partition, message.offset}};
  if (message.key != nullptr) record.key = text(message.key, message.key_len);
  if (message.payload != nullptr) record.value = text(message.payload, message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    record.headers.emplace_back(name, value == nullptr ? std::string_view() : text(value, size));
  }
  return record;
}

}  // namespace

Result<void> read_topic(const KafkaProperties& properties, const std::string& topic,
                        StopSignal& signal, const RecordSink& sink) {
  auto consumer = make_consumer(properties);
  if (!consumer) return tl::unexpected(consumer.error());
  const auto count = partition_count(consumer->get(), properties, topic, signal);
  if (!count) return tl::unexpected(count.error());
  Owned<rd_kafka_topic_partition_list_t> assigned(rd_kafka_topic_partition_list_new(*count));
  for (int partition = 0; partition < *count; ++partition) {
    auto* each = rd_kafka_topic_partition_list_add(assigned.get(), topic.c_str(), partition);
    each->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(consumer->get(), assigned.get());
  std::set<std::int32_t> ended;
  auto last = Clock::now();
  while (static_cast<int>(ended.size()) < *count) {
    if (signal.stopped())
      return fail(ErrorCode::UnknownServerError, "a signal ended reading before all was read");
    const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer->get(), one_try_ms));
    if (message == nullptr) {
      if (Clock::now() - last < silence_patience) continue;
      return unreachable(properties, "nothing came for 30 s");
    }
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      sink(as_record(*message, topic));
    } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ended.insert(message->partition);
    } else if (message->err == RD_KAFKA_RESP_ERR__TRANSPORT ||
               message->err == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN ||
               message->err == RD_KAFKA_RESP_ERR__RESOLVE) {
      if (Clock::now() - last >= silence_patience)
        return unreachable(properties, rd_kafka_err2str(message->err));
      continue;
    } else {
      return fail(ErrorCode::CorruptMessage,
                  fmt::format("topic '{}': {}", topic, rd_kafka_message_errstr(message.get())));
    }
    last = Clock::now();
  }
  return {};
}

}  // namespace barnabas
