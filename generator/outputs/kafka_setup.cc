#include "generator/outputs/kafka_setup.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr std::pair<const char*, const char*> defaults[] = {
    {"bootstrap.servers", kDefaultServers},  {"client.id", "barnabas-gen"},
    {"partitioner", "murmur2_random"},       {"message.timeout.ms", "30000"},
    {"queue.buffering.max.kbytes", "32768"}, {"linger.ms", "5"},
};

std::vector<std::string> known_properties(rd_kafka_conf_t* conf) {
  std::size_t count = 0;
  const char** dump = rd_kafka_conf_dump(conf, &count);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; i += 2) names.emplace_back(dump[i]);
  rd_kafka_conf_dump_free(dump, count);
  auto* topic = rd_kafka_topic_conf_new();
  dump = rd_kafka_topic_conf_dump(topic, &count);
  for (std::size_t i = 0; i < count; i += 2) names.emplace_back(dump[i]);
  rd_kafka_conf_dump_free(dump, count);
  rd_kafka_topic_conf_destroy(topic);
  return names;
}

Result<void> set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  ErrorText why{};
  const auto done = rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size());
  if (done == RD_KAFKA_CONF_OK) return {};
  if (done == RD_KAFKA_CONF_UNKNOWN) {
    return fail(ErrorCode::InvalidConfig, fmt::format("librdkafka has no property '{}'.{}", name,
                                                      did_you_mean(name, known_properties(conf))));
  }
  return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", name, why.data()));
}

}  // namespace

Result<Conf> make_producer_conf(const KafkaProperties& properties) {
  Conf conf(rd_kafka_conf_new());
  for (const auto& [name, value] : defaults) {
    if (auto done = set(conf.get(), name, value); !done) return tl::unexpected(done.error());
  }
  for (const auto& [name, value] : properties) {
    if (auto done = set(conf.get(), name, value); !done) return tl::unexpected(done.error());
  }
  return conf;
}

// Which property may be at fault.
std::string_view advice(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      return "; no broker took it within message.timeout.ms: is one running at bootstrap.servers?";
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      return "; look at bootstrap.servers";
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return "; look at security.protocol, sasl.mechanisms, sasl.username and sasl.password";
    case RD_KAFKA_RESP_ERR__SSL:
      return "; look at security.protocol and the ssl. properties";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return "; look at message.max.bytes here and max.message.bytes of the topic";
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
      return "; a second signal ended the wait for the broker";
    default:
      return "";
  }
}

std::string explained(rd_kafka_resp_err_t error) {
  return fmt::format("{}{}", rd_kafka_err2str(error), advice(error));
}

Result<void> make_topic(rd_kafka_t* client, const std::string& name, TopicCounts counts) {
  ErrorText why{};
  auto* topic = rd_kafka_NewTopic_new(name.c_str(), counts.partitions, counts.replicas, why.data(),
                                      why.size());
  if (topic == nullptr)
    return fail(ErrorCode::InvalidTopicException, fmt::format("topic '{}': {}", name, why.data()));
  auto* queue = rd_kafka_queue_new(client);
  rd_kafka_CreateTopics(client, &topic, 1, nullptr, queue);
  auto* event = rd_kafka_queue_poll(queue, 15'000);
  std::string error;
  if (event == nullptr) {
    error = "no answer within 15 s";
  } else if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    error = rd_kafka_event_error_string(event);
  } else {
    std::size_t count = 0;
    const auto* result = rd_kafka_event_CreateTopics_result(event);
    const auto* topics = rd_kafka_CreateTopics_result_topics(result, &count);
    if (count == 1 && rd_kafka_topic_result_error(topics[0]) != RD_KAFKA_RESP_ERR_NO_ERROR)
      error = rd_kafka_topic_result_error_string(topics[0]);
  }
  if (event != nullptr) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
  if (error.empty()) return {};
  return fail(ErrorCode::InvalidTopicException,
              fmt::format("topic '{}' was not made: {}", name, error));
}

}  // namespace barnabas
