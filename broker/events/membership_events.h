#pragma once
// Events of consumer groups: members, generations, positions.

#include <string>

#include "broker/events/event_kind.h"
#include "protocol/base/offset.h"
#include "protocol/wire/wire.h"

namespace barnabas {

// Who a membership event is about.
struct MemberName {
  std::string group_id;
  std::string member_id;
  std::string instance_id;  // empty for dynamic members
  std::string client_id;

  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
    wire("instanceId", instance_id);
    wire("clientId", client_id);
  }
};

struct MemberIdAssigned {
  MemberName member;

  static constexpr EventKind kind{"MemberIdAssigned", EventDetail::Everything};
  void describe(Wire& wire) { member.describe(wire); }
};

struct MemberJoined {
  MemberName member;
  std::string reason;  // in the client's own words

  static constexpr EventKind kind{"MemberJoined", EventDetail::Summary};
  void describe(Wire& wire) {
    member.describe(wire);
    wire("reason", reason);
  }
};

struct MemberLeft {
  MemberName member;
  std::string how;     // "left", "session expired", ...
  std::string reason;  // in the client's own words

  static constexpr EventKind kind{"MemberLeft", EventDetail::Summary};
  void describe(Wire& wire) {
    member.describe(wire);
    wire("how", how);
    wire("reason", reason);
  }
};

struct StaticMemberReplaced {
  MemberName member;
  std::string old_member_id;

  static constexpr EventKind kind{"StaticMemberReplaced", EventDetail::Summary};
  void describe(Wire& wire) {
    member.describe(wire);
    wire("oldMemberId", old_member_id);
  }
};

struct HeartbeatReceived {
  MemberName member;

  static constexpr EventKind kind{"HeartbeatReceived", EventDetail::Everything};
  void describe(Wire& wire) { member.describe(wire); }
};

// Everybody has to join again; `generation` is the one that ends.
struct RebalanceStarted {
  std::string group_id;
  std::int32_t generation = 0;
  std::string reason;

  static constexpr EventKind kind{"RebalanceStarted", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generation", generation);
    wire("reason", reason);
  }
};

// All have joined; the leader computes who gets what.
struct GenerationStarted {
  std::string group_id;
  std::int32_t generation = 0;
  std::string protocol;
  std::string leader;
  std::int64_t members = 0;

  static constexpr EventKind kind{"GenerationStarted", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generation", generation);
    wire("protocol", protocol);
    wire("leader", leader);
    wire("members", members);
  }
};

// The leader's assignment is stored and handed out.
struct GroupStable {
  std::string group_id;
  std::int32_t generation = 0;
  std::string protocol;
  std::string leader;
  std::int64_t members = 0;

  static constexpr EventKind kind{"GroupStable", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generation", generation);
    wire("protocol", protocol);
    wire("leader", leader);
    wire("members", members);
  }
};

struct MemberAssigned {
  MemberName member;
  std::int64_t assignment_bytes = 0;

  static constexpr EventKind kind{"MemberAssigned", EventDetail::Everything};
  void describe(Wire& wire) {
    member.describe(wire);
    wire("assignmentBytes", assignment_bytes);
  }
};

struct GroupRemoved {
  std::string group_id;

  static constexpr EventKind kind{"GroupRemoved", EventDetail::Summary};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// One position of a group in one partition.
struct GroupPosition {
  std::string group_id;
  std::string topic;
  std::int32_t partition = 0;
  Offset offset = 0;

  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("topic", topic);
    wire("partition", partition);
    wire("offset", offset);
  }
};

struct OffsetCommitted {
  GroupPosition position;

  static constexpr EventKind kind{"OffsetCommitted", EventDetail::Summary};
  void describe(Wire& wire) { position.describe(wire); }
};

struct OffsetDeleted {
  GroupPosition position;

  static constexpr EventKind kind{"OffsetDeleted", EventDetail::Summary};
  void describe(Wire& wire) { position.describe(wire); }
};

struct OffsetExpired {
  GroupPosition position;

  static constexpr EventKind kind{"OffsetExpired", EventDetail::Summary};
  void describe(Wire& wire) { position.describe(wire); }
};

// A partition of __consumer_offsets was rewritten: only live keys remain.
struct OffsetsLogRewritten {
  std::int32_t partition = 0;
  std::int64_t live_keys = 0;
  Offset log_start_offset = 0;

  static constexpr EventKind kind{"OffsetsLogRewritten", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("partition", partition);
    wire("liveKeys", live_keys);
    wire("logStartOffset", log_start_offset);
  }
};

}  // namespace barnabas
