#include "client/admin_topics.h"

#include <fmt/core.h>

#include "client/answer.h"
#include "protocol/messages/cluster/describe_log_dirs.h"
#include "protocol/messages/configs/incremental_alter_configs.h"
#include "protocol/messages/data/delete_records.h"
#include "protocol/messages/topics/create_partitions.h"
#include "protocol/messages/topics/delete_topics.h"

namespace barnabas::client {
namespace {

constexpr std::int32_t kTimeoutMs = 30'000;

std::optional<Error> error_of(ErrorCode code, const std::optional<std::string>& message,
                              const std::string& about) {
  if (code == ErrorCode::None) return std::nullopt;
  return answer_error(code, message, about);
}

// Settings of a broker are asked of that broker, everything else of any.
Result<Connection*> connection_for(Cluster& cluster, const Resource& resource) {
  const bool of_broker =
      resource.type == ResourceType::Broker || resource.type == ResourceType::BrokerLogger;
  if (of_broker && !resource.name.empty()) return cluster.broker(std::stoi(resource.name));
  return cluster.any();
}

}  // namespace

Result<Reply<CreateTopicsResponse>> create_topics(Cluster& cluster,
                                                  const std::vector<TopicToCreate>& topics,
                                                  CreateTopicsOptions options) {
  CreateTopicsRequest request;
  request.timeout_ms = options.timeout_ms;
  request.validate_only = options.validate_only;
  for (const auto& topic : topics) {
    auto& wanted = request.topics.emplace_back();
    wanted.name = topic.name;
    wanted.num_partitions = topic.partitions.value_or(-1);
    wanted.replication_factor = static_cast<std::int16_t>(topic.replication_factor.value_or(-1));
    for (const auto& [key, value] : topic.configs) wanted.configs.push_back({key, value});
  }
  auto controller = cluster.controller();
  if (!controller) return tl::unexpected(std::move(controller.error()));
  return (*controller)->call<CreateTopicsResponse>(request);
}

Result<std::vector<ItemResult>> delete_topics(Cluster& cluster,
                                              const std::vector<std::string>& names) {
  DeleteTopicsRequest request;
  request.topic_names = names;
  request.timeout_ms = kTimeoutMs;
  for (const auto& name : names) request.topics.push_back({.name = name, .topic_id = {}});
  auto controller = cluster.controller();
  if (!controller) return tl::unexpected(std::move(controller.error()));
  const auto reply = (*controller)->call<DeleteTopicsResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  std::vector<ItemResult> results;
  for (const auto& each : (*reply)->responses) {
    const auto name = each.name.value_or(to_string(each.topic_id));
    results.push_back({name, error_of(each.error_code, each.error_message, "topic " + name)});
  }
  cluster.forget();
  return results;
}

Result<std::vector<ItemResult>> set_partition_count(Cluster& cluster, const std::string& topic,
                                                    std::int32_t count) {
  CreatePartitionsRequest request;
  request.timeout_ms = kTimeoutMs;
  request.topics.push_back({.name = topic, .count = count, .assignments = std::nullopt});
  auto controller = cluster.controller();
  if (!controller) return tl::unexpected(std::move(controller.error()));
  const auto reply = (*controller)->call<CreatePartitionsResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  std::vector<ItemResult> results;
  for (const auto& each : (*reply)->results)
    results.push_back(
        {each.name, error_of(each.error_code, each.error_message, "topic " + each.name)});
  cluster.forget();
  return results;
}

Result<std::map<PartitionName, Result<Offset>>> delete_records(
    Cluster& cluster, const std::map<PartitionName, Offset>& before) {
  std::map<std::int32_t, DeleteRecordsRequest> by_leader;
  for (const auto& [name, offset] : before) {
    auto leader = cluster.leader_id(name.topic, name.partition);
    if (!leader) return tl::unexpected(std::move(leader.error()));
    auto& request = by_leader[*leader];
    request.timeout_ms = kTimeoutMs;
    if (request.topics.empty() || request.topics.back().name != name.topic)
      request.topics.push_back({name.topic, {}});
    request.topics.back().partitions.push_back({name.partition, offset});
  }
  std::map<PartitionName, Result<Offset>> starts;
  for (const auto& [leader, request] : by_leader) {
    const auto connection = cluster.broker(leader);
    if (!connection) return tl::unexpected(connection.error());
    const auto reply = (*connection)->call<DeleteRecordsResponse>(request);
    if (!reply) return tl::unexpected(reply.error());
    for (const auto& topic : (*reply)->topics) {
      for (const auto& partition : topic.partitions) {
        Result<Offset> start = partition.low_watermark;
        if (partition.error_code != ErrorCode::None)
          start = tl::unexpected(answer_error(
              partition.error_code, fmt::format("{}-{}", topic.name, partition.partition_index)));
        starts.emplace(PartitionName{topic.name, partition.partition_index}, std::move(start));
      }
    }
  }
  return starts;
}

Result<std::map<PartitionName, std::int64_t>> partition_sizes(Cluster& cluster) {
  const auto metadata = cluster.metadata({.topics = std::vector<std::string>()});
  if (!metadata) return tl::unexpected(metadata.error());
  std::map<PartitionName, std::int64_t> sizes;
  for (const auto& broker : (*metadata)->brokers) {
    auto connection = cluster.broker(broker.node_id);
    if (!connection) return tl::unexpected(std::move(connection.error()));
    const DescribeLogDirsRequest everything{.topics = std::nullopt};
    const auto reply = (*connection)->call<DescribeLogDirsResponse>(everything);
    if (!reply) return tl::unexpected(reply.error());
    for (const auto& directory : (*reply)->results)
      for (const auto& topic : directory.topics)
        for (const auto& partition : topic.partitions)
          sizes[{topic.name, partition.partition_index}] = partition.partition_size;
  }
  return sizes;
}

Result<Reply<DescribeConfigsResponse>> describe_configs(Cluster& cluster, const Resource& resource,
                                                        DescribeConfigsOptions options) {
  DescribeConfigsRequest request;
  request.include_synonyms = options.synonyms;
  request.include_documentation = options.documentation;
  request.resources.push_back({.resource_type = static_cast<std::int8_t>(resource.type),
                               .resource_name = resource.name,
                               .configuration_keys = std::nullopt});
  auto connection = connection_for(cluster, resource);
  if (!connection) return tl::unexpected(std::move(connection.error()));
  auto reply = (*connection)->call<DescribeConfigsResponse>(request);
  if (!reply) return reply;
  if ((*reply)->results.empty())
    return fail(ErrorCode::UnknownServerError, "the broker did not answer about " + resource.name);
  const auto& result = (*reply)->results.front();
  if (result.error_code != ErrorCode::None)
    return tl::unexpected(answer_error(result.error_code, result.error_message, resource.name));
  return reply;
}

Result<void> change_configs(Cluster& cluster, const Resource& resource,
                            const std::vector<ConfigChange>& changes, bool validate_only) {
  IncrementalAlterConfigsRequest request;
  request.validate_only = validate_only;
  auto& wanted = request.resources.emplace_back();
  wanted.resource_type = static_cast<std::int8_t>(resource.type);
  wanted.resource_name = resource.name;
  for (const auto& change : changes)
    wanted.configs.push_back({.name = change.key,
                              .config_operation = static_cast<std::int8_t>(change.operation),
                              .value = change.value});
  auto connection = connection_for(cluster, resource);
  if (!connection) return tl::unexpected(std::move(connection.error()));
  const auto reply = (*connection)->call<IncrementalAlterConfigsResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  for (const auto& result : (*reply)->responses)
    if (result.error_code != ErrorCode::None)
      return tl::unexpected(answer_error(result.error_code, result.error_message, resource.name));
  return {};
}

}  // namespace barnabas::client
