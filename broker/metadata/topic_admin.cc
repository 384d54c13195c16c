#include "broker/metadata/topic_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "broker/metadata/config_rules.h"
#include "broker/metadata/config_view.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/topic_records.h"

namespace barnabas {
namespace {

constexpr std::int32_t kByDefault = -1;
constexpr auto kMetadataTopic = "__cluster_metadata";

CreateTopicsResponse::CreatableTopicResult refused(const std::string& name, const Error& error) {
  CreateTopicsResponse::CreatableTopicResult result;
  result.name = name;
  result.error_code = error.code;
  result.error_message = error.message;
  result.configs = std::nullopt;
  return result;
}

DeleteTopicsResponse::DeletableTopicResult refused(std::optional<std::string> name, const Uuid& id,
                                                   const Error& error) {
  return {.name = std::move(name),
          .topic_id = id,
          .error_code = error.code,
          .error_message = error.message};
}

// The topics of a change stand in `records` only; names of the same request must not collide.
std::string metric_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

}  // namespace

CreateTopicsResponse TopicAdmin::create(const CreateTopicsRequest& request,
                                        MetadataChange& change) const {
  std::map<std::string, int> times_named;
  for (const auto& topic : request.topics) ++times_named[topic.name];
  MetadataChange dry_run(environment_.image);
  auto& target = request.validate_only ? dry_run : change;
  CreateTopicsResponse response;
  std::set<std::string> answered;
  std::set<std::string> metric_names;
  std::int64_t partitions = 0;
  for (const auto& topic : request.topics) {
    if (!answered.insert(topic.name).second) continue;
    Error error;
    if (times_named[topic.name] > 1)
      error = {ErrorCode::InvalidRequest, "The request names this topic twice."};
    partitions += std::max<std::int64_t>(topic.num_partitions, 1);
    if (partitions > kPartitionsPerRequestMax)
      error = {ErrorCode::InvalidPartitions,
               fmt::format("More than {} partitions in one request.", kPartitionsPerRequestMax)};
    if (!metric_names.insert(metric_name(topic.name)).second)
      error = {ErrorCode::InvalidTopicException,
               fmt::format("Topic '{}' collides with another topic of this request.", topic.name)};
    if (!error.message.empty()) {
      response.topics.push_back(refused(topic.name, error));
      continue;
    }
    auto created = plan_topic(topic, target);
    if (created && request.validate_only) created->topic_id = Uuid{};
    response.topics.push_back(created ? std::move(*created) : refused(topic.name, created.error()));
  }
  return response;
}

Result<TopicAdmin::CreatedTopic> TopicAdmin::plan_topic(const CreatableTopic& topic,
                                                        MetadataChange& change) const {
  const auto& image = environment_.image;
  if (topic.name == kMetadataTopic)
    return fail(ErrorCode::InvalidRequest,
                fmt::format("The topic {} belongs to the cluster itself.", kMetadataTopic));
  if (image.topic(topic.name) != nullptr)
    return fail(ErrorCode::TopicAlreadyExists,
                fmt::format("Topic '{}' already exists.", topic.name));
  if (auto legal = check_topic_name(image, topic.name); !legal)
    return tl::unexpected(legal.error());
  const auto configs = plan_configs(topic);
  if (!configs) return tl::unexpected(configs.error());
  auto partitions = plan_partitions(topic);
  if (!partitions) return tl::unexpected(partitions.error());

  const auto id = environment_.new_topic_id();
  change.topics.push_back(id);
  change.records.add(TopicRecord{.name = topic.name, .topic_id = id});
  for (const auto& [name, value] : *configs)
    change.records.add(
        ConfigRecord{.resource_type = static_cast<std::int8_t>(ConfigResourceType::Topic),
                     .resource_name = topic.name,
                     .name = name,
                     .value = value});
  CreatedTopic result;
  result.name = topic.name;
  result.topic_id = id;
  result.error_message = std::nullopt;
  result.num_partitions = static_cast<std::int32_t>(partitions->size());
  result.replication_factor = static_cast<std::int16_t>(partitions->front().size());
  result.configs = created_topic_configs(
      {visible_topic_overrides(*configs), environment_.dynamic, environment_.static_config});
  std::int32_t number = 0;
  for (auto& replicas : *partitions)
    change.records.add(make_partition({.topic_id = id,
                                       .number = number++,
                                       .replicas = std::move(replicas),
                                       .own_broker = environment_.config.node_id,
                                       .own_directory = environment_.directory_id}));
  return result;
}

Result<ConfigMap> TopicAdmin::plan_configs(const CreatableTopic& topic) const {
  ConfigMap configs;
  for (const auto& config : topic.configs) {
    if (!config.value)
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{} has no value; leave it out for the default.", config.name));
    auto valid = check_config(ConfigResourceType::Topic, config.name, *config.value);
    if (!valid) return tl::unexpected(valid.error());
    configs[config.name] = std::move(*valid);
  }
  return stored_topic_overrides(configs);
}

Result<std::vector<ReplicaIds>> TopicAdmin::plan_partitions(const CreatableTopic& topic) const {
  if (!topic.assignments.empty()) return check_assignments(topic);
  const auto count = topic.num_partitions == kByDefault ? environment_.config.num_partitions
                                                        : topic.num_partitions;
  if (count <= 0)
    return fail(ErrorCode::InvalidPartitions,
                fmt::format("The number of partitions has to be at least 1, not {}.", count));
  if (count > kPartitionsPerRequestMax)
    return fail(ErrorCode::InvalidPartitions,
                fmt::format("{} partitions are more than the {} that one request may create.",
                            count, kPartitionsPerRequestMax));
  const auto factor = topic.replication_factor == kByDefault
                          ? environment_.config.default_replication_factor
                          : std::int32_t{topic.replication_factor};
  return place_replicas(environment_.image, {.count = static_cast<std::size_t>(count),
                                             .replication_factor = factor,
                                             .first = environment_.image.topics().size()});
}

Result<std::vector<ReplicaIds>> TopicAdmin::check_assignments(const CreatableTopic& topic) const {
  if (topic.num_partitions != kByDefault || topic.replication_factor != kByDefault)
    return fail(ErrorCode::InvalidRequest,
                "Where replicas are assigned by hand, the number of partitions and the replication "
                "factor both have to be -1.");
  std::map<std::int32_t, ReplicaIds> by_number;
  std::size_t factor = 0;
  for (const auto& assignment : topic.assignments) {
    if (auto sound = check_replicas(environment_.image, assignment.partition_index,
                                    assignment.broker_ids, factor);
        !sound)
      return tl::unexpected(sound.error());
    factor = assignment.broker_ids.size();
    if (!by_number.emplace(assignment.partition_index, assignment.broker_ids).second)
      return fail(ErrorCode::InvalidReplicaAssignment,
                  fmt::format("Partition {} is assigned twice.", assignment.partition_index));
  }
  std::vector<ReplicaIds> partitions;
  for (auto& [number, replicas] : by_number) {
    if (number != static_cast<std::int32_t>(partitions.size()))
      return fail(ErrorCode::InvalidReplicaAssignment,
                  fmt::format("Partitions are numbered from 0 without gaps; {} is missing.",
                              partitions.size()));
    partitions.push_back(std::move(replicas));
  }
  return partitions;
}

TopicAdmin::CreatableTopic TopicAdmin::by_default(const std::string& name) const {
  CreatableTopic topic;
  topic.name = name;
  topic.num_partitions = kByDefault;
  topic.replication_factor = kByDefault;
  if (name != "__consumer_offsets") return topic;
  topic.num_partitions = environment_.config.offsets_topic_num_partitions;
  topic.replication_factor = environment_.config.offsets_topic_replication_factor;
  topic.configs = {
      {"cleanup.policy", "compact"},
      {"compression.type", "producer"},
      {"segment.bytes", std::to_string(environment_.config.offsets_topic_segment_bytes)}};
  return topic;
}

std::vector<TopicAdmin::Refused> TopicAdmin::create_by_name(const std::vector<std::string>& names,
                                                            MetadataChange& change) const {
  CreateTopicsRequest request;
  for (const auto& name : names)
    if (environment_.image.topic(name) == nullptr) request.topics.push_back(by_default(name));
  std::vector<Refused> refusals;
  for (auto& result : create(request, change).topics)
    if (result.error_code != ErrorCode::None)
      refusals.push_back({result.name, {result.error_code, result.error_message.value_or("")}});
  return refusals;
}

TopicAdmin::Deletion TopicAdmin::find_deletion(
    const DeleteTopicsRequest::DeleteTopicState& wanted) const {
  const auto refuse = [&](ErrorCode code, std::string message) {
    return Deletion{nullptr, refused(wanted.name, wanted.topic_id, {code, std::move(message)})};
  };
  const bool by_id = !wanted.topic_id.is_zero();
  if (wanted.name && by_id)
    return refuse(ErrorCode::InvalidRequest, "Give the name or the id of a topic, not both.");
  if (!wanted.name && !by_id)
    return refuse(ErrorCode::InvalidRequest, "Neither the name nor the id of a topic was given.");
  if (by_id) {
    const auto* topic = environment_.image.topic(wanted.topic_id);
    if (topic == nullptr)
      return refuse(ErrorCode::UnknownTopicId,
                    fmt::format("No topic has the id {}.", to_string(wanted.topic_id)));
    return {topic, {.name = topic->name, .topic_id = topic->id}};
  }
  const auto* topic = environment_.image.topic(*wanted.name);
  if (topic == nullptr)
    return refuse(ErrorCode::UnknownTopicOrPartition,
                  fmt::format("There is no topic '{}'.", *wanted.name));
  return {topic, {.name = topic->name, .topic_id = topic->id}};
}

DeleteTopicsResponse TopicAdmin::remove(const DeleteTopicsRequest& request, Version version,
                                        MetadataChange& change) const {
  constexpr Version disabled_error_since = 3;
  auto wanted = request.topics;
  for (const auto& name : request.topic_names) wanted.push_back({.name = name, .topic_id = {}});
  DeleteTopicsResponse response;
  std::map<Uuid, std::size_t> planned;  // by topic, where its result stands
  for (const auto& topic : wanted) {
    if (!environment_.config.delete_topic_enable) {
      response.responses.push_back(
          refused(topic.name, topic.topic_id,
                  {version < disabled_error_since ? ErrorCode::InvalidRequest
                                                  : ErrorCode::TopicDeletionDisabled,
                   "delete.topic.enable is false on this broker."}));
      continue;
    }
    auto found = find_deletion(topic);
    if (found.topic != nullptr) {
      const auto [at, first] = planned.emplace(found.topic->id, response.responses.size());
      if (!first) {
        response.responses[at->second] =
            refused(found.result.name, found.topic->id,
                    {ErrorCode::InvalidRequest, "The request names this topic twice."});
        continue;
      }
    }
    response.responses.push_back(std::move(found.result));
  }
  for (const auto& result : response.responses) {
    if (result.error_code != ErrorCode::None) continue;
    change.topics.push_back(result.topic_id);
    change.records.add(RemoveTopicRecord{.topic_id = result.topic_id});
  }
  return response;
}

Result<std::vector<ReplicaIds>> TopicAdmin::plan_growth(
    const CreatePartitionsRequest::Topic& wanted) const {
  const auto* topic = environment_.image.topic(wanted.name);
  if (topic == nullptr)
    return fail(ErrorCode::UnknownTopicOrPartition,
                fmt::format("There is no topic '{}'.", wanted.name));
  const auto current = static_cast<std::int32_t>(topic->partitions.size());
  if (wanted.count <= current)
    return fail(ErrorCode::InvalidPartitions,
                fmt::format("Topic '{}' has {} partitions already; {} would not be more.",
                            wanted.name, current, wanted.count));
  if (wanted.count - current > kPartitionsPerRequestMax)
    return fail(ErrorCode::InvalidPartitions,
                fmt::format("{} more partitions are beyond the {} that one request may create.",
                            wanted.count - current, kPartitionsPerRequestMax));
  const auto added = static_cast<std::size_t>(wanted.count - current);
  const auto factor = topic->partitions.front().replicas.size();
  if (!wanted.assignments || wanted.assignments->empty())
    return place_replicas(environment_.image,
                          {.count = added,
                           .replication_factor = static_cast<std::int32_t>(factor),
                           .first = topic->partitions.size()});
  if (wanted.assignments->size() != added)
    return fail(ErrorCode::InvalidReplicaAssignment,
                fmt::format("{} partitions are added, but {} assignments were given.", added,
                            wanted.assignments->size()));
  std::vector<ReplicaIds> partitions;
  for (const auto& assignment : *wanted.assignments) {
    const auto number = current + static_cast<std::int32_t>(partitions.size());
    if (auto sound = check_replicas(environment_.image, number, assignment.broker_ids, factor);
        !sound)
      return tl::unexpected(sound.error());
    partitions.push_back(assignment.broker_ids);
  }
  return partitions;
}

CreatePartitionsResponse TopicAdmin::add_partitions(const CreatePartitionsRequest& request,
                                                    MetadataChange& change) const {
  std::map<std::string, int> times_named;
  for (const auto& topic : request.topics) ++times_named[topic.name];
  CreatePartitionsResponse response;
  std::set<std::string> answered;
  for (const auto& wanted : request.topics) {
    if (!answered.insert(wanted.name).second) continue;
    auto& result = response.results.emplace_back();
    result.name = wanted.name;
    if (times_named[wanted.name] > 1) {
      result.error_code = ErrorCode::InvalidRequest;
      result.error_message = "The request names this topic twice.";
      continue;
    }
    auto partitions = plan_growth(wanted);
    if (!partitions) {
      result.error_code = partitions.error().code;
      result.error_message = partitions.error().message;
      continue;
    }
    if (request.validate_only) continue;
    const auto* topic = environment_.image.topic(wanted.name);
    change.topics.push_back(topic->id);
    auto number = static_cast<std::int32_t>(topic->partitions.size());
    for (auto& replicas : *partitions)
      change.records.add(make_partition({.topic_id = topic->id,
                                         .number = number++,
                                         .replicas = std::move(replicas),
                                         .own_broker = environment_.config.node_id,
                                         .own_directory = environment_.directory_id}));
  }
  return response;
}

}  // namespace barnabas
