// ListOffsets: v0-11
//
// Behaviour:
//  * -1 latest: the high watermark, or for read_committed the last stable offset. -2 earliest: the
//    log start. -3 the record with the largest timestamp. -4 the local log start, which is the log
//    start here. -5 (last tiered offset) and -6 (earliest not yet tiered) have no answer without
//    remote storage: offset -1.
//  * A timestamp finds the first record at or after it, inside its batch; none gives -1 and -1.
//  * A partition named twice is INVALID_REQUEST for that partition, said once, as in Apache Kafka.
//
// Version notes:
//  * v0 answers with a list of segment starts. v4 leader epochs are checked and returned.
//  * Special timestamps are known from v7 (-3), v8 (-4), v9 (-5), v11 (-6) on; before that:
//    UNSUPPORTED_VERSION.

#include <algorithm>
#include <set>

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"

namespace barnabas {
namespace {

using PartitionRequest = ListOffsetsRequest::Partition;
using PartitionResponse = ListOffsetsResponse::PartitionResponse;

enum SpecialTimestamp : std::int64_t {
  latest = -1,
  earliest = -2,
  max_timestamp = -3,
  earliest_local = -4,
  latest_tiered = -5,
  earliest_pending_upload = -6,
};

constexpr std::int8_t read_committed = 1;

bool is_supported(std::int64_t timestamp, Version version) {
  switch (timestamp) {
    case max_timestamp:
      return version >= 7;
    case earliest_local:
      return version >= 8;
    case latest_tiered:
      return version >= 9;
    case earliest_pending_upload:
      return version >= 11;
    default:
      return timestamp >= earliest;
  }
}

class Lookup {
 public:
  Lookup(const ListOffsetsRequest& request, Context& context)
      : request_(request), context_(context) {}

  PartitionResponse answer(const std::string& topic, const PartitionRequest& wanted) const {
    PartitionResponse response{.partition_index = wanted.partition_index};
    const auto outcome = find(topic, wanted, response);
    if (!outcome) {
      response.error_code = outcome.error().code;
      response.timestamp = response.offset = response.leader_epoch = -1;
    }
    return response;
  }

 private:
  Result<void> find(const std::string& topic, const PartitionRequest& wanted,
                    PartitionResponse& response) const {
    if (!is_supported(wanted.timestamp, context_.version()))
      return fail(ErrorCode::UnsupportedVersion, "special timestamp");
    const auto found = context_.broker.topics().find(topic, {}, wanted.partition_index);
    if (found.partition == nullptr) return fail(found.error, topic);
    auto& partition = *found.partition;
    if (const auto error = partition.check_leader_epoch(wanted.current_leader_epoch);
        error != ErrorCode::None)
      return fail(error, topic);
    const auto log = partition.open();
    if (!log) return tl::unexpected(log.error());
    const auto end = readable_end(partition);
    if (context_.version() == 0) return list_segments(**log, wanted, end, response);
    return find_in(**log, wanted.timestamp, end, response);
  }

  Offset readable_end(const Partition& partition) const {
    return request_.isolation_level == read_committed ? partition.last_stable_offset()
                                                      : partition.high_watermark();
  }

  static Result<void> find_in(Log& log, std::int64_t timestamp, Offset end,
                              PartitionResponse& response) {
    switch (timestamp) {
      case latest:
        return give(log, end, response);
      case earliest:
      case earliest_local:
        return give(log, log.log_start_offset(), response);
      case latest_tiered:
      case earliest_pending_upload:
        return {};
      case max_timestamp:
        return give(log.find_max_timestamp(), response);
      default:
        return give(log.find_timestamp({.target_ms = timestamp, .up_to = end}), response);
    }
  }

  static Result<void> give(const Log& log, Offset offset, PartitionResponse& response) {
    response.offset = offset;
    const auto epoch = log.leader_epochs().epoch_of(offset);
    response.leader_epoch = epoch.value_or(kNoLeaderEpoch);
    return {};
  }

  static Result<void> give(const Result<std::optional<OffsetAndTimestamp>>& found,
                           PartitionResponse& response) {
    if (!found) return tl::unexpected(found.error());
    if (!*found) return {};
    response.offset = (*found)->offset;
    response.timestamp = (*found)->timestamp_ms;
    response.leader_epoch = (*found)->leader_epoch;
    return {};
  }

  // v0: the base offsets of segments, newest first, that begin before the time asked for.
  static Result<void> list_segments(Log& log, const PartitionRequest& wanted, Offset end,
                                    PartitionResponse& response) {
    auto& offsets = response.old_style_offsets;
    if (wanted.timestamp == latest) {
      offsets.push_back(end);
    }
    if (wanted.timestamp != earliest) {
      const auto segments = log.segment_stats();
      if (!segments) return tl::unexpected(segments.error());
      for (auto segment = segments->rbegin(); segment != segments->rend(); ++segment) {
        const bool old_enough =
            wanted.timestamp == latest || segment->max_timestamp_ms <= wanted.timestamp;
        if (old_enough) offsets.push_back(std::max(segment->base_offset, log.log_start_offset()));
      }
    } else {
      offsets.push_back(log.log_start_offset());
    }
    const auto count = static_cast<std::size_t>(std::max(wanted.max_num_offsets, 0));
    if (offsets.size() > count) offsets.resize(count);
    return {};
  }

  const ListOffsetsRequest& request_;
  Context& context_;
};

}  // namespace

ListOffsetsResponse handle(const ListOffsetsRequest& request, Context& context) {
  const Lookup lookup(request, context);
  std::set<std::pair<std::string, std::int32_t>> seen, repeated, refused;
  for (const auto& topic : request.topics)
    for (const auto& partition : topic.partitions)
      if (!seen.emplace(topic.name, partition.partition_index).second)
        repeated.emplace(topic.name, partition.partition_index);
  ListOffsetsResponse response;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (const auto& partition : topic.partitions) {
      if (repeated.contains({topic.name, partition.partition_index})) {
        if (!refused.emplace(topic.name, partition.partition_index).second) continue;
        answered.partitions.push_back({.partition_index = partition.partition_index,
                                       .error_code = ErrorCode::InvalidRequest});
      } else {
        answered.partitions.push_back(lookup.answer(topic.name, partition));
      }
    }
  }
  return response;
}

}  // namespace barnabas
