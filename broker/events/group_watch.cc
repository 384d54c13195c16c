#include "broker/events/group_watch.h"

namespace barnabas {
namespace {

MemberName name_of(const GroupObserver::Member& member) {
  return {.group_id = std::string(member.group_id),
          .member_id = std::string(member.member_id),
          .instance_id = std::string(member.instance_id),
          .client_id = std::string(member.client_id)};
}

GroupPosition copy_of(const GroupObserver::Position& position) {
  return {.group_id = std::string(position.group_id),
          .topic = std::string(position.topic),
          .partition = position.partition,
          .offset = position.offset};
}

const char* words_for(MemberGone how) {
  switch (how) {
    case MemberGone::Left:
      return "left";
    case MemberGone::Removed:
      return "was removed by an administrator";
    case MemberGone::SessionExpired:
      return "sent no heartbeat in time";
    case MemberGone::DidNotRejoin:
      return "did not join again in time";
    case MemberGone::DidNotSync:
      return "did not ask for its assignment in time";
    case MemberGone::Replaced:
      return "was replaced by a new member with the same group.instance.id";
    case MemberGone::NeverJoined:
      return "got a member id and did not come back with it";
  }
  return "is gone";
}

}  // namespace

void GroupWatch::member_id_assigned(const Member& member) {
  if (events_.wants_everything()) events_.emit(MemberIdAssigned{name_of(member)});
}

void GroupWatch::member_joined(const Member& member, std::string_view reason) {
  if (events_.wants_summary()) events_.emit(MemberJoined{name_of(member), std::string(reason)});
}

void GroupWatch::member_gone(const Member& member, MemberGone how, std::string_view reason) {
  if (events_.wants_summary())
    events_.emit(MemberLeft{name_of(member), words_for(how), std::string(reason)});
}

void GroupWatch::static_member_replaced(const Member& member, std::string_view old_member_id) {
  if (events_.wants_summary())
    events_.emit(StaticMemberReplaced{name_of(member), std::string(old_member_id)});
}

void GroupWatch::heartbeat_received(const Member& member) {
  if (events_.wants_everything()) events_.emit(HeartbeatReceived{name_of(member)});
}

void GroupWatch::rebalance_started(std::string_view group_id, std::int32_t generation,
                                   std::string_view reason) {
  if (events_.wants_summary())
    events_.emit(RebalanceStarted{std::string(group_id), generation, std::string(reason)});
}

void GroupWatch::generation_started(const Generation& generation) {
  if (!events_.wants_summary()) return;
  events_.emit(GenerationStarted{.group_id = std::string(generation.group_id),
                                 .generation = generation.generation,
                                 .protocol = std::string(generation.protocol),
                                 .leader = std::string(generation.leader),
                                 .members = static_cast<std::int64_t>(generation.members)});
}

void GroupWatch::group_stable(const Generation& generation) {
  if (!events_.wants_summary()) return;
  events_.emit(GroupStable{.group_id = std::string(generation.group_id),
                           .generation = generation.generation,
                           .protocol = std::string(generation.protocol),
                           .leader = std::string(generation.leader),
                           .members = static_cast<std::int64_t>(generation.members)});
}

void GroupWatch::member_assigned(const Member& member, std::size_t assignment_bytes) {
  if (events_.wants_everything())
    events_.emit(MemberAssigned{name_of(member), static_cast<std::int64_t>(assignment_bytes)});
}

void GroupWatch::group_deleted(std::string_view group_id) {
  if (events_.wants_summary()) events_.emit(GroupRemoved{std::string(group_id)});
}

void GroupWatch::offset_committed(const Position& position) {
  if (events_.wants_summary()) events_.emit(OffsetCommitted{copy_of(position)});
}

void GroupWatch::offset_deleted(const Position& position) {
  if (events_.wants_summary()) events_.emit(OffsetDeleted{copy_of(position)});
}

void GroupWatch::offset_expired(const Position& position) {
  if (events_.wants_summary()) events_.emit(OffsetExpired{copy_of(position)});
}

void GroupWatch::offsets_log_rewritten(std::int32_t partition, std::int64_t live_keys,
                                       std::int64_t log_start_offset) {
  events_.emit(OffsetsLogRewritten{partition, live_keys, log_start_offset});
}

}  // namespace barnabas
