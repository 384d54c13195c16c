#include "client/admin_groups.h"

#include <fmt/core.h>

#include "client/answer.h"
#include "client/group_member.h"
#include "client/group_offsets.h"
#include "protocol/base/suggest.h"
#include "protocol/messages/groups/delete_groups.h"
#include "protocol/messages/groups/describe_groups.h"
#include "protocol/messages/groups/list_groups.h"
#include "protocol/messages/groups/offset_delete.h"

namespace barnabas::client {
namespace {

std::string about(const std::string& group_id) { return fmt::format("group '{}'", group_id); }

Error no_such_group(Cluster& cluster, const std::string& group_id) {
  std::vector<std::string> names;
  if (const auto groups = list_groups(cluster); groups)
    for (const auto& each : *groups) names.push_back(each.group_id);
  return {ErrorCode::GroupIdNotFound,
          fmt::format("group '{}' does not exist.{}", group_id, did_you_mean(group_id, names))};
}

}  // namespace

Result<std::vector<ListedGroup>> list_groups(Cluster& cluster) {
  const auto metadata = cluster.metadata({.topics = std::vector<std::string>()});
  if (!metadata) return tl::unexpected(metadata.error());
  std::vector<ListedGroup> groups;
  for (const auto& broker : (*metadata)->brokers) {
    auto connection = cluster.broker(broker.node_id);
    if (!connection) return tl::unexpected(std::move(connection.error()));
    const auto reply = (*connection)->call<ListGroupsResponse>(ListGroupsRequest{});
    if (!reply) return tl::unexpected(reply.error());
    if ((*reply)->error_code != ErrorCode::None)
      return tl::unexpected(answer_error((*reply)->error_code, "listing groups"));
    for (const auto& each : (*reply)->groups)
      groups.push_back({each.group_id, each.protocol_type, each.group_state, each.group_type});
  }
  return groups;
}

Result<GroupInfo> describe_group(Cluster& cluster, const std::string& group_id) {
  auto coordinator = cluster.coordinator(group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  DescribeGroupsRequest request;
  request.groups.push_back(group_id);
  const auto reply = (*coordinator)->call<DescribeGroupsResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  if ((*reply)->groups.empty()) return tl::unexpected(no_such_group(cluster, group_id));
  const auto& group = (*reply)->groups.front();
  // Version 6 has an error for unknown groups; before, they looked like dead ones.
  if (group.error_code == ErrorCode::GroupIdNotFound || group.group_state == "Dead")
    return tl::unexpected(no_such_group(cluster, group_id));
  if (group.error_code != ErrorCode::None)
    return tl::unexpected(answer_error(group.error_code, group.error_message, about(group_id)));
  GroupInfo info{.group_id = group_id,
                 .state = group.group_state,
                 .protocol_type = group.protocol_type,
                 .assignor = group.protocol_data,
                 .coordinator = to_string((*coordinator)->endpoint()),
                 .members = {}};
  for (const auto& member : group.members) {
    GroupMemberInfo& added = info.members.emplace_back();
    added = {member.member_id, member.group_instance_id, member.client_id, member.client_host, {}};
    if (group.protocol_type != "consumer") continue;
    if (auto partitions = decode_assignment(member.member_assignment); partitions)
      added.partitions = std::move(*partitions);
  }
  return info;
}

Result<std::map<PartitionName, Offset>> committed_offsets(Cluster& cluster,
                                                          const std::string& group_id) {
  return fetch_group_offsets(cluster, group_id, std::nullopt);
}

Result<void> set_offsets(Cluster& cluster, const std::string& group_id,
                         const std::map<PartitionName, Offset>& positions) {
  const GroupCommitter from_outside{.group_id = group_id};
  auto set = commit_group_offsets(cluster, from_outside, positions);
  if (!set && set.error().code == ErrorCode::UnknownMemberId)
    return fail(set.error().code,
                about(group_id) + " has members; stop its consumers before moving it");
  return set;
}

Result<void> delete_offsets(Cluster& cluster, const std::string& group_id,
                            const std::vector<PartitionName>& partitions) {
  OffsetDeleteRequest request;
  request.group_id = group_id;
  for (const auto& [topic, partition] : partitions) {
    if (request.topics.empty() || request.topics.back().name != topic)
      request.topics.push_back({topic, {}});
    request.topics.back().partitions.push_back({partition});
  }
  auto coordinator = cluster.coordinator(group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  const auto reply = (*coordinator)->call<OffsetDeleteResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  if ((*reply)->error_code != ErrorCode::None)
    return tl::unexpected(answer_error((*reply)->error_code, about(group_id)));
  for (const auto& topic : (*reply)->topics)
    for (const auto& partition : topic.partitions)
      if (partition.error_code != ErrorCode::None)
        return tl::unexpected(answer_error(
            partition.error_code, fmt::format("{}-{}", topic.name, partition.partition_index)));
  return {};
}

Result<std::vector<ItemResult>> delete_groups(Cluster& cluster,
                                              const std::vector<std::string>& group_ids) {
  std::vector<ItemResult> results;
  for (const auto& group_id : group_ids) {  // each may have a coordinator of its own
    auto coordinator = cluster.coordinator(group_id);
    if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
    DeleteGroupsRequest request;
    request.groups_names.push_back(group_id);
    const auto reply = (*coordinator)->call<DeleteGroupsResponse>(request);
    if (!reply) return tl::unexpected(reply.error());
    for (const auto& each : (*reply)->results) {
      auto& result = results.emplace_back(ItemResult{each.group_id, std::nullopt});
      if (each.error_code == ErrorCode::GroupIdNotFound)
        result.error = no_such_group(cluster, each.group_id);
      else if (each.error_code == ErrorCode::NonEmptyGroup)
        result.error = {each.error_code,
                        about(each.group_id) + " has members; stop its consumers first"};
      else if (each.error_code != ErrorCode::None)
        result.error = answer_error(each.error_code, each.error_message, about(each.group_id));
    }
  }
  return results;
}

}  // namespace barnabas::client
