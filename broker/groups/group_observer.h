#pragma once
// GroupObserver: hears of what happens in groups, for narration, metrics and the console.
//
// A null observer costs a branch. Texts are views that end with the call. Called on the broker
// thread; must not call back into the coordinator.

#include <cstdint>
#include <string_view>

namespace barnabas {

// Why a member is no longer in its group.
enum class MemberGone {
  Left,            // it said so (LeaveGroup)
  Removed,         // an administrator removed the static member
  SessionExpired,  // no heartbeat for session.timeout.ms
  DidNotRejoin,    // missed the rebalance
  DidNotSync,      // joined, then never asked for its assignment
  Replaced,        // the same group.instance.id joined again
  NeverJoined,     // got a member id and did not come back with it
};

class GroupObserver {
 public:
  virtual ~GroupObserver() = default;

  struct Member {
    std::string_view group_id;
    std::string_view member_id;
    std::string_view instance_id;  // empty for dynamic members
    std::string_view client_id;
  };

  // A member id was handed out; the client is to join again with it.
  virtual void member_id_assigned(const Member&) {}
  virtual void member_joined(const Member&, std::string_view /*reason*/) {}
  virtual void member_gone(const Member&, MemberGone, std::string_view /*reason*/) {}
  virtual void static_member_replaced(const Member&, std::string_view /*old_member_id*/) {}
  virtual void heartbeat_received(const Member&) {}

  struct Generation {
    std::string_view group_id;
    std::int32_t generation = 0;
    std::string_view protocol;
    std::string_view leader;
    std::size_t members = 0;
  };
  // Everybody has to join again; `generation` is the one that ends.
  virtual void rebalance_started(std::string_view /*group_id*/, std::int32_t /*generation*/,
                                 std::string_view /*reason*/) {}
  // All joined: the leader now computes the assignment. No members: the group is empty.
  virtual void generation_started(const Generation&) {}
  // The leader's assignment is stored.
  virtual void group_stable(const Generation&) {}
  virtual void member_assigned(const Member&, std::size_t /*assignment_bytes*/) {}
  virtual void group_deleted(std::string_view /*group_id*/) {}

  struct Position {
    std::string_view group_id;
    std::string_view topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
  };
  virtual void offset_committed(const Position&) {}
  virtual void offset_deleted(const Position&) {}
  virtual void offset_expired(const Position&) {}
  // A partition of __consumer_offsets was rewritten: only live keys remain.
  virtual void offsets_log_rewritten(std::int32_t /*partition*/, std::int64_t /*live_keys*/,
                                     std::int64_t /*log_start_offset*/) {}
};

}  // namespace barnabas
