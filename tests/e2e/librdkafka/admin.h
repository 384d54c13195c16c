#pragma once

// Admin requests through librdkafka: each call sends one, waits for its answer and returns the
// error of the one thing it was about, so that a test can expect RD_KAFKA_RESP_ERR_NO_ERROR or the
// very error that Kafka gives.

#include <map>
#include <string>
#include <vector>

#include "tests/e2e/librdkafka/clients.h"

namespace barnabas::e2e {

class Admin {
 public:
  using Configs = std::map<std::string, std::string>;

  rd_kafka_resp_err_t create_topic(const std::string& topic, int partitions,
                                   const Configs& configs = {});
  rd_kafka_resp_err_t delete_topic(const std::string& topic);
  rd_kafka_resp_err_t grow_topic(const std::string& topic, int partitions);
  // Replaces all configs that were set on the topic.
  rd_kafka_resp_err_t alter_configs(const std::string& topic, const Configs& configs);
  Configs describe_topic(const std::string& topic);
  // Deletes what lies before each partition's offset; the new low watermarks.
  std::vector<TopicPartition> delete_records(const std::vector<TopicPartition>& before);

  std::vector<std::string> list_groups();
  // The group's state and the client ids of its members.
  std::pair<std::string, std::vector<std::string>> describe_group(const std::string& group);
  rd_kafka_resp_err_t delete_group(const std::string& group);
  std::vector<TopicPartition> group_offsets(const std::string& group);
  void alter_group_offsets(const std::string& group, const std::vector<TopicPartition>& offsets);
  void delete_group_offsets(const std::string& group, const std::vector<TopicPartition>& of);

  // Partitions of a topic as the broker's metadata has them; 0 if there is no such topic.
  int partitions(const std::string& topic);

 private:
  Producer client_;
};

}  // namespace barnabas::e2e
