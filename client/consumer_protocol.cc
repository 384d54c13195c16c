// What consumers say to each other inside JoinGroup and SyncGroup, and the range assignor.

#include "protocol/messages/records/consumer_protocol.h"

#include <algorithm>

#include "client/group_member.h"

namespace barnabas::client {
namespace {

// Version 1 brought what a member owns already, which cooperative rebalancing needs; 0 will do.
constexpr Version kVersion = 0;

template <class M>
Buffer encode_with_version(const M& message) {
  Buffer bytes;
  store_big_endian(bytes.grow(sizeof(Version)).data(), kVersion);
  encode(message, kVersion, bytes);
  return bytes;
}

template <class M>
Result<M> decode_with_version(Bytes bytes) {
  if (bytes.size() < sizeof(Version))
    return fail(ErrorCode::InconsistentGroupProtocol, "consumer protocol bytes without a version");
  // Newer versions only add fields behind the ones that are read.
  const auto version = std::min(load_big_endian<Version>(bytes.data()), M::info.versions.max);
  return decode<M>(bytes.subspan(sizeof(Version)), version);
}

}  // namespace

Buffer encode_subscription(const std::vector<std::string>& topics) {
  ConsumerProtocolSubscription subscription;
  subscription.topics = topics;
  return encode_with_version(subscription);
}

Result<std::vector<std::string>> decode_subscription(Bytes bytes) {
  auto subscription = decode_with_version<ConsumerProtocolSubscription>(bytes);
  if (!subscription) return tl::unexpected(std::move(subscription.error()));
  return std::move(subscription->topics);
}

Buffer encode_assignment(const std::vector<PartitionName>& partitions) {
  ConsumerProtocolAssignment assignment;
  for (const auto& [topic, partition] : partitions) {
    auto& topics = assignment.assigned_partitions;
    if (topics.empty() || topics.back().topic != topic) topics.push_back({topic, {}});
    topics.back().partitions.push_back(partition);
  }
  return encode_with_version(assignment);
}

Result<std::vector<PartitionName>> decode_assignment(Bytes bytes) {
  std::vector<PartitionName> partitions;
  if (bytes.empty()) return partitions;  // a member that gets nothing may get no bytes at all
  const auto assignment = decode_with_version<ConsumerProtocolAssignment>(bytes);
  if (!assignment) return tl::unexpected(assignment.error());
  for (const auto& topic : assignment->assigned_partitions)
    for (const auto partition : topic.partitions) partitions.push_back({topic.topic, partition});
  return partitions;
}

std::map<std::string, std::vector<PartitionName>> assign_ranges(
    const std::map<std::string, std::vector<std::string>>& wanted,
    const std::map<std::string, std::int32_t>& partition_counts) {
  std::map<std::string, std::vector<PartitionName>> assignment;
  for (const auto& [member, topics] : wanted) assignment[member];
  for (const auto& [topic, partition_count] : partition_counts) {
    std::vector<std::string> readers;
    for (const auto& [member, topics] : wanted)
      if (std::find(topics.begin(), topics.end(), topic) != topics.end()) readers.push_back(member);
    if (readers.empty()) continue;
    const auto reader_count = static_cast<std::int32_t>(readers.size());
    const auto share = partition_count / reader_count;
    const auto left_over = partition_count % reader_count;  // the first members get one more
    std::int32_t next = 0;
    for (std::int32_t i = 0; i < reader_count; ++i) {
      const auto end = next + share + (i < left_over ? 1 : 0);
      for (; next < end; ++next)
        assignment[readers[static_cast<std::size_t>(i)]].push_back({topic, next});
    }
  }
  return assignment;
}

}  // namespace barnabas::client
