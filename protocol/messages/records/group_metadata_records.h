#pragma once
// Classic groups in __consumer_offsets. A null value, the tombstone, means that the group is gone.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 2: which group.
struct GroupMetadataKey {
  std::string group;

  static constexpr RecordSchema info{.name = "GroupMetadataKey", .type = 2, .versions = {0, 0}};
  void describe(Wire& wire) { wire("group", group); }
};

// A group as its last rebalance left it. v1 rebalance timeout, v2 time of the last change, v3
// static members (KIP-345), v4 flexible. Times are milliseconds.
struct GroupMetadataValue {
  struct MemberMetadata {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::string client_id;
    std::string client_host;
    std::int32_t rebalance_timeout = -1;
    std::int32_t session_timeout = 0;
    Bytes subscription;
    Bytes assignment;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("groupInstanceId", group_instance_id, since(3));
      wire("clientId", client_id);
      wire("clientHost", client_host);
      wire("rebalanceTimeout", rebalance_timeout, since(1));
      wire("sessionTimeout", session_timeout);
      wire("subscription", subscription);
      wire("assignment", assignment);
    }
  };

  std::string protocol_type;
  std::int32_t generation = 0;
  std::optional<std::string> protocol = "";
  std::optional<std::string> leader = "";
  std::int64_t current_state_timestamp = -1;
  std::vector<MemberMetadata> members;

  static constexpr RecordSchema info{
      .name = "GroupMetadataValue", .type = 2, .versions = {0, 4}, .flexible_since = 4};
  void describe(Wire& wire) {
    wire("protocolType", protocol_type);
    wire("generation", generation);
    wire("protocol", protocol);
    wire("leader", leader);
    wire("currentStateTimestamp", current_state_timestamp, since(2));
    wire("members", members);
  }
};

}  // namespace barnabas
