#include "client/consumer.h"

#include <fmt/core.h>

#include <algorithm>

#include "client/answer.h"
#include "client/list_offsets.h"

namespace barnabas::client {

void Consumer::assign(const PartitionName& partition, Offset offset) {
  positions_[partition] = {.next = offset};
}

std::map<PartitionName, Offset> Consumer::positions() const {
  std::map<PartitionName, Offset> next;
  for (const auto& [name, position] : positions_) next[name] = position.next;
  return next;
}

bool Consumer::at_end() const {
  return std::all_of(positions_.begin(), positions_.end(), [](const auto& entry) {
    const auto& position = entry.second;
    return position.high_watermark >= 0 && position.next >= position.high_watermark;
  });
}

Result<std::size_t> Consumer::poll(const Visitor& visit) {
  stopped_ = false;
  std::map<std::int32_t, std::vector<PartitionName>> by_leader;
  for (const auto& [name, position] : positions_) {
    auto leader = cluster_.leader_id(name.topic, name.partition);
    if (!leader) return tl::unexpected(std::move(leader.error()));
    by_leader[*leader].push_back(name);
  }
  std::size_t shown = 0;
  for (const auto& [leader, partitions] : by_leader) {
    if (stopped_) break;
    const auto connection = cluster_.broker(leader);
    if (!connection) return tl::unexpected(connection.error());
    auto count = fetch(**connection, partitions, visit);
    if (!count) return count;
    shown += *count;
  }
  return shown;
}

Result<std::size_t> Consumer::fetch(Connection& leader,
                                    const std::vector<PartitionName>& partitions,
                                    const Visitor& visit) {
  FetchRequest request;
  request.max_wait_ms = options_.max_wait_ms;
  request.min_bytes = options_.min_bytes;
  request.max_bytes = options_.max_bytes;
  for (const auto& name : partitions) {  // sorted, so that a topic's partitions follow each other
    if (request.topics.empty() || request.topics.back().topic != name.topic)
      request.topics.push_back({.topic = name.topic, .topic_id = {}, .partitions = {}});
    request.topics.back().partitions.push_back({.partition = name.partition,
                                                .fetch_offset = positions_[name].next,
                                                .partition_max_bytes = options_.partition_max_bytes,
                                                .replica_directory_id = {},
                                                .high_watermark = {}});
  }
  const CallOptions by_name{.version_max = 12, .extra_timeout_ms = options_.max_wait_ms};
  const auto reply = leader.call<FetchResponse>(request, by_name);
  if (!reply) {
    cluster_.forget();
    return tl::unexpected(reply.error());
  }
  if ((*reply)->error_code != ErrorCode::None)
    return tl::unexpected(answer_error((*reply)->error_code, "fetch"));
  std::size_t shown = 0;
  for (const auto& topic : (*reply)->responses) {
    for (const auto& data : topic.partitions) {
      if (stopped_) return shown;
      auto count = show({topic.topic, data.partition_index}, data, visit);
      if (!count) return count;
      shown += *count;
    }
  }
  return shown;
}

Result<std::size_t> Consumer::show(const PartitionName& name,
                                   const FetchResponse::PartitionData& data, const Visitor& visit) {
  auto& position = positions_[name];
  if (data.error_code == ErrorCode::OffsetOutOfRange)
    return tl::unexpected(out_of_range(name, position.next));
  if (is_retriable(data.error_code)) {
    cluster_.forget();  // the leader has moved; the next poll() asks who it is
    return 0;
  }
  if (data.error_code != ErrorCode::None)
    return tl::unexpected(
        answer_error(data.error_code, fmt::format("{}-{}", name.topic, name.partition)));
  position.high_watermark = data.high_watermark;
  std::size_t shown = 0;
  Buffer decompressed;
  RecordBatchIterator batches(data.records.bytes);
  for (;;) {
    auto batch = batches.next();
    if (!batch && batches.truncated()) return shown;  // the rest comes with the next fetch
    if (!batch) return tl::unexpected(std::move(batch.error()));
    if (!*batch) return shown;
    const auto good = (*batch)->check_crc();
    if (!good) return tl::unexpected(good.error());
    if ((*batch)->is_control()) {
      position.next = (*batch)->next_offset();
      continue;
    }
    const auto content = (*batch)->records(decompressed);
    if (!content) return tl::unexpected(content.error());
    RecordIterator records(**batch, *content);
    for (;;) {
      const auto record = records.next();
      if (!record) return tl::unexpected(record.error());
      if (!*record) break;
      if ((*record)->offset < position.next) continue;
      position.next = (*record)->offset + 1;
      ++shown;
      stopped_ = !visit({.from = name,
                         .batch = **batch,
                         .record = **record,
                         .high_watermark = data.high_watermark,
                         .log_start_offset = data.log_start_offset});
      if (stopped_) return shown;
    }
    position.next = (*batch)->next_offset();
  }
}

Error Consumer::out_of_range(const PartitionName& name, Offset offset) {
  const ListOffsetsQuery from{name.topic, {name.partition}, kEarliestOffset};
  const ListOffsetsQuery to{name.topic, {name.partition}, kLatestOffset};
  const auto first = list_offsets(cluster_, from);
  const auto end = list_offsets(cluster_, to);
  const auto about = fmt::format("offset {} is not in {}-{}", offset, name.topic, name.partition);
  if (!first || !end) return {ErrorCode::OffsetOutOfRange, about};
  return {ErrorCode::OffsetOutOfRange,
          fmt::format("{}, which starts at offset {} and gives its next record offset {}", about,
                      first->at(name.partition), end->at(name.partition))};
}

}  // namespace barnabas::client
