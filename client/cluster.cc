#include "client/cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include "protocol/base/suggest.h"
#include "protocol/messages/cluster/find_coordinator.h"

namespace barnabas::client {
namespace {

bool has_all_leaders(const MetadataResponse::Topic& topic) {
  return std::all_of(topic.partitions.begin(), topic.partitions.end(),
                     [](const auto& partition) { return partition.error_code == ErrorCode::None; });
}

}  // namespace

Retries::Retries(const ClusterOptions& options)
    : deadline_(std::chrono::steady_clock::now() +
                std::chrono::milliseconds(options.retry_timeout_ms)),
      backoff_(options.retry_backoff_ms) {}

bool Retries::wait() {
  if (std::chrono::steady_clock::now() + backoff_ > deadline_) return false;
  std::this_thread::sleep_for(backoff_);
  constexpr std::chrono::milliseconds kBackoffMax{1'000};
  backoff_ = std::min(backoff_ * 2, kBackoffMax);
  return true;
}

Result<Connection*> Cluster::connect(const Endpoint& endpoint) {
  auto& slot = connections_[to_string(endpoint)];
  if (slot == nullptr || !slot->usable()) {
    slot.reset();
    auto opened = Connection::open(endpoint, options_.connection);
    if (!opened) return tl::unexpected(std::move(opened.error()));
    slot = std::move(*opened);
  }
  return slot.get();
}

Result<Connection*> Cluster::any() {
  for (const auto& [name, connection] : connections_)
    if (connection != nullptr && connection->usable()) return connection.get();
  Result<Connection*> last = fail(ErrorCode::NetworkException, "no bootstrap server is given");
  for (const auto& endpoint : options_.bootstrap) {
    last = connect(endpoint);
    if (last) return last;
  }
  return last;
}

Result<Connection*> Cluster::broker(std::int32_t node_id) {
  if (!brokers_.contains(node_id)) {
    auto fresh = metadata({.topics = std::vector<std::string>()});
    if (!fresh) return tl::unexpected(std::move(fresh.error()));
  }
  const auto found = brokers_.find(node_id);
  if (found == brokers_.end())
    return fail(ErrorCode::BrokerNotAvailable,
                fmt::format("broker {} is not part of the cluster at the moment", node_id));
  return connect(found->second);
}

Result<Connection*> Cluster::controller() {
  auto fresh = metadata({.topics = std::vector<std::string>()});
  if (!fresh) return tl::unexpected(std::move(fresh.error()));
  return controller_id_ < 0 ? any() : broker(controller_id_);
}

Result<Connection*> Cluster::leader(const std::string& topic_name, std::int32_t partition) {
  const auto id = leader_id(topic_name, partition);
  if (!id) return tl::unexpected(id.error());
  return broker(*id);
}

Result<std::int32_t> Cluster::leader_id(const std::string& topic_name, std::int32_t partition) {
  const auto found = topic({.name = topic_name});
  if (!found) return tl::unexpected(found.error());
  for (const auto& each : found->partitions)
    if (each.partition_index == partition) return each.leader_id;
  return fail(ErrorCode::UnknownTopicOrPartition,
              fmt::format("topic '{}' has partitions 0 to {}; there is no partition {}", topic_name,
                          found->partitions.size() - 1, partition));
}

Result<Connection*> Cluster::coordinator(const std::string& group_id) {
  if (const auto known = coordinators_.find(group_id); known != coordinators_.end())
    return connect(known->second);
  // Version 4 asks for several groups at once; one is all we need.
  const FindCoordinatorRequest request{.key = group_id, .key_type = 0, .coordinator_keys = {}};
  for (Retries retries(options_);;) {
    auto connection = any();
    if (!connection) return connection;
    auto reply = (*connection)->call<FindCoordinatorResponse>(request, {.version_max = 3});
    if (!reply) return tl::unexpected(std::move(reply.error()));
    const auto& answer = **reply;
    if (answer.error_code == ErrorCode::None) {
      const Endpoint endpoint{answer.host, static_cast<std::uint16_t>(answer.port)};
      coordinators_.insert_or_assign(group_id, endpoint);
      return connect(endpoint);
    }
    // The first group of a cluster has to wait until __consumer_offsets exists.
    if (!is_retriable(answer.error_code) || !retries.wait())
      return fail(answer.error_code, fmt::format("no coordinator for group '{}': {}", group_id,
                                                 to_string(answer.error_code)));
  }
}

Result<Reply<MetadataResponse>> Cluster::metadata(const MetadataQuery& query) {
  MetadataRequest request{.topics = std::nullopt,
                          .allow_auto_topic_creation = query.create_missing};
  if (query.topics) {
    request.topics.emplace();
    for (const auto& name : *query.topics)
      request.topics->push_back({.topic_id = {}, .name = name});
  }
  auto connection = any();
  if (!connection) return tl::unexpected(std::move(connection.error()));
  auto reply = (*connection)->call<MetadataResponse>(request);
  if (reply) remember(**reply);
  return reply;
}

void Cluster::remember(const MetadataResponse& metadata) {
  brokers_.clear();
  for (const auto& each : metadata.brokers)
    brokers_[each.node_id] = {each.host, static_cast<std::uint16_t>(each.port)};
  controller_id_ = metadata.controller_id;
}

Result<MetadataResponse::Topic> Cluster::topic(const TopicQuery& query) {
  if (const auto known = topics_.find(query.name); known != topics_.end()) return known->second;
  for (Retries retries(options_);;) {
    auto reply =
        metadata({.topics = std::vector{query.name}, .create_missing = query.create_missing});
    if (!reply) return tl::unexpected(std::move(reply.error()));
    if ((*reply)->topics.empty())
      return fail(ErrorCode::UnknownServerError, "the broker did not answer about the topic");
    const auto& topic = (*reply)->topics.front();
    if (topic.error_code == ErrorCode::None && has_all_leaders(topic)) {
      topics_[query.name] = topic;
      return topic;
    }
    const bool missing = topic.error_code == ErrorCode::UnknownTopicOrPartition;
    const bool may_come = !missing || query.create_missing;
    const bool retriable = topic.error_code == ErrorCode::None || is_retriable(topic.error_code);
    if (retriable && may_come && retries.wait()) continue;
    if (!missing)
      return fail(topic.error_code,
                  fmt::format("topic '{}': {}", query.name, to_string(topic.error_code)));
    std::vector<std::string> names;
    if (auto all = metadata({}); all)
      for (const auto& each : (*all)->topics) names.push_back(each.name.value_or(""));
    return fail(topic.error_code, fmt::format("topic '{}' does not exist.{}", query.name,
                                              did_you_mean(query.name, names)));
  }
}

void Cluster::forget() {
  topics_.clear();
  coordinators_.clear();
  brokers_.clear();
}

}  // namespace barnabas::client
