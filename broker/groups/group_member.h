#pragma once
// GroupMember: one consumer (or other client) in a classic group. Plain data; Group keeps the
// rules.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/groups/group_events.h"

namespace barnabas {

// Names a request that waits for its answer.
using RequestId = std::uint64_t;

struct GroupMember {
  std::string id;
  std::optional<std::string> instance_id;  // static member (KIP-345)
  std::string client_id;
  std::string client_host;
  std::int32_t rebalance_timeout_ms = 0;
  std::int32_t session_timeout_ms = 0;
  std::vector<GroupProtocol> protocols;  // in order of preference
  std::string assignment;

  std::optional<RequestId> awaiting_join;
  std::optional<RequestId> awaiting_sync;
  bool is_new = false;        // has not been in a generation: cannot send heartbeats yet
  bool pending_sync = false;  // has not asked for its assignment in this generation
  std::optional<std::chrono::steady_clock::time_point> session_deadline;

  // The subscription under `protocol`; null when the member does not offer it.
  const std::string* metadata(const std::string& protocol) const {
    for (const auto& offered : protocols)
      if (offered.name == protocol) return &offered.metadata;
    return nullptr;
  }

  // Waiting for the others counts as being alive, but not for new members: their client may be
  // gone for good, and only the timeout finds out.
  bool is_alive_without_heartbeat() const {
    return !is_new && (awaiting_join.has_value() || awaiting_sync.has_value());
  }
};

}  // namespace barnabas
