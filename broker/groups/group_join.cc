// JoinGroup: who may come in, under which id, and whether the others have to join again.

#include <algorithm>

#include "broker/groups/group.h"

namespace barnabas {

void Group::join(const GroupJoin& join, RequestId request, std::string_view uuid, Moment now) {
  now_ = now;
  if (!accepts(join.member_id)) {
    pending_members_.erase(join.member_id);
    if (auto* member = find(join.member_id))
      drop_member(*member, MemberGone::Removed, "the group is full");
    answer_join_error(request, "", ErrorCode::GroupMaxSizeReached);
  } else if (state_ == GroupState::Dead) {
    answer_join_error(request, join.member_id, ErrorCode::CoordinatorNotAvailable);
  } else if (!supports(join)) {
    answer_join_error(request, join.member_id, ErrorCode::InconsistentGroupProtocol);
  } else if (join.member_id.empty()) {
    join_new(join, request, uuid);
  } else {
    join_known(join, request);
  }
}

bool Group::accepts(const std::string& member_id) const {
  const auto size_max = static_cast<std::size_t>(options_.size_max);
  const auto* member = find(member_id);
  switch (state_) {
    case GroupState::Empty:
    case GroupState::Dead:
      return true;
    case GroupState::PreparingRebalance:
      // Counting those who wait lets a group that is too large shrink: the last to rejoin go.
      return (member != nullptr && member->awaiting_join) || awaiting_join_count_ < size_max;
    case GroupState::CompletingRebalance:
    case GroupState::Stable:
      return member != nullptr || members_.size() < size_max;
  }
  return false;
}

bool Group::supports(const GroupJoin& join) const {
  if (state_ == GroupState::Empty) return !join.protocol_type.empty() && !join.protocols.empty();
  if (protocol_type_ != join.protocol_type) return false;
  return std::any_of(join.protocols.begin(), join.protocols.end(), [this](const auto& protocol) {
    const auto found = protocol_counts_.find(protocol.name);
    return (found == protocol_counts_.end() ? 0 : found->second) == members_.size();
  });
}

void Group::join_new(const GroupJoin& join, RequestId request, std::string_view uuid) {
  auto member_id = join.instance_id.value_or(join.client_id) + "-" + std::string(uuid);
  if (join.instance_id && static_members_.contains(*join.instance_id)) {
    replace_static(join, request, member_id);
  } else if (!join.instance_id && join.member_id_required) {
    // The id goes out first and the member comes back with it (KIP-394): a client that lost the
    // answer would otherwise leave a member behind with each attempt.
    pending_members_[member_id] = after(join.session_timeout_ms);
    if (observer_ != nullptr)
      observer_->member_id_assigned({.group_id = id_,
                                     .member_id = member_id,
                                     .instance_id = "",
                                     .client_id = join.client_id});
    answer_join_error(request, std::move(member_id), ErrorCode::MemberIdRequired);
  } else {
    add_member(join, request, std::move(member_id));
  }
}

void Group::join_known(const GroupJoin& join, RequestId request) {
  if (pending_members_.contains(join.member_id)) {
    // Ids are handed out to dynamic members only.
    if (join.instance_id)
      answer_join_error(request, join.member_id, ErrorCode::UnknownMemberId);
    else
      add_member(join, request, join.member_id);
    return;
  }
  if (const auto error = check_member(join.member_id, join.instance_id); error != ErrorCode::None) {
    answer_join_error(request, join.member_id, error);
    return;
  }
  auto& member = *find(join.member_id);
  const bool same = member.protocols == join.protocols;
  switch (state_) {
    case GroupState::PreparingRebalance:
      update_member(member, join, request, "a member joins again");
      break;
    case GroupState::CompletingRebalance:
      // The same metadata again: the answer got lost, so it is given once more.
      if (same)
        answer_join(request, current_generation_answer(member.id));
      else
        update_member(member, join, request, "a member changed its subscription");
      break;
    case GroupState::Stable:
      // The leader joins again when something changed that only it watches, such as the number of
      // partitions of a topic.
      if (leader_ == member.id)
        update_member(member, join, request, "the leader joins again");
      else if (!same)
        update_member(member, join, request, "a member changed its subscription");
      else
        answer_join(request, current_generation_answer(member.id));
      break;
    case GroupState::Empty:
    case GroupState::Dead:
      answer_join_error(request, join.member_id, ErrorCode::UnknownMemberId);
      break;
  }
}

GroupJoinAnswer Group::current_generation_answer(const std::string& member_id) const {
  GroupJoinAnswer answer{.generation = generation_,
                         .protocol_type = protocol_type_,
                         .protocol_name = protocol_name_,
                         .leader = leader_.value_or(""),
                         .member_id = member_id};
  if (leader_ == member_id) answer.members = joined_members();
  return answer;
}

void Group::add_member(const GroupJoin& join, RequestId request, std::string member_id) {
  auto member = std::make_unique<GroupMember>();
  member->id = std::move(member_id);
  member->instance_id = join.instance_id;
  member->client_id = join.client_id;
  member->client_host = join.client_host;
  member->rebalance_timeout_ms = join.rebalance_timeout_ms;
  member->session_timeout_ms = join.session_timeout_ms;
  member->protocols = join.protocols;
  member->is_new = true;

  if (state_ == GroupState::PreparingRebalance && previous_state_ == GroupState::Empty)
    new_member_added_ = true;
  if (members_.empty()) protocol_type_ = join.protocol_type;
  if (!leader_) leader_ = member->id;
  if (member->instance_id) static_members_[*member->instance_id] = member->id;
  pending_members_.erase(member->id);
  count_protocols(*member, +1);
  members_.push_back(std::move(member));
  auto& added = *members_.back();
  by_id_[added.id] = &added;
  await_join(added, request);
  // It cannot send heartbeats before it is answered, and nobody notices when its client gives up;
  // so even its waiting has a limit.
  reset_session(added, options_.new_member_join_timeout_ms);
  if (observer_ != nullptr) observer_->member_joined(seen(added), join.reason);
  prepare_rebalance_or_complete("a new member joined");
}

void Group::update_member(GroupMember& member, const GroupJoin& join, RequestId request,
                          std::string_view reason) {
  set_protocols(member, join.protocols);
  member.rebalance_timeout_ms = join.rebalance_timeout_ms;
  member.session_timeout_ms = join.session_timeout_ms;
  await_join(member, request);
  if (observer_ != nullptr) observer_->member_joined(seen(member), join.reason);
  prepare_rebalance_or_complete(reason);
}

GroupMember& Group::rename_static(const std::string& instance_id,
                                  const std::string& new_member_id) {
  auto& member = *find(static_members_.at(instance_id));
  // Whoever waits under the old id is another process with the same instance id: fence it.
  answer_waiting_join(member, {.error = ErrorCode::FencedInstanceId, .member_id = member.id});
  if (member.awaiting_sync)
    answer_sync(*member.awaiting_sync, {.error = ErrorCode::FencedInstanceId});
  member.awaiting_sync.reset();
  if (leader_ == member.id) leader_ = new_member_id;
  by_id_.erase(member.id);
  member.id = new_member_id;
  member.is_new = false;
  by_id_[member.id] = &member;
  static_members_[instance_id] = new_member_id;
  return member;
}

void Group::replace_static(const GroupJoin& join, RequestId request,
                           const std::string& new_member_id) {
  const auto& instance_id = *join.instance_id;
  const auto old_member_id = static_members_.at(instance_id);
  const auto leader_before = leader_.value_or("");
  auto& member = rename_static(instance_id, new_member_id);
  if (observer_ != nullptr) observer_->static_member_replaced(seen(member), old_member_id);
  reset_session(member, member.session_timeout_ms);

  StaticWrite pending{.instance_id = instance_id,
                      .old_member_id = old_member_id,
                      .new_member_id = new_member_id,
                      .leader_before = leader_before,
                      .may_skip_assignment = join.may_skip_assignment,
                      .old_protocols = member.protocols,
                      .old_rebalance_timeout_ms = member.rebalance_timeout_ms,
                      .old_session_timeout_ms = member.session_timeout_ms};
  set_protocols(member, join.protocols);
  member.rebalance_timeout_ms = join.rebalance_timeout_ms;
  member.session_timeout_ms = join.session_timeout_ms;
  await_join(member, request);

  if (state_ == GroupState::Stable) {
    // A restart that changes nothing for the others costs no rebalance: the same share under a new
    // id. That is what static membership is for.
    if (protocol_name_ == vote())
      pending_writes_[write(snapshot())] = std::move(pending);
    else
      prepare_rebalance_or_complete("a static member came back with other protocols");
  } else if (state_ == GroupState::CompletingRebalance) {
    // The leader is working with the old id.
    prepare_rebalance("a static member came back during the rebalance");
  } else {
    complete_join_if_all_are_in();
  }
}

void Group::finish_static_replacement(const StaticWrite& write, ErrorCode error) {
  auto* member = find(write.new_member_id);
  if (member == nullptr || !member->awaiting_join) return;
  if (error != ErrorCode::None) {
    const auto request = *member->awaiting_join;
    member->awaiting_join.reset();
    --awaiting_join_count_;
    set_protocols(*member, write.old_protocols);
    member->rebalance_timeout_ms = write.old_rebalance_timeout_ms;
    member->session_timeout_ms = write.old_session_timeout_ms;
    reset_session(rename_static(write.instance_id, write.old_member_id),
                  write.old_session_timeout_ms);
    answer_join_error(request, "", error);
    return;
  }
  auto answer = current_generation_answer(write.new_member_id);
  const bool is_leader = leader_ == write.new_member_id;
  if (write.may_skip_assignment) {
    // The leader learns who is in the group, but is not to assign (KIP-814).
    answer.skip_assignment = is_leader;
  } else {
    // Older clients know no such flag. Naming the old id as leader makes them take the follower's
    // part.
    answer.leader = write.leader_before;
    answer.members.clear();
  }
  answer_waiting_join(*member, std::move(answer));
}

}  // namespace barnabas
