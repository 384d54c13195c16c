#include <fmt/core.h>

#include "broker/events/narrate.h"
#include "broker/events/words.h"

namespace barnabas {
namespace {

std::string with_reason(const std::string& text, const std::string& reason) {
  return reason.empty() ? text : text + " (" + reason + ")";
}

std::string member(const MemberName& name) {
  if (name.instance_id.empty()) return name.member_id;
  return fmt::format("{} (group.instance.id {})", name.member_id, name.instance_id);
}

std::string place(const GroupPosition& position) {
  return fmt::format("{}-{}", position.topic, position.partition);
}

}  // namespace

std::string narrate(const MemberIdAssigned& event) {
  return fmt::format("{} gave {} the member id {}", event.member.group_id,
                     words::client(event.member.client_id), event.member.member_id);
}

std::string narrate(const MemberJoined& event) {
  return with_reason(fmt::format("{} joined {}", member(event.member), event.member.group_id),
                     event.reason);
}

std::string narrate(const MemberLeft& event) {
  return with_reason(
      fmt::format("{} of {} {}", member(event.member), event.member.group_id, event.how),
      event.reason);
}

std::string narrate(const StaticMemberReplaced& event) {
  return fmt::format("{} took the place of {} in {}: nobody has to rebalance", member(event.member),
                     event.old_member_id, event.member.group_id);
}

std::string narrate(const HeartbeatReceived& event) {
  return fmt::format("{} of {} is alive", member(event.member), event.member.group_id);
}

std::string narrate(const RebalanceStarted& event) {
  return with_reason(
      fmt::format("{} rebalances: generation {} ends, every member has to join again",
                  event.group_id, event.generation),
      event.reason);
}

std::string narrate(const GenerationStarted& event) {
  if (event.members == 0)
    return fmt::format("{} is empty now, generation {}", event.group_id, event.generation);
  return fmt::format("{} has generation {} with {}: {} assigns the partitions by {}",
                     event.group_id, event.generation, words::count(event.members, "member"),
                     event.leader, event.protocol);
}

std::string narrate(const GroupStable& event) {
  return fmt::format("{} is stable in generation {}: {} {} partitions", event.group_id,
                     event.generation, words::count(event.members, "member"),
                     event.members == 1 ? "knows its" : "know their");
}

std::string narrate(const MemberAssigned& event) {
  return fmt::format("{} of {} got its assignment, {}", member(event.member), event.member.group_id,
                     words::bytes(event.assignment_bytes));
}

std::string narrate(const GroupRemoved& event) {
  return fmt::format("group {} was deleted with its offsets", event.group_id);
}

std::string narrate(const OffsetCommitted& event) {
  return fmt::format("{} committed offset {} in {}: it will go on reading there",
                     event.position.group_id, event.position.offset, place(event.position));
}

std::string narrate(const OffsetDeleted& event) {
  return fmt::format("{} has no position in {} any more", event.position.group_id,
                     place(event.position));
}

std::string narrate(const OffsetExpired& event) {
  return fmt::format("the position of {} in {}, offset {}, expired", event.position.group_id,
                     place(event.position), event.position.offset);
}

std::string narrate(const OffsetsLogRewritten& event) {
  return fmt::format(
      "__consumer_offsets-{} was rewritten: {} live, older records are gone, it "
      "starts at offset {}",
      event.partition, words::count(event.live_keys, "key"), event.log_start_offset);
}

}  // namespace barnabas
