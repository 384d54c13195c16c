#pragma once
// DeleteRecords, key 21: move the log start offset of partitions up (KIP-107). v2 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct DeleteRecordsRequest {
  struct Partition {
    std::int32_t partition_index = 0;
    std::int64_t offset = 0;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("offset", offset);
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

  std::vector<Topic> topics;
  std::int32_t timeout_ms = 0;

  static constexpr ApiMessage info{.name = "DeleteRecordsRequest",
                                   .key = ApiKey::DeleteRecords,
                                   .versions = {0, 2},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("timeoutMs", timeout_ms);
  }
};

struct DeleteRecordsResponse {
  struct PartitionResult {
    std::int32_t partition_index = 0;
    std::int64_t low_watermark = 0;
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("lowWatermark", low_watermark);
      wire("errorCode", error_code);
    }
  };
  struct TopicResult {
    std::string name;
    std::vector<PartitionResult> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TopicResult> topics;

  static constexpr ApiMessage info{.name = "DeleteRecordsResponse",
                                   .key = ApiKey::DeleteRecords,
                                   .versions = {0, 2},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("topics", topics);
  }
};

}  // namespace barnabas
