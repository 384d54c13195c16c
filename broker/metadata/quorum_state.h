#pragma once
// quorum-state: who led the metadata quorum last, and in which epoch (KIP-595), as JSON.
//
//   {"clusterId":"","leaderId":1,"leaderEpoch":1,"votedId":-1,"appliedOffset":0,
//    "currentVoters":[{"voterId":1}],"data_version":0}
//
// data_version 0 goes with kraft.version 0 (fixed voters), 1 with kraft.version 1 (KIP-853), which
// knows votes by directory and no list of voters. Here the only voter is this node, so the file
// says nothing that the log does not; Apache Kafka wants to see it, and warns when it is missing.

#include <string>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"

namespace barnabas {

struct QuorumState {
  std::int32_t leader_id = -1;
  LeaderEpoch leader_epoch = 0;
  std::int16_t data_version = 0;
};

// The content of the file, without a newline, as Apache writes it.
std::string format_quorum_state(const QuorumState& state);

// Errors: INVALID_RECORD where it is not such JSON; then the log alone tells the epoch.
Result<QuorumState> parse_quorum_state(std::string_view content);

}  // namespace barnabas
