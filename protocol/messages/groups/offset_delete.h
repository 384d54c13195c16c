#pragma once
// OffsetDelete, key 47: forget single offsets of a group (KIP-496).

#include "protocol/wire/codec.h"

namespace barnabas {

struct OffsetDeleteRequest {
  struct Partition {
    std::int32_t partition_index = 0;
    void describe(Wire& wire) { wire("partitionIndex", partition_index); }
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };

  std::string group_id;
  std::vector<Topic> topics;

  static constexpr ApiMessage info{
      .name = "OffsetDeleteRequest", .key = ApiKey::OffsetDelete, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("topics", topics);
  }
};

struct OffsetDeleteResponse {
  struct Partition {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
    }
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };

  ErrorCode error_code = ErrorCode::None;
  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics;

  static constexpr ApiMessage info{
      .name = "OffsetDeleteResponse", .key = ApiKey::OffsetDelete, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("errorCode", error_code);
    wire("throttleTimeMs", throttle_time_ms);
    wire("topics", topics);
  }
};

}  // namespace barnabas
