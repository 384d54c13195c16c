#pragma once
// GroupWatch: turns what the group coordinator tells its observer into events.

#include "broker/events/event_stream.h"
#include "broker/groups/group_observer.h"

namespace barnabas {

class GroupWatch final : public GroupObserver {
 public:
  // `events` must outlive it.
  explicit GroupWatch(EventStream& events) : events_(events) {}

  void member_id_assigned(const Member& member) override;
  void member_joined(const Member& member, std::string_view reason) override;
  void member_gone(const Member& member, MemberGone how, std::string_view reason) override;
  void static_member_replaced(const Member& member, std::string_view old_member_id) override;
  void heartbeat_received(const Member& member) override;
  void rebalance_started(std::string_view group_id, std::int32_t generation,
                         std::string_view reason) override;
  void generation_started(const Generation& generation) override;
  void group_stable(const Generation& generation) override;
  void member_assigned(const Member& member, std::size_t assignment_bytes) override;
  void group_deleted(std::string_view group_id) override;
  void offset_committed(const Position& position) override;
  void offset_deleted(const Position& position) override;
  void offset_expired(const Position& position) override;
  void offsets_log_rewritten(std::int32_t partition, std::int64_t live_keys,
                             std::int64_t log_start_offset) override;

 private:
  EventStream& events_;
};

}  // namespace barnabas
