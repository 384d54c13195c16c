#pragma once
// What is asked about committed offsets, without wire versions, and the answers.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/groups/group_events.h"
#include "protocol/base/error_code.h"
#include "protocol/base/uuid.h"

namespace barnabas {

// One position to commit.
struct OffsetToCommit {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = -1;
  std::int32_t leader_epoch = -1;
  std::string metadata;
  Uuid topic_id;  // kept in the record; zero where unknown
};

struct OffsetCommit {
  std::string group_id;
  GroupSpeaker speaker;
  std::vector<OffsetToCommit> offsets;
  std::optional<std::int64_t> retention_ms;  // v2 to v4: instead of offsets.retention.minutes
  bool unknown_group_is_not_found = true;    // v9 and later; before, the generation was to blame
};

struct PartitionsOfTopic {
  std::string topic;
  std::vector<std::int32_t> partitions;
};

struct OffsetFetch {
  std::string group_id;
  std::optional<std::vector<PartitionsOfTopic>> topics;  // none: everything the group committed
  bool require_stable = false;                           // v7 and later (KIP-447)
};

struct OffsetFetchAnswer {
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    std::string metadata;
  };
  struct Topic {
    std::string topic;
    std::vector<Partition> partitions;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Topic> topics;
};

}  // namespace barnabas
