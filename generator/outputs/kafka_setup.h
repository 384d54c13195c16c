#pragma once
// What librdkafka is told before it starts, and what its errors mean for people.

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "generator/outputs/kafka_config.h"

namespace barnabas {

inline constexpr const char* kDefaultServers = "127.0.0.1:9092";

// Where librdkafka writes why it refused.
using ErrorText = std::array<char, 512>;

struct ConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using Conf = std::unique_ptr<rd_kafka_conf_t, ConfDeleter>;

// The properties over our defaults for a producer. An error suggests the name that was probably
// meant.
Result<Conf> make_producer_conf(const KafkaProperties& properties);

// Which property may be at fault: a half-sentence that follows the error, or nothing.
std::string_view advice(rd_kafka_resp_err_t error);
// The error in librdkafka's words, with the advice.
std::string explained(rd_kafka_resp_err_t error);

struct TopicCounts {
  int partitions = 1;
  int replicas = 1;
};
// Asks the cluster to make the topic. One that exists is an error.
Result<void> make_topic(rd_kafka_t* client, const std::string& name, TopicCounts counts);

}  // namespace barnabas
