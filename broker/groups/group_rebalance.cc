// The rebalance: from "everybody join again" to "everybody has an assignment", and the timers that
// keep it from waiting for ever.

#include <algorithm>

#include "broker/groups/group.h"
#include "broker/groups/log_errors.h"

namespace barnabas {

void Group::move_to(GroupState state) {
  previous_state_ = state_;
  state_ = state;
  state_timestamp_ms_ = now_.wall_ms;
}

Group::TimePoint Group::after(std::int32_t delay_ms) {
  const auto deadline = now_.steady + std::chrono::milliseconds(delay_ms);
  if (!next_deadline_ || deadline < *next_deadline_) next_deadline_ = deadline;
  return deadline;
}

void Group::reset_session(GroupMember& member, std::int32_t timeout_ms) {
  member.session_deadline = after(timeout_ms);
}

void Group::prepare_rebalance_or_complete(std::string_view reason) {
  if (state_ == GroupState::PreparingRebalance)
    complete_join_if_all_are_in();
  else
    prepare_rebalance(reason);
}

void Group::prepare_rebalance(std::string_view reason) {
  // Whoever waits for an assignment would wait for one of a generation that will never be.
  if (state_ == GroupState::CompletingRebalance) {
    for (auto& member : members_) member->assignment.clear();
    spread_assignment(ErrorCode::RebalanceInProgress);
  }
  for (auto& member : members_) member->pending_sync = false;
  pending_sync_count_ = 0;
  sync_deadline_.reset();

  const bool initial = state_ == GroupState::Empty;
  move_to(GroupState::PreparingRebalance);
  if (observer_ != nullptr) observer_->rebalance_started(id_, generation_, reason);
  if (initial) {
    // Members of a new group tend to start together: waiting a little saves rebalances.
    initial_delay_ms_ = options_.initial_rebalance_delay_ms;
    initial_remaining_ms_ =
        std::max(rebalance_timeout_ms() - options_.initial_rebalance_delay_ms, 0);
    join_timer_ = JoinTimer::InitialDelay;
    join_deadline_ = after(initial_delay_ms_);
  } else if (all_joined()) {
    complete_join();
  } else {
    join_timer_ = JoinTimer::Rebalance;
    join_deadline_ = after(rebalance_timeout_ms());
  }
}

void Group::complete_join_if_all_are_in() {
  if (state_ != GroupState::PreparingRebalance) return;
  // The first generation starts when its delay is over, however many are in by then.
  if (previous_state_ == GroupState::Empty) return;
  if (all_joined()) complete_join();
}

void Group::extend_initial_delay() {
  if (!new_member_added_ || initial_remaining_ms_ == 0) {
    complete_join();
    return;
  }
  new_member_added_ = false;
  const auto delay_ms = std::min(options_.initial_rebalance_delay_ms, initial_remaining_ms_);
  initial_remaining_ms_ = std::max(initial_remaining_ms_ - initial_delay_ms_, 0);
  initial_delay_ms_ = delay_ms;
  join_deadline_ = after(delay_ms);
}

void Group::complete_join() {
  join_timer_ = JoinTimer::Off;
  std::vector<GroupMember*> missing;
  for (auto& member : members_)
    // Static members are given until their session ends: they may just be restarting.
    if (!member->awaiting_join && !member->instance_id) missing.push_back(member.get());
  for (auto* member : missing)
    drop_member(*member, MemberGone::DidNotRejoin, "did not join within the rebalance timeout");

  if (!elect_leader_among_joined() && !members_.empty()) {
    // Only static members, and none came back: their sessions decide, we look again later.
    join_timer_ = JoinTimer::Rebalance;
    join_deadline_ = after(rebalance_timeout_ms());
    return;
  }
  begin_generation();
}

void Group::begin_generation() {
  ++generation_;
  new_member_added_ = false;
  for (auto& member : members_) member->pending_sync = false;
  pending_sync_count_ = 0;
  if (members_.empty()) {
    protocol_name_.reset();
    leader_.reset();
    learn_subscribed_topics();
    move_to(GroupState::Empty);
    if (observer_ != nullptr) observer_->generation_started(seen_generation());
    write(snapshot());
    return;
  }
  protocol_name_ = vote();
  learn_subscribed_topics();
  move_to(GroupState::CompletingRebalance);
  if (observer_ != nullptr) observer_->generation_started(seen_generation());
  for (auto& member : members_) {
    answer_waiting_join(*member, current_generation_answer(member->id));
    reset_session(*member, member->session_timeout_ms);
    member->is_new = false;
    member->pending_sync = true;
  }
  pending_sync_count_ = members_.size();
  sync_deadline_ = after(rebalance_timeout_ms());
}

void Group::sync(const GroupSync& sync, RequestId request, Moment now) {
  now_ = now;
  const auto refuse = [&](ErrorCode error) { answer_sync(request, {.error = error}); };
  const auto differs = [](const auto& asked, const auto& ours) {
    return asked && ours && *asked != *ours;
  };
  if (state_ == GroupState::Dead) return refuse(ErrorCode::CoordinatorNotAvailable);
  if (state_ == GroupState::Empty) return refuse(ErrorCode::UnknownMemberId);
  if (const auto error = check_member(sync.member_id, sync.instance_id); error != ErrorCode::None)
    return refuse(error);
  if (sync.generation != generation_) return refuse(ErrorCode::IllegalGeneration);
  if (differs(sync.protocol_type, protocol_type_) || differs(sync.protocol_name, protocol_name_))
    return refuse(ErrorCode::InconsistentGroupProtocol);
  if (state_ == GroupState::PreparingRebalance) return refuse(ErrorCode::RebalanceInProgress);

  auto& member = *find(sync.member_id);
  if (member.pending_sync) --pending_sync_count_;
  member.pending_sync = false;
  if (pending_sync_count_ == 0) sync_deadline_.reset();
  if (state_ == GroupState::Stable) {
    answer_sync(request, {.protocol_type = protocol_type_,
                          .protocol_name = protocol_name_,
                          .assignment = member.assignment});
    return;
  }
  if (member.awaiting_sync)
    answer_sync(*member.awaiting_sync, {.error = ErrorCode::RebalanceInProgress});
  member.awaiting_sync = request;
  if (leader_ == member.id) take_assignment(sync);
}

void Group::take_assignment(const GroupSync& sync) {
  AssignmentWrite pending{.generation = generation_, .assignments = {}};
  for (const auto& assignment : sync.assignments)
    pending.assignments[assignment.member_id] = assignment.bytes;
  auto what = snapshot();
  // Members whom the leader forgot get an empty assignment.
  for (auto& member : what.members) member.assignment = pending.assignments[member.member_id];
  pending_writes_[write(std::move(what))] = std::move(pending);
}

void Group::stored(std::uint64_t write, ErrorCode error, Moment now) {
  now_ = now;
  const auto found = pending_writes_.find(write);
  if (found == pending_writes_.end()) return;
  const auto pending = std::move(found->second);
  pending_writes_.erase(found);
  if (const auto* replacement = std::get_if<StaticWrite>(&pending)) {
    finish_static_replacement(*replacement, as_member_error(error));
    return;
  }
  // Somebody may have joined or left meanwhile; then this assignment is history.
  const auto& assigned = std::get<AssignmentWrite>(pending);
  if (state_ != GroupState::CompletingRebalance || assigned.generation != generation_) return;
  if (error != ErrorCode::None) {
    for (auto& member : members_) member->assignment.clear();
    spread_assignment(as_member_error(error));
    prepare_rebalance_or_complete("the assignment could not be stored");
    return;
  }
  for (auto& member : members_) {
    const auto share = assigned.assignments.find(member->id);
    member->assignment = share == assigned.assignments.end() ? "" : share->second;
  }
  spread_assignment(ErrorCode::None);
  move_to(GroupState::Stable);
  if (observer_ != nullptr) observer_->group_stable(seen_generation());
}

void Group::spread_assignment(ErrorCode error) {
  const bool good = error == ErrorCode::None;
  for (auto& member : members_) {
    if (!member->awaiting_sync) continue;
    GroupSyncAnswer answer{.error = error, .assignment = member->assignment};
    if (good) answer.protocol_type = protocol_type_;
    if (good) answer.protocol_name = protocol_name_;
    if (good && observer_ != nullptr)
      observer_->member_assigned(seen(*member), member->assignment.size());
    answer_sync(*member->awaiting_sync, std::move(answer));
    member->awaiting_sync.reset();
    // Its session did not run while it waited for us.
    reset_session(*member, member->session_timeout_ms);
  }
}

void Group::expire_sync() {
  sync_deadline_.reset();
  if (state_ != GroupState::CompletingRebalance && state_ != GroupState::Stable) return;
  std::vector<GroupMember*> missing;
  for (auto& member : members_)
    if (member->pending_sync) missing.push_back(member.get());
  if (missing.empty()) return;
  for (auto* member : missing)
    drop_member(*member, MemberGone::DidNotSync, "did not sync within the rebalance timeout");
  prepare_rebalance("members joined and then did not sync");
}

void Group::expire_session(const std::string& member_id) {
  auto* member = find(member_id);
  if (member == nullptr) return;
  member->session_deadline.reset();
  if (member->is_alive_without_heartbeat()) return;
  drop_member(*member, MemberGone::SessionExpired,
              member->is_new ? "its first join waited too long for the others"
                             : "no heartbeat within the session timeout");
  if (state_ == GroupState::Stable || state_ == GroupState::CompletingRebalance)
    prepare_rebalance_or_complete("the session of a member expired");
  else if (state_ == GroupState::PreparingRebalance && all_joined())
    complete_join();
}

void Group::advance(Moment now) {
  now_ = now;
  if (!next_deadline_ || *next_deadline_ > now.steady) return;
  const auto due = [&](TimePoint deadline) { return deadline <= now.steady; };

  std::vector<std::string> silent;
  for (const auto& member : members_)
    if (member->session_deadline && due(*member->session_deadline)) silent.push_back(member->id);
  for (const auto& id : silent) expire_session(id);

  std::vector<std::string> forgotten;
  for (const auto& [id, deadline] : pending_members_)
    if (due(deadline)) forgotten.push_back(id);
  for (const auto& id : forgotten) {
    if (pending_members_.erase(id) == 0) continue;
    if (observer_ != nullptr)
      observer_->member_gone({.group_id = id_, .member_id = id, .instance_id = "", .client_id = ""},
                             MemberGone::NeverJoined, "did not join with the id it was given");
    if (state_ == GroupState::PreparingRebalance && all_joined()) complete_join();
  }

  if (join_timer_ == JoinTimer::InitialDelay && due(join_deadline_))
    extend_initial_delay();
  else if (join_timer_ == JoinTimer::Rebalance && due(join_deadline_))
    complete_join();
  if (sync_deadline_ && due(*sync_deadline_)) expire_sync();

  // The deadline was a lower bound that heartbeats have made stale; now find the real one.
  next_deadline_.reset();
  const auto consider = [this](TimePoint deadline) {
    if (!next_deadline_ || deadline < *next_deadline_) next_deadline_ = deadline;
  };
  for (const auto& member : members_)
    if (member->session_deadline) consider(*member->session_deadline);
  for (const auto& [id, deadline] : pending_members_) consider(deadline);
  if (join_timer_ != JoinTimer::Off) consider(join_deadline_);
  if (sync_deadline_) consider(*sync_deadline_);
}

}  // namespace barnabas
