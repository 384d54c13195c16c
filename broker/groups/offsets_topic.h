#pragma once
// OffsetsTopic: the OffsetsLog over the partitions of __consumer_offsets.
//
// Records go the way of all records: appended to a Partition, made durable by the group commit.
// Loop's thread only.

#include <deque>
#include <string_view>

#include "broker/groups/offsets_log.h"
#include "broker/topics/topics.h"
#include "protocol/base/clock.h"
#include "protocol/records/compression.h"

namespace barnabas {

class EventLoop;
class GroupCommit;

inline constexpr std::string_view kOffsetsTopic = "__consumer_offsets";

class OffsetsTopic final : public OffsetsLog {
 public:
  struct Environment {
    EventLoop& loop;
    Topics& topics;
    GroupCommit& commits;
    const Clock& clock;
    Compression compression = Compression::None;  // offsets.topic.compression.codec
  };
  explicit OffsetsTopic(Environment environment) : environment_(environment) {}

  Result<std::int64_t> append(std::int32_t partition, std::span<const OffsetsLogRecord> records,
                              Durable durable) override;
  std::int64_t log_start_offset(std::int32_t partition) const override;
  std::int64_t log_end_offset(std::int32_t partition) const override;
  Result<void> roll(std::int32_t partition) override;
  void delete_records_before(std::int32_t partition, std::int64_t offset) override;

 private:
  Result<Partition*> find(std::int32_t partition) const;
  // What the log says now about an append that should be durable.
  ErrorCode outcome(std::int32_t partition) const;

  const Environment environment_;
};

}  // namespace barnabas
