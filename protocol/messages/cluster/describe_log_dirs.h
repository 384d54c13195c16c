#pragma once
// DescribeLogDirs, key 35: the data directories of a broker and how many bytes each partition takes
// there (KIP-113). v1 throttle before the answer, v2 flexible, v3 an error for the whole answer, v4
// size and free space of the volume (KIP-827), v5 cordoned directories.

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeLogDirsRequest {
  struct DescribableLogDirTopic {
    std::string topic;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitions", partitions);
    }
  };

  std::optional<std::vector<DescribableLogDirTopic>> topics = std::vector<DescribableLogDirTopic>();

  static constexpr ApiMessage info{.name = "DescribeLogDirsRequest",
                                   .key = ApiKey::DescribeLogDirs,
                                   .versions = {0, 5},
                                   .flexible_since = 2};
  void describe(Wire& wire) { wire("topics", topics); }
};

struct DescribeLogDirsResponse {
  struct Partition {
    std::int32_t partition_index = 0;
    std::int64_t partition_size = 0;
    std::int64_t offset_lag = 0;
    bool is_future_key = false;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("partitionSize", partition_size);
      wire("offsetLag", offset_lag);
      wire("isFutureKey", is_future_key);
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
  struct Result {
    ErrorCode error_code = ErrorCode::None;
    std::string log_dir;
    std::vector<Topic> topics;
    std::int64_t total_bytes = -1;
    std::int64_t usable_bytes = -1;
    bool is_cordoned = false;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("logDir", log_dir);
      wire("topics", topics);
      wire("totalBytes", total_bytes, since(4));
      wire("usableBytes", usable_bytes, since(4));
      wire("isCordoned", is_cordoned, since(5));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::vector<Result> results;

  static constexpr ApiMessage info{.name = "DescribeLogDirsResponse",
                                   .key = ApiKey::DescribeLogDirs,
                                   .versions = {0, 5},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code, since(3));
    wire("results", results);
  }
};

}  // namespace barnabas
