#pragma once
// What goes into a classic group and what comes out: the requests of its members without their wire
// versions, and the answers.
//
// Subscriptions and assignments are bytes that only the clients understand ("consumer" protocol);
// they travel through untouched, which is all that cooperative rebalancing asks of a broker.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/error_code.h"

namespace barnabas {

// The time of an event, passed in so that a group needs no clock.
struct Moment {
  std::chrono::steady_clock::time_point steady{};  // for timeouts
  std::int64_t wall_ms = 0;                        // for what is written to the log
};

// A way of assigning partitions that a member offers, such as "range", with its subscription.
struct GroupProtocol {
  std::string name{};
  std::string metadata{};  // opaque bytes
  bool operator==(const GroupProtocol&) const = default;
};

// JoinGroup.
struct GroupJoin {
  std::string member_id{};  // empty: has none yet
  std::optional<std::string> instance_id{};
  std::string client_id{};
  std::string client_host{};
  std::int32_t session_timeout_ms = 0;
  std::int32_t rebalance_timeout_ms = 0;
  std::string protocol_type{};
  std::vector<GroupProtocol> protocols{};
  std::string reason{};             // the client's own words (KIP-800), for narration
  bool member_id_required = true;   // v4 and later: first get an id, then join with it (KIP-394)
  bool may_skip_assignment = true;  // v9 and later: a static leader may be spared it (KIP-814)
};

struct GroupJoinAnswer {
  struct Member {
    std::string member_id{};
    std::optional<std::string> instance_id{};
    std::string metadata{};
  };
  ErrorCode error = ErrorCode::None;
  std::int32_t generation = -1;
  std::optional<std::string> protocol_type{};
  std::optional<std::string> protocol_name{};
  std::string leader{};
  bool skip_assignment = false;
  std::string member_id{};
  std::vector<Member> members{};  // for the leader only
};

// SyncGroup. Only the leader's carries assignments.
struct GroupSync {
  struct Assignment {
    std::string member_id{};
    std::string bytes{};
  };
  std::string member_id{};
  std::optional<std::string> instance_id{};
  std::int32_t generation = -1;
  std::optional<std::string> protocol_type{};  // v5 and later: must agree with the group
  std::optional<std::string> protocol_name{};
  std::vector<Assignment> assignments{};
};

struct GroupSyncAnswer {
  ErrorCode error = ErrorCode::None;
  std::optional<std::string> protocol_type{};
  std::optional<std::string> protocol_name{};
  std::string assignment{};
};

// Who speaks in Heartbeat and OffsetCommit, and one entry of LeaveGroup.
struct GroupSpeaker {
  std::string member_id{};
  std::optional<std::string> instance_id{};
  std::int32_t generation = -1;
};

struct GroupLeave {
  std::string member_id{};  // empty: an administrator removes the static member `instance_id`
  std::optional<std::string> instance_id{};
  std::string reason{};
};

// What the log keeps about a group (GroupMetadataValue in __consumer_offsets).
struct GroupSnapshot {
  struct Member {
    std::string member_id{};
    std::optional<std::string> instance_id{};
    std::string client_id{};
    std::string client_host{};
    std::int32_t rebalance_timeout_ms = 0;
    std::int32_t session_timeout_ms = 0;
    std::string subscription{};  // the metadata under the chosen protocol
    std::string assignment{};
  };
  std::string protocol_type{};  // empty: never had members
  std::int32_t generation = 0;
  std::optional<std::string> protocol_name{};
  std::optional<std::string> leader{};
  std::int64_t state_timestamp_ms = -1;
  std::vector<Member> members{};
};

}  // namespace barnabas
