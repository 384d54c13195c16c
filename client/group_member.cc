#include "client/group_member.h"

#include <fmt/core.h>

#include "client/answer.h"
#include "client/group_offsets.h"
#include "protocol/messages/groups/heartbeat.h"
#include "protocol/messages/groups/join_group.h"
#include "protocol/messages/groups/leave_group.h"
#include "protocol/messages/groups/sync_group.h"

namespace barnabas::client {
namespace {

constexpr const char* kProtocolType = "consumer";
constexpr const char* kAssignor = "range";

}  // namespace

bool means_rejoin(ErrorCode code) {
  return code == ErrorCode::RebalanceInProgress || code == ErrorCode::IllegalGeneration ||
         code == ErrorCode::UnknownMemberId;
}

// A generation that has begun; `wanted` is filled for its leader only.
struct GroupMember::Joined {
  ErrorCode error = ErrorCode::None;
  std::optional<std::map<std::string, std::vector<std::string>>> wanted;
};

GroupMember::GroupMember(Cluster& cluster, GroupMemberOptions options)
    : cluster_(cluster), options_(std::move(options)) {}

Result<std::vector<PartitionName>> GroupMember::join() {
  for (Retries retries(cluster_.options());;) {
    auto joined = join_once();
    if (!joined) return tl::unexpected(std::move(joined.error()));
    if (joined->error == ErrorCode::None) {
      auto assigned = sync(*joined);
      if (assigned || !means_rejoin(assigned.error().code)) return assigned;
      joined->error = assigned.error().code;
    }
    // Version 4 and later give an id first and want it back with the second attempt (KIP-394).
    if (joined->error == ErrorCode::MemberIdRequired) continue;
    if (joined->error == ErrorCode::UnknownMemberId) member_id_.clear();
    if (joined->error == ErrorCode::NotCoordinator) cluster_.forget();
    const bool again = means_rejoin(joined->error) || is_retriable(joined->error);
    if (!again || !retries.wait())
      return tl::unexpected(
          answer_error(joined->error, fmt::format("joining group '{}'", options_.group_id)));
  }
}

Result<GroupMember::Joined> GroupMember::join_once() {
  auto coordinator = cluster_.coordinator(options_.group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  const auto subscription = encode_subscription(options_.topics);
  JoinGroupRequest request;
  request.group_id = options_.group_id;
  request.session_timeout_ms = options_.session_timeout_ms;
  request.rebalance_timeout_ms = options_.rebalance_timeout_ms;
  request.member_id = member_id_;
  request.group_instance_id = options_.instance_id;
  request.protocol_type = kProtocolType;
  request.protocols.push_back({.name = kAssignor, .metadata = subscription.view()});
  // The coordinator waits for all members, at most for the rebalance timeout.
  const auto reply =
      (*coordinator)
          ->call<JoinGroupResponse>(request, {.extra_timeout_ms = options_.rebalance_timeout_ms});
  if (!reply) return tl::unexpected(reply.error());
  const auto& answer = **reply;
  Joined joined{.error = answer.error_code, .wanted = {}};
  if (!answer.member_id.empty()) member_id_ = answer.member_id;
  if (answer.error_code != ErrorCode::None) return joined;
  generation_ = answer.generation_id;
  if (answer.leader != member_id_ || answer.skip_assignment) return joined;
  auto& wanted = joined.wanted.emplace();
  for (const auto& member : answer.members) {
    auto topics = decode_subscription(member.metadata);
    if (!topics) return tl::unexpected(std::move(topics.error()));
    wanted[member.member_id] = std::move(*topics);
  }
  return joined;
}

Result<std::vector<PartitionName>> GroupMember::sync(const Joined& joined) {
  SyncGroupRequest request;
  request.group_id = options_.group_id;
  request.generation_id = generation_;
  request.member_id = member_id_;
  request.group_instance_id = options_.instance_id;
  request.protocol_type = kProtocolType;
  request.protocol_name = kAssignor;
  std::vector<Buffer> assignments;
  if (joined.wanted) {
    std::map<std::string, std::int32_t> partition_counts;
    for (const auto& [member, topics] : *joined.wanted) {
      for (const auto& name : topics) {
        const auto topic = cluster_.topic({.name = name});
        if (topic) partition_counts[name] = static_cast<std::int32_t>(topic->partitions.size());
      }
    }
    for (const auto& [member, partitions] : assign_ranges(*joined.wanted, partition_counts)) {
      assignments.push_back(encode_assignment(partitions));
      request.assignments.push_back({.member_id = member, .assignment = {}});
    }
    for (std::size_t i = 0; i < assignments.size(); ++i)
      request.assignments[i].assignment = assignments[i].view();
  }
  auto coordinator = cluster_.coordinator(options_.group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  const auto reply =
      (*coordinator)
          ->call<SyncGroupResponse>(request, {.extra_timeout_ms = options_.rebalance_timeout_ms});
  if (!reply) return tl::unexpected(reply.error());
  if ((*reply)->error_code != ErrorCode::None)
    return tl::unexpected(answer_error((*reply)->error_code, "waiting for the assignment"));
  next_heartbeat_ =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.heartbeat_interval_ms);
  return decode_assignment((*reply)->assignment);
}

Result<bool> GroupMember::must_rejoin() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_heartbeat_) return false;
  next_heartbeat_ = now + std::chrono::milliseconds(options_.heartbeat_interval_ms);
  auto coordinator = cluster_.coordinator(options_.group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  const HeartbeatRequest request{.group_id = options_.group_id,
                                 .generation_id = generation_,
                                 .member_id = member_id_,
                                 .group_instance_id = options_.instance_id};
  const auto reply = (*coordinator)->call<HeartbeatResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  const auto code = (*reply)->error_code;
  if (code == ErrorCode::None) return false;
  if (means_rejoin(code)) return true;
  cluster_.forget();
  if (is_retriable(code)) return false;
  return tl::unexpected(answer_error(code, fmt::format("group '{}'", options_.group_id)));
}

Result<std::map<PartitionName, Offset>> GroupMember::committed(
    const std::vector<PartitionName>& partitions) {
  return fetch_group_offsets(cluster_, options_.group_id, partitions);
}

Result<void> GroupMember::commit(const std::map<PartitionName, Offset>& positions) {
  if (positions.empty()) return {};
  const GroupCommitter self{.group_id = options_.group_id,
                            .generation = generation_,
                            .member_id = member_id_,
                            .instance_id = options_.instance_id};
  return commit_group_offsets(cluster_, self, positions);
}

Result<void> GroupMember::leave() {
  if (member_id_.empty() || options_.instance_id) return {};  // static members come back
  auto coordinator = cluster_.coordinator(options_.group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  LeaveGroupRequest request;
  request.group_id = options_.group_id;
  request.member_id = member_id_;  // up to version 2
  request.members.push_back({member_id_, options_.instance_id, "the consumer is being closed"});
  const auto reply = (*coordinator)->call<LeaveGroupResponse>(request);
  if (!reply) return tl::unexpected(reply.error());
  member_id_.clear();
  return {};
}

}  // namespace barnabas::client
