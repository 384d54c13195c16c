#include "tests/e2e/librdkafka/admin.h"

#include <stdexcept>

namespace barnabas::e2e {
namespace {

constexpr int wait_ms = static_cast<int>(std::chrono::milliseconds(wait_limit).count());

struct EventDeleter {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using Event = std::unique_ptr<rd_kafka_event_t, EventDeleter>;

// Sends by `send(queue)` and waits for the answer.
template <typename Send>
Event ask(rd_kafka_t* kafka, const std::string& what, const Send& send) {
  rd_kafka_queue_t* queue = rd_kafka_queue_new(kafka);
  send(queue);
  Event event(rd_kafka_queue_poll(queue, wait_ms));
  rd_kafka_queue_destroy(queue);
  if (!event) throw std::runtime_error(what + ": no answer");
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(what + ": " + rd_kafka_event_error_string(event.get()));
  }
  return event;
}

rd_kafka_resp_err_t error_of(const rd_kafka_topic_result_t** results) {
  return rd_kafka_topic_result_error(results[0]);
}

// The partitions of the one group a result is about.
std::vector<TopicPartition> partitions_of(const rd_kafka_group_result_t** groups) {
  if (const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[0])) {
    throw std::runtime_error(rd_kafka_error_string(error));
  }
  return from_list(*rd_kafka_group_result_partitions(groups[0]));
}

}  // namespace

rd_kafka_resp_err_t Admin::create_topic(const std::string& topic, int partitions,
                                        const Configs& configs) {
  char reason[512];
  auto* request = rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, reason, sizeof reason);
  if (request == nullptr) throw std::runtime_error(reason);
  for (const auto& [name, value] : configs) {
    rd_kafka_NewTopic_set_config(request, name.c_str(), value.c_str());
  }
  const auto event = ask(client_.handle(), "create " + topic, [&](rd_kafka_queue_t* queue) {
    rd_kafka_CreateTopics(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_NewTopic_destroy(request);
  std::size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(event.get());
  return error_of(rd_kafka_CreateTopics_result_topics(result, &count));
}

rd_kafka_resp_err_t Admin::delete_topic(const std::string& topic) {
  auto* request = rd_kafka_DeleteTopic_new(topic.c_str());
  const auto event = ask(client_.handle(), "delete " + topic, [&](rd_kafka_queue_t* queue) {
    rd_kafka_DeleteTopics(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_DeleteTopic_destroy(request);
  std::size_t count = 0;
  const auto* result = rd_kafka_event_DeleteTopics_result(event.get());
  return error_of(rd_kafka_DeleteTopics_result_topics(result, &count));
}

rd_kafka_resp_err_t Admin::grow_topic(const std::string& topic, int partitions) {
  char reason[512];
  auto* request = rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions),
                                             reason, sizeof reason);
  if (request == nullptr) throw std::runtime_error(reason);
  const auto event = ask(client_.handle(), "grow " + topic, [&](rd_kafka_queue_t* queue) {
    rd_kafka_CreatePartitions(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_NewPartitions_destroy(request);
  std::size_t count = 0;
  const auto* result = rd_kafka_event_CreatePartitions_result(event.get());
  return error_of(rd_kafka_CreatePartitions_result_topics(result, &count));
}

rd_kafka_resp_err_t Admin::alter_configs(const std::string& topic, const Configs& configs) {
  auto* resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  for (const auto& [name, value] : configs) {
    rd_kafka_ConfigResource_set_config(resource, name.c_str(), value.c_str());
  }
  const auto event = ask(client_.handle(), "alter " + topic, [&](rd_kafka_queue_t* queue) {
    rd_kafka_AlterConfigs(client_.handle(), &resource, 1, nullptr, queue);
  });
  rd_kafka_ConfigResource_destroy(resource);
  std::size_t count = 0;
  const auto* result = rd_kafka_event_AlterConfigs_result(event.get());
  const auto** resources = rd_kafka_AlterConfigs_result_resources(result, &count);
  return rd_kafka_ConfigResource_error(resources[0]);
}

Admin::Configs Admin::describe_topic(const std::string& topic) {
  auto* resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  const auto event = ask(client_.handle(), "describe " + topic, [&](rd_kafka_queue_t* queue) {
    rd_kafka_DescribeConfigs(client_.handle(), &resource, 1, nullptr, queue);
  });
  rd_kafka_ConfigResource_destroy(resource);
  std::size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConfigs_result(event.get());
  const auto** resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  require(rd_kafka_ConfigResource_error(resources[0]), "describe " + topic);
  Configs configs;
  const auto** entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    configs[rd_kafka_ConfigEntry_name(entries[i])] = value == nullptr ? "" : value;
  }
  return configs;
}

std::vector<TopicPartition> Admin::delete_records(const std::vector<TopicPartition>& before) {
  const auto list = to_list(before);
  auto* request = rd_kafka_DeleteRecords_new(list.get());
  const auto event = ask(client_.handle(), "delete records", [&](rd_kafka_queue_t* queue) {
    rd_kafka_DeleteRecords(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_DeleteRecords_destroy(request);
  return from_list(
      *rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get())));
}

std::vector<std::string> Admin::list_groups() {
  const auto event = ask(client_.handle(), "list groups", [&](rd_kafka_queue_t* queue) {
    rd_kafka_ListConsumerGroups(client_.handle(), nullptr, queue);
  });
  std::size_t count = 0;
  const auto** groups = rd_kafka_ListConsumerGroups_result_valid(
      rd_kafka_event_ListConsumerGroups_result(event.get()), &count);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.emplace_back(rd_kafka_ConsumerGroupListing_group_id(groups[i]));
  }
  return names;
}

std::pair<std::string, std::vector<std::string>> Admin::describe_group(const std::string& group) {
  const char* name = group.c_str();
  const auto event = ask(client_.handle(), "describe " + group, [&](rd_kafka_queue_t* queue) {
    rd_kafka_DescribeConsumerGroups(client_.handle(), &name, 1, nullptr, queue);
  });
  std::size_t count = 0;
  const auto** groups = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  std::vector<std::string> members;
  for (std::size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(groups[0]); ++i) {
    members.emplace_back(rd_kafka_MemberDescription_client_id(
        rd_kafka_ConsumerGroupDescription_member(groups[0], i)));
  }
  const auto state = rd_kafka_ConsumerGroupDescription_state(groups[0]);
  return {rd_kafka_consumer_group_state_name(state), members};
}

rd_kafka_resp_err_t Admin::delete_group(const std::string& group) {
  auto* request = rd_kafka_DeleteGroup_new(group.c_str());
  const auto event = ask(client_.handle(), "delete " + group, [&](rd_kafka_queue_t* queue) {
    rd_kafka_DeleteGroups(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_DeleteGroup_destroy(request);
  std::size_t count = 0;
  const auto** groups =
      rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event.get()), &count);
  const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[0]);
  return error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
}

std::vector<TopicPartition> Admin::group_offsets(const std::string& group) {
  auto* request = rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), nullptr);
  const auto event = ask(client_.handle(), "offsets of " + group, [&](rd_kafka_queue_t* queue) {
    rd_kafka_ListConsumerGroupOffsets(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_ListConsumerGroupOffsets_destroy(request);
  std::size_t count = 0;
  return partitions_of(rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count));
}

void Admin::alter_group_offsets(const std::string& group,
                                const std::vector<TopicPartition>& offsets) {
  const auto list = to_list(offsets);
  auto* request = rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), list.get());
  const auto event = ask(client_.handle(), "alter " + group, [&](rd_kafka_queue_t* queue) {
    rd_kafka_AlterConsumerGroupOffsets(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_AlterConsumerGroupOffsets_destroy(request);
  std::size_t count = 0;
  partitions_of(rd_kafka_AlterConsumerGroupOffsets_result_groups(
      rd_kafka_event_AlterConsumerGroupOffsets_result(event.get()), &count));
}

void Admin::delete_group_offsets(const std::string& group, const std::vector<TopicPartition>& of) {
  const auto list = to_list(of);
  auto* request = rd_kafka_DeleteConsumerGroupOffsets_new(group.c_str(), list.get());
  const auto event = ask(client_.handle(), "forget " + group, [&](rd_kafka_queue_t* queue) {
    rd_kafka_DeleteConsumerGroupOffsets(client_.handle(), &request, 1, nullptr, queue);
  });
  rd_kafka_DeleteConsumerGroupOffsets_destroy(request);
  std::size_t count = 0;
  partitions_of(rd_kafka_DeleteConsumerGroupOffsets_result_groups(
      rd_kafka_event_DeleteConsumerGroupOffsets_result(event.get()), &count));
}

int Admin::partitions(const std::string& topic) {
  const rd_kafka_metadata_t* metadata = nullptr;
  require(rd_kafka_metadata(client_.handle(), 1, nullptr, &metadata, wait_ms), "metadata");
  int count = 0;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (metadata->topics[i].topic == topic) count = metadata->topics[i].partition_cnt;
  }
  rd_kafka_metadata_destroy(metadata);
  return count;
}

}  // namespace barnabas::e2e
