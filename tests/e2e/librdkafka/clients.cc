#include "tests/e2e/librdkafka/clients.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace barnabas::e2e {
namespace {

constexpr int wait_ms = static_cast<int>(std::chrono::milliseconds(wait_limit).count());
constexpr int poll_ms = 100;

[[noreturn]] void fail(const std::string& what, const std::string& why) {
  throw std::runtime_error(what + ": " + why);
}

std::string bootstrap() {
  const char* address = std::getenv("BOOTSTRAP");
  if (address == nullptr) fail("BOOTSTRAP", "not set; tests/e2e/run.py sets it");
  return address;
}

rd_kafka_conf_t* configuration(const Properties& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Properties all{{"bootstrap.servers", bootstrap()}};
  all.insert(all.end(), properties.begin(), properties.end());
  char reason[512];
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason, sizeof reason) !=
        RD_KAFKA_CONF_OK) {
      fail(name, reason);
    }
  }
  return conf;
}

Kafka start(rd_kafka_type_t type, rd_kafka_conf_t* conf) {
  char reason[512];
  rd_kafka_t* kafka = rd_kafka_new(type, conf, reason, sizeof reason);
  if (kafka == nullptr) fail("rd_kafka_new", reason);
  return Kafka(kafka);
}

std::optional<std::string> bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

Message from_librdkafka(const rd_kafka_message_t& message) {
  Message result;
  result.key = bytes(message.key, message.key_len);
  result.value = bytes(message.payload, message.len);
  result.partition = message.partition;
  result.offset = message.offset;
  result.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
      result.headers.emplace_back(name, bytes(value, size));
    }
  }
  return result;
}

int connect_elsewhere(int socket, const sockaddr* address, int size, const char*, void* opaque) {
  sockaddr_in target{};
  const auto port = *static_cast<const std::uint16_t*>(opaque);
  if (port != 0) {
    target.sin_family = AF_INET;
    target.sin_port = htons(port);
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address = reinterpret_cast<const sockaddr*>(&target);
    size = sizeof target;
  }
  if (::connect(socket, address, static_cast<socklen_t>(size)) == 0 || errno == EINPROGRESS) {
    return 0;
  }
  return errno;
}

}  // namespace

TopicPartitions to_list(const std::vector<TopicPartition>& partitions) {
  TopicPartitions list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& each : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), each.topic.c_str(), each.partition)->offset =
        each.offset;
  }
  return list;
}

std::vector<TopicPartition> from_list(const rd_kafka_topic_partition_list_t& list) {
  std::vector<TopicPartition> result;
  for (int i = 0; i < list.cnt; ++i) {
    require(list.elems[i].err, list.elems[i].topic);
    result.push_back({list.elems[i].topic, list.elems[i].partition, list.elems[i].offset});
  }
  return result;
}

void require(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) fail(what, rd_kafka_err2str(error));
}

std::string unique_name(const std::string& prefix) {
  static std::atomic<int> counter = 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return prefix + "-" + std::to_string(now % 1'000'000'000'000) + "-" + std::to_string(counter++);
}

bool until(const std::function<bool()>& step) {
  const auto deadline = std::chrono::steady_clock::now() + wait_limit;
  while (!step()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

Producer::Producer(const Properties& properties, std::uint16_t redirect_port)
    : redirect_port_(redirect_port) {
  rd_kafka_conf_t* conf = configuration(properties);
  rd_kafka_conf_set_dr_msg_cb(conf, &Producer::on_delivery);
  rd_kafka_conf_set_connect_cb(
      conf, [](int socket, const sockaddr* address, int size, const char* id, void* opaque) {
        auto* self = static_cast<Producer*>(opaque);
        return connect_elsewhere(socket, address, size, id, &self->redirect_port_);
      });
  rd_kafka_conf_set_opaque(conf, this);
  kafka_ = start(RD_KAFKA_PRODUCER, conf);
}

Producer::~Producer() { rd_kafka_purge(kafka_.get(), RD_KAFKA_PURGE_F_QUEUE); }

void Producer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto* self = static_cast<Producer*>(opaque);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    self->delivered_.push_back(from_librdkafka(*message));
  } else {
    self->failures_.emplace_back(rd_kafka_err2str(message->err));
  }
}

void Producer::send(const std::string& topic, const Message& message) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(message.headers.size());
  for (const auto& [name, value] : message.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()),
                        value ? value->data() : nullptr,
                        value ? static_cast<ssize_t>(value->size()) : 0);
  }
  // librdkafka takes a null pointer for null, any other pointer for a value, however short.
  const auto data = [](const std::optional<std::string>& value) {
    return value ? const_cast<char*>(value->data()) : nullptr;
  };
  const std::size_t key_size = message.key ? message.key->size() : 0;
  const std::size_t value_size = message.value ? message.value->size() : 0;
  const rd_kafka_resp_err_t error = rd_kafka_producev(
      kafka_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(message.partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
      RD_KAFKA_V_KEY(data(message.key), key_size),
      RD_KAFKA_V_VALUE(data(message.value), value_size), RD_KAFKA_V_TIMESTAMP(message.timestamp_ms),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  require(error, "produce to " + topic);
}

std::vector<Message> Producer::flush() {
  require(rd_kafka_flush(kafka_.get(), wait_ms), "flush");
  if (!failures_.empty()) fail("delivery", failures_.front());
  return std::exchange(delivered_, {});
}

Consumer::Consumer(const std::string& group, const Properties& properties) {
  Properties all{{"group.id", group},
                 {"auto.offset.reset", "earliest"},
                 {"enable.auto.commit", "false"},
                 {"topic.metadata.refresh.interval.ms", "1000"}};
  all.insert(all.end(), properties.begin(), properties.end());
  rd_kafka_conf_t* conf = configuration(all);
  rd_kafka_conf_set_rebalance_cb(conf, &Consumer::on_rebalance);
  rd_kafka_conf_set_opaque(conf, this);
  kafka_ = start(RD_KAFKA_CONSUMER, conf);
  rd_kafka_poll_set_consumer(kafka_.get());
}

Consumer::~Consumer() { close(); }

void Consumer::close() {
  if (!closed_) rd_kafka_consumer_close(kafka_.get());
  closed_ = true;
}

void Consumer::on_rebalance(rd_kafka_t* kafka, rd_kafka_resp_err_t what,
                            rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  ++static_cast<Consumer*>(opaque)->rebalances_;
  const bool cooperative = std::string(rd_kafka_rebalance_protocol(kafka)) == "COOPERATIVE";
  if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    cooperative ? (void)rd_kafka_incremental_assign(kafka, partitions)
                : (void)rd_kafka_assign(kafka, partitions);
  } else {
    cooperative ? (void)rd_kafka_incremental_unassign(kafka, partitions)
                : (void)rd_kafka_assign(kafka, nullptr);
  }
}

void Consumer::subscribe(const std::vector<std::string>& topics) {
  std::vector<TopicPartition> names;
  for (const auto& topic : topics) names.push_back({topic, RD_KAFKA_PARTITION_UA});
  require(rd_kafka_subscribe(kafka_.get(), to_list(names).get()), "subscribe");
}

void Consumer::assign(const std::vector<TopicPartition>& partitions) {
  require(rd_kafka_assign(kafka_.get(), to_list(partitions).get()), "assign");
}

void Consumer::seek(const TopicPartition& to) {
  const auto list = to_list({to});
  rd_kafka_error_t* error = rd_kafka_seek_partitions(kafka_.get(), list.get(), wait_ms);
  if (error != nullptr) fail("seek", rd_kafka_error_string(error));
  from_list(*list);
}

std::optional<Message> Consumer::poll() {
  rd_kafka_message_t* message = rd_kafka_consumer_poll(kafka_.get(), poll_ms);
  if (message == nullptr) return std::nullopt;
  const auto error = message->err;
  std::optional<Message> result;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) result = from_librdkafka(*message);
  rd_kafka_message_destroy(message);
  if (error != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) require(error, "poll");
  return result;
}

std::vector<Message> Consumer::take(std::size_t count) {
  std::vector<Message> messages;
  const bool all = until([&] {
    if (auto message = poll()) messages.push_back(std::move(*message));
    return messages.size() >= count;
  });
  if (!all) {
    fail("take", std::to_string(messages.size()) + " of " + std::to_string(count) + " messages");
  }
  return messages;
}

void Consumer::commit() { require(rd_kafka_commit(kafka_.get(), nullptr, 0), "commit"); }

std::vector<TopicPartition> Consumer::committed(const std::vector<TopicPartition>& partitions) {
  const auto list = to_list(partitions);
  require(rd_kafka_committed(kafka_.get(), list.get(), wait_ms), "committed");
  return from_list(*list);
}

std::vector<TopicPartition> Consumer::offsets_for_times(const std::vector<TopicPartition>& times) {
  const auto list = to_list(times);
  require(rd_kafka_offsets_for_times(kafka_.get(), list.get(), wait_ms), "offsets_for_times");
  return from_list(*list);
}

std::vector<TopicPartition> Consumer::assignment() {
  rd_kafka_topic_partition_list_t* list = nullptr;
  require(rd_kafka_assignment(kafka_.get(), &list), "assignment");
  return from_list(*TopicPartitions(list));
}

std::pair<std::int64_t, std::int64_t> Consumer::watermarks(const std::string& topic,
                                                           int partition) {
  std::int64_t low = -1;
  std::int64_t high = -1;
  require(rd_kafka_query_watermark_offsets(kafka_.get(), topic.c_str(), partition, &low, &high,
                                           wait_ms),
          "watermarks of " + topic);
  return {low, high};
}

std::vector<Message> read_all(const std::string& topic, int partitions, std::size_t count) {
  Consumer consumer(unique_name("reader"));
  std::vector<std::vector<Message>> by_partition(static_cast<std::size_t>(partitions));
  std::size_t stored = 0;
  std::vector<TopicPartition> all;
  for (int i = 0; i < partitions; ++i) {
    const auto [low, high] = consumer.watermarks(topic, i);
    stored += static_cast<std::size_t>(high - low);
    all.push_back({topic, i, RD_KAFKA_OFFSET_BEGINNING});
  }
  if (stored != count) {
    fail(topic, std::to_string(stored) + " records stored, not " + std::to_string(count));
  }
  consumer.assign(all);
  for (auto& message : consumer.take(count)) {
    by_partition[static_cast<std::size_t>(message.partition)].push_back(std::move(message));
  }
  std::vector<Message> result;
  for (auto& part : by_partition) {
    result.insert(result.end(), std::make_move_iterator(part.begin()),
                  std::make_move_iterator(part.end()));
  }
  return result;
}

}  // namespace barnabas::e2e
