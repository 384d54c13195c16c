#include "broker/groups/group.h"

#include <algorithm>
#include <utility>

#include "broker/groups/consumer_protocol.h"
#include "protocol/base/check.h"

namespace barnabas {

std::string_view to_string(GroupState state) {
  switch (state) {
    case GroupState::Empty:
      return "Empty";
    case GroupState::PreparingRebalance:
      return "PreparingRebalance";
    case GroupState::CompletingRebalance:
      return "CompletingRebalance";
    case GroupState::Stable:
      return "Stable";
    case GroupState::Dead:
      return "Dead";
  }
  return "Unknown";
}

Group::Group(std::string id, const GroupOptions& options, GroupObserver* observer, Moment now)
    : id_(std::move(id)),
      options_(options),
      observer_(observer),
      state_timestamp_ms_(now.wall_ms),
      now_(now) {}

void Group::restore(const GroupSnapshot& snapshot) {
  by_id_.clear();
  members_.clear();
  static_members_.clear();
  protocol_counts_.clear();
  state_ = snapshot.members.empty() ? GroupState::Empty : GroupState::Stable;
  previous_state_ = GroupState::Dead;
  generation_ = snapshot.generation;
  protocol_type_.reset();
  if (!snapshot.protocol_type.empty()) protocol_type_ = snapshot.protocol_type;
  protocol_name_ = snapshot.protocol_name;
  leader_ = snapshot.leader;
  state_timestamp_ms_ = snapshot.state_timestamp_ms;
  for (const auto& kept : snapshot.members) {
    auto member = std::make_unique<GroupMember>();
    member->id = kept.member_id;
    member->instance_id = kept.instance_id;
    member->client_id = kept.client_id;
    member->client_host = kept.client_host;
    member->rebalance_timeout_ms = kept.rebalance_timeout_ms;
    member->session_timeout_ms = kept.session_timeout_ms;
    member->protocols = {{snapshot.protocol_name.value_or(""), kept.subscription}};
    member->assignment = kept.assignment;
    count_protocols(*member, +1);
    if (member->instance_id) static_members_[*member->instance_id] = member->id;
    members_.push_back(std::move(member));
    by_id_[members_.back()->id] = members_.back().get();
  }
  learn_subscribed_topics();
}

void Group::start_sessions(Moment now) {
  now_ = now;
  for (auto& member : members_) reset_session(*member, member->session_timeout_ms);
  if (members_.size() > static_cast<std::size_t>(options_.size_max))
    prepare_rebalance("the group is larger than group.max.size allows now");
}

ErrorCode Group::heartbeat(const GroupSpeaker& speaker, Moment now) {
  now_ = now;
  if (state_ == GroupState::Dead) return ErrorCode::CoordinatorNotAvailable;
  if (const auto error = check_member(speaker.member_id, speaker.instance_id);
      error != ErrorCode::None)
    return error;
  if (speaker.generation != generation_) return ErrorCode::IllegalGeneration;
  if (state_ == GroupState::Empty) return ErrorCode::UnknownMemberId;
  auto& member = *find(speaker.member_id);
  reset_session(member, member.session_timeout_ms);
  if (observer_ != nullptr) observer_->heartbeat_received(seen(member));
  // In CompletingRebalance the member has just been told its generation: all is well with it.
  return state_ == GroupState::PreparingRebalance ? ErrorCode::RebalanceInProgress
                                                  : ErrorCode::None;
}

std::vector<ErrorCode> Group::leave(const std::vector<GroupLeave>& leaving, Moment now) {
  now_ = now;
  std::vector<ErrorCode> errors;
  bool somebody_left = false;
  for (const auto& entry : leaving) {
    auto error = ErrorCode::None;
    const auto* static_id = static_member_id(entry.instance_id);
    if (state_ == GroupState::Dead) {
      error = ErrorCode::CoordinatorNotAvailable;
    } else if (entry.member_id.empty() && static_id == nullptr) {
      error = ErrorCode::UnknownMemberId;
    } else if (entry.member_id.empty()) {
      drop_member(*find(*static_id), MemberGone::Removed, entry.reason);
    } else if (pending_members_.erase(entry.member_id) == 0) {
      error = check_member(entry.member_id, entry.instance_id);
      if (error == ErrorCode::None)
        drop_member(*find(entry.member_id), MemberGone::Left, entry.reason);
    }
    somebody_left |= error == ErrorCode::None;
    errors.push_back(error);
  }
  if (!somebody_left) return errors;
  if (state_ == GroupState::Stable || state_ == GroupState::CompletingRebalance)
    prepare_rebalance_or_complete("a member left");
  else if (state_ == GroupState::PreparingRebalance)
    complete_join_if_all_are_in();
  return errors;
}

ErrorCode Group::check_commit(const GroupSpeaker& speaker, Moment now) {
  now_ = now;
  if (state_ == GroupState::Dead) return ErrorCode::CoordinatorNotAvailable;
  // No generation: an administrator, or a consumer that assigns its partitions itself. They may,
  // as long as the group has no members whose work they would undo.
  if (speaker.generation < 0 && state_ == GroupState::Empty) return ErrorCode::None;
  if (speaker.generation < 0 && speaker.member_id.empty() && !speaker.instance_id)
    return ErrorCode::UnknownMemberId;
  if (const auto error = check_member(speaker.member_id, speaker.instance_id);
      error != ErrorCode::None)
    return error;
  if (speaker.generation != generation_) return ErrorCode::IllegalGeneration;
  // The member knows the new generation but not yet its assignment, so it cannot own what it
  // commits; it is to finish the rebalance first.
  if (state_ == GroupState::CompletingRebalance) return ErrorCode::RebalanceInProgress;
  auto& member = *find(speaker.member_id);
  reset_session(member, member.session_timeout_ms);
  return ErrorCode::None;
}

void Group::kill(ErrorCode error) {
  for (auto& member : members_) {
    if (member->awaiting_join) answer_join_error(*member->awaiting_join, member->id, error);
    if (member->awaiting_sync) answer_sync(*member->awaiting_sync, {.error = error});
    member->awaiting_join.reset();
    member->awaiting_sync.reset();
  }
  move_to(GroupState::Dead);
  join_timer_ = JoinTimer::Off;
  sync_deadline_.reset();
  next_deadline_.reset();
  pending_members_.clear();
  pending_writes_.clear();
}

std::vector<GroupAction> Group::take_actions() { return std::exchange(actions_, {}); }

bool Group::is_subscribed_to(const std::string& topic) const {
  if (subscribed_topics_) return subscribed_topics_->contains(topic);
  return uses_consumer_protocol();
}

GroupSnapshot Group::snapshot() const {
  GroupSnapshot result;
  result.protocol_type = protocol_type_.value_or("");
  result.generation = generation_;
  result.protocol_name = protocol_name_;
  result.leader = leader_;
  result.state_timestamp_ms = state_timestamp_ms_;
  for (const auto& member : members_) {
    const auto* subscription = protocol_name_ ? member->metadata(*protocol_name_) : nullptr;
    result.members.push_back({.member_id = member->id,
                              .instance_id = member->instance_id,
                              .client_id = member->client_id,
                              .client_host = member->client_host,
                              .rebalance_timeout_ms = member->rebalance_timeout_ms,
                              .session_timeout_ms = member->session_timeout_ms,
                              .subscription = subscription == nullptr ? "" : *subscription,
                              .assignment = member->assignment});
  }
  return result;
}

GroupMember* Group::find(std::string_view member_id) const {
  const auto found = by_id_.find(member_id);
  return found == by_id_.end() ? nullptr : found->second;
}

const std::string* Group::static_member_id(const std::optional<std::string>& instance_id) const {
  if (!instance_id) return nullptr;
  const auto found = static_members_.find(*instance_id);
  return found == static_members_.end() ? nullptr : &found->second;
}

ErrorCode Group::check_member(std::string_view member_id,
                              const std::optional<std::string>& instance_id) const {
  if (instance_id) {
    const auto* owner = static_member_id(instance_id);
    if (owner == nullptr) return ErrorCode::UnknownMemberId;
    if (*owner != member_id) return ErrorCode::FencedInstanceId;
  }
  return find(member_id) == nullptr ? ErrorCode::UnknownMemberId : ErrorCode::None;
}

void Group::count_protocols(const GroupMember& member, int by) {
  for (const auto& protocol : member.protocols)
    protocol_counts_[protocol.name] += static_cast<std::size_t>(by);
  if (by < 0) std::erase_if(protocol_counts_, [](const auto& entry) { return entry.second == 0; });
}

void Group::set_protocols(GroupMember& member, std::vector<GroupProtocol> protocols) {
  count_protocols(member, -1);
  member.protocols = std::move(protocols);
  count_protocols(member, +1);
}

void Group::await_join(GroupMember& member, RequestId request) {
  // An earlier request of this member was given up by its client; it must not wait for ever.
  if (member.awaiting_join)
    answer_join_error(*member.awaiting_join, member.id, ErrorCode::RebalanceInProgress);
  else
    ++awaiting_join_count_;
  member.awaiting_join = request;
}

void Group::remove_member(std::string_view member_id) {
  if (auto* member = find(member_id)) {
    count_protocols(*member, -1);
    if (member->awaiting_join) --awaiting_join_count_;
    if (member->awaiting_sync)
      answer_sync(*member->awaiting_sync, {.error = ErrorCode::UnknownMemberId});
    if (member->pending_sync) --pending_sync_count_;
    if (member->instance_id) static_members_.erase(*member->instance_id);
    const bool was_leader = leader_ == member->id;
    by_id_.erase(member->id);
    std::erase_if(members_, [member](const auto& entry) { return entry.get() == member; });
    if (was_leader) leader_.reset();
    if (was_leader && !members_.empty()) leader_ = members_.front()->id;
  }
}

void Group::drop_member(GroupMember& member, MemberGone how, std::string_view reason) {
  if (observer_ != nullptr) observer_->member_gone(seen(member), how, reason);
  // If its client is alive after all, it starts over as a new member.
  answer_waiting_join(member, {.error = ErrorCode::UnknownMemberId});
  remove_member(std::string(member.id));
}

bool Group::all_joined() const {
  return members_.size() == awaiting_join_count_ && pending_members_.empty();
}

bool Group::elect_leader_among_joined() {
  if (!leader_) return false;
  if (find(*leader_)->awaiting_join) return true;
  const auto joined = std::find_if(members_.begin(), members_.end(), [](const auto& member) {
    return member->awaiting_join.has_value();
  });
  if (joined == members_.end()) return false;
  leader_ = (*joined)->id;
  return true;
}

std::string Group::vote() const {
  BARNABAS_CHECK(!members_.empty(), "an empty group cannot choose a protocol");
  std::map<std::string_view, std::size_t> votes;
  std::size_t most = 0;
  for (const auto& member : members_) {
    for (const auto& protocol : member->protocols) {
      if (protocol_counts_.at(protocol.name) != members_.size()) continue;
      most = std::max(most, ++votes[protocol.name]);
      break;
    }
  }
  for (const auto& protocol : members_.front()->protocols)
    if (most > 0 && votes[protocol.name] == most) return protocol.name;
  for (const auto& [name, count] : votes)
    if (count == most) return std::string(name);
  return "";
}

void Group::learn_subscribed_topics() {
  subscribed_topics_.reset();
  if (!uses_consumer_protocol()) return;
  if (members_.empty()) subscribed_topics_.emplace();
  if (members_.empty() || !protocol_name_) return;
  std::set<std::string> all;
  for (const auto& member : members_) {
    const auto* metadata = member->metadata(*protocol_name_);
    auto topics = metadata == nullptr ? std::nullopt : parse_subscribed_topics(as_bytes(*metadata));
    if (!topics) return;
    all.insert(topics->begin(), topics->end());
  }
  subscribed_topics_ = std::move(all);
}

std::vector<GroupJoinAnswer::Member> Group::joined_members() const {
  std::vector<GroupJoinAnswer::Member> result;
  for (const auto& member : members_) {
    const auto* metadata = protocol_name_ ? member->metadata(*protocol_name_) : nullptr;
    result.push_back({.member_id = member->id,
                      .instance_id = member->instance_id,
                      .metadata = metadata == nullptr ? "" : *metadata});
  }
  return result;
}

std::int32_t Group::rebalance_timeout_ms() const {
  std::int32_t longest = 0;
  for (const auto& member : members_) longest = std::max(longest, member->rebalance_timeout_ms);
  return longest;
}

GroupObserver::Member Group::seen(const GroupMember& member) const {
  return {.group_id = id_,
          .member_id = member.id,
          .instance_id = member.instance_id ? std::string_view(*member.instance_id) : "",
          .client_id = member.client_id};
}

GroupObserver::Generation Group::seen_generation() const {
  return {.group_id = id_,
          .generation = generation_,
          .protocol = protocol_name_ ? std::string_view(*protocol_name_) : "",
          .leader = leader_ ? std::string_view(*leader_) : "",
          .members = members_.size()};
}

std::uint64_t Group::write(GroupSnapshot snapshot) {
  actions_.emplace_back(WriteGroup{.write = ++last_write_, .snapshot = std::move(snapshot)});
  return last_write_;
}

void Group::answer_join(RequestId request, GroupJoinAnswer answer) {
  actions_.emplace_back(AnswerJoin{request, std::move(answer)});
}

void Group::answer_join_error(RequestId request, std::string member_id, ErrorCode error) {
  answer_join(request, {.error = error, .member_id = std::move(member_id)});
}

void Group::answer_sync(RequestId request, GroupSyncAnswer answer) {
  actions_.emplace_back(AnswerSync{request, std::move(answer)});
}

void Group::answer_waiting_join(GroupMember& member, GroupJoinAnswer answer) {
  if (!member.awaiting_join) return;
  answer_join(*member.awaiting_join, std::move(answer));
  member.awaiting_join.reset();
  --awaiting_join_count_;
}

}  // namespace barnabas
