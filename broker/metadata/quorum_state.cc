#include "broker/metadata/quorum_state.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace barnabas {

std::string format_quorum_state(const QuorumState& state) {
  if (state.data_version == 0)
    return fmt::format(
        R"({{"clusterId":"","leaderId":{},"leaderEpoch":{},"votedId":-1,"appliedOffset":0,)"
        R"("currentVoters":[{{"voterId":{}}}],"data_version":0}})",
        state.leader_id, state.leader_epoch, state.leader_id);
  return fmt::format(R"({{"leaderId":{},"leaderEpoch":{},"votedId":-1,)"
                     R"("votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAA","data_version":{}}})",
                     state.leader_id, state.leader_epoch, state.data_version);
}

Result<QuorumState> parse_quorum_state(std::string_view content) {
  const auto json = nlohmann::json::parse(content, nullptr, false);
  const auto integer = [&](const char* name) {
    return json.is_object() && json.contains(name) && json[name].is_number_integer();
  };
  if (!integer("leaderEpoch") || !integer("leaderId"))
    return fail(ErrorCode::InvalidRecord, "quorum-state lacks leaderId or leaderEpoch");
  QuorumState state{.leader_id = json["leaderId"].get<std::int32_t>(),
                    .leader_epoch = json["leaderEpoch"].get<LeaderEpoch>()};
  if (integer("data_version")) state.data_version = json["data_version"].get<std::int16_t>();
  return state;
}

}  // namespace barnabas
