#pragma once

// Producer, consumer and admin client of librdkafka's C API, as far as the tests need them: values
// in, values out, every wait bounded by wait_limit. A call that fails throws with librdkafka's
// words; the test that called it has then failed. The broker's address comes from the variable
// BOOTSTRAP.

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace barnabas::e2e {

constexpr std::chrono::seconds wait_limit{30};

using Properties = std::vector<std::pair<std::string, std::string>>;
using Header = std::pair<std::string, std::optional<std::string>>;

struct Message {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::int32_t partition = RD_KAFKA_PARTITION_UA;
  std::int64_t offset = -1;
  std::int64_t timestamp_ms = 0;  // 0: librdkafka takes the time of the call
};

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = RD_KAFKA_OFFSET_INVALID;

  auto operator<=>(const TopicPartition&) const = default;
};

struct KafkaDeleter {
  void operator()(rd_kafka_t* kafka) const { rd_kafka_destroy(kafka); }
};
using Kafka = std::unique_ptr<rd_kafka_t, KafkaDeleter>;

struct TopicPartitionsDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using TopicPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t, TopicPartitionsDeleter>;

TopicPartitions to_list(const std::vector<TopicPartition>& partitions);
std::vector<TopicPartition> from_list(const rd_kafka_topic_partition_list_t& list);

// Throws unless `error` is none; `what` names the call.
void require(rd_kafka_resp_err_t error, const std::string& what);

// A name no other test and no earlier run has used.
std::string unique_name(const std::string& prefix);

// Calls `step` until it returns true; false once wait_limit has passed. A step that waits itself
// (polls a client) keeps this from spinning.
bool until(const std::function<bool()>& step);

class Producer {
 public:
  // All TCP connections of the client go to `redirect_port` on 127.0.0.1 instead, if given.
  explicit Producer(const Properties& properties = {}, std::uint16_t redirect_port = 0);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  void send(const std::string& topic, const Message& message);
  // Waits for all acknowledgements; messages delivered since the last flush, in delivery order.
  std::vector<Message> flush();

  rd_kafka_t* handle() { return kafka_.get(); }

 private:
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);

  std::vector<Message> delivered_;
  std::vector<std::string> failures_;
  std::uint16_t redirect_port_;
  Kafka kafka_;
};

class Consumer {
 public:
  // Reads from the beginning where nothing is committed; commits only when told.
  explicit Consumer(const std::string& group, const Properties& properties = {});
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  void subscribe(const std::vector<std::string>& topics);
  void assign(const std::vector<TopicPartition>& partitions);
  void seek(const TopicPartition& to);

  // The next message, or nothing within a tenth of a second.
  std::optional<Message> poll();
  // Polls until `count` messages came; throws if they do not.
  std::vector<Message> take(std::size_t count);

  void commit();
  std::vector<TopicPartition> committed(const std::vector<TopicPartition>& partitions);
  std::vector<TopicPartition> offsets_for_times(const std::vector<TopicPartition>& times);
  std::vector<TopicPartition> assignment();
  std::pair<std::int64_t, std::int64_t> watermarks(const std::string& topic, int partition);
  // How often partitions were given to or taken from this member.
  int rebalances() const { return rebalances_; }
  void close();

 private:
  static void on_rebalance(rd_kafka_t* kafka, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* partitions, void* self);

  int rebalances_ = 0;
  bool closed_ = false;
  Kafka kafka_;
};

// All messages of partitions 0 to `partitions` - 1, each from its beginning, by partition and
// offset. Waits until `count` came, then asks the watermarks that there are no more.
std::vector<Message> read_all(const std::string& topic, int partitions, std::size_t count);

}  // namespace barnabas::e2e
