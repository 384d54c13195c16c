#pragma once
// What Fetch and Produce answer when the leader has moved (KIP-951). One broker is always the
// leader, so ours leave it out; clients and printed requests of others need it.

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/wire/wire.h"

namespace barnabas {

struct LeaderIdAndEpoch {
  std::int32_t leader_id = -1;
  std::int32_t leader_epoch = -1;
  void describe(Wire& wire) {
    wire("leaderId", leader_id);
    wire("leaderEpoch", leader_epoch);
  }
};

// A broker named by LeaderIdAndEpoch, so that the client needs no Metadata to reach it.
struct NodeEndpoint {
  std::int32_t node_id = 0;
  std::string host;
  std::int32_t port = 0;
  std::optional<std::string> rack;
  void describe(Wire& wire) {
    wire("nodeId", node_id);
    wire("host", host);
    wire("port", port);
    wire("rack", rack);
  }
};

}  // namespace barnabas
