#include "broker/metadata/topic_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "storage/topic_partition.h"

namespace barnabas {
namespace {

constexpr std::size_t kTopicNameMax = 249;

std::string why_illegal(std::string_view name) {
  if (name.empty()) return "a topic needs a name";
  if (name == "." || name == "..") return fmt::format("a topic cannot be called \"{}\"", name);
  if (name.size() > kTopicNameMax)
    return fmt::format("a topic name of {} characters is too long, {} are allowed", name.size(),
                       kTopicNameMax);
  return fmt::format(
      "topic name \"{}\" is illegal: only letters, digits, '.', '_' and '-' may stand in it", name);
}

}  // namespace

bool is_internal_topic(std::string_view name) {
  return name == "__consumer_offsets" || name == "__transaction_state" ||
         name == "__share_group_state";
}

Result<void> check_topic_name(const MetadataImage& image, std::string_view name) {
  if (!is_legal_topic_name(name)) return fail(ErrorCode::InvalidTopicException, why_illegal(name));
  if (const auto* other = image.colliding_topic(name))
    return fail(ErrorCode::InvalidTopicException,
                fmt::format("Topic '{}' collides with the existing topic '{}': their metrics would "
                            "have the same name, because '.' and '_' are alike there",
                            name, other->name));
  return {};
}

ReplicaIds usable_brokers(const MetadataImage& image) {
  ReplicaIds ids;
  for (const auto& [id, broker] : image.brokers())
    if (!broker.fenced && !broker.in_controlled_shutdown) ids.push_back(id);
  return ids;
}

Result<std::vector<ReplicaIds>> place_replicas(const MetadataImage& image,
                                               const Placement& placement) {
  const auto brokers = usable_brokers(image);
  const auto factor = static_cast<std::size_t>(std::max(placement.replication_factor, 0));
  if (factor == 0)
    return fail(ErrorCode::InvalidReplicationFactor,
                fmt::format("The replication factor has to be at least 1, not {}.",
                            placement.replication_factor));
  if (factor > brokers.size())
    return fail(
        ErrorCode::InvalidReplicationFactor,
        fmt::format("A replication factor of {} needs as many brokers, but only {} can take "
                    "partitions.",
                    factor, brokers.size()));
  std::vector<ReplicaIds> assignments(placement.count);
  for (std::size_t partition = 0; partition < placement.count; ++partition) {
    auto& replicas = assignments[partition];
    replicas.reserve(factor);
    // Each round over the brokers puts the followers one further from their leader.
    const auto shift = partition / brokers.size();
    const auto leader = placement.first + partition;
    replicas.push_back(brokers[leader % brokers.size()]);
    for (std::size_t i = 1; i < factor; ++i) {
      const auto distance = 1 + (shift + i - 1) % (brokers.size() - 1);
      replicas.push_back(brokers[(leader + distance) % brokers.size()]);
    }
  }
  return assignments;
}

Result<void> check_replicas(const MetadataImage& image, std::int32_t partition,
                            std::span<const std::int32_t> replicas,
                            std::size_t replication_factor) {
  const auto refuse = [&](const std::string& reason) {
    return fail(ErrorCode::InvalidReplicaAssignment,
                fmt::format("Partition {}: {}.", partition, reason));
  };
  if (replicas.empty()) return refuse("the list of replicas is empty");
  std::set<std::int32_t> seen;
  for (const auto id : replicas) {
    if (image.broker(id) == nullptr) return refuse(fmt::format("there is no broker {}", id));
    if (!seen.insert(id).second) return refuse(fmt::format("broker {} stands twice", id));
  }
  if (replication_factor != 0 && replicas.size() != replication_factor)
    return refuse(fmt::format("{} replicas, where the other partitions have {}", replicas.size(),
                              replication_factor));
  return {};
}

PartitionRecord make_partition(NewPartition partition) {
  PartitionRecord record{.partition_id = partition.number,
                         .topic_id = partition.topic_id,
                         .replicas = std::move(partition.replicas),
                         .leader_epoch = 0,
                         .partition_epoch = 0};
  record.isr = record.replicas;
  record.leader = record.replicas.front();
  for (const auto replica : record.replicas)
    record.directories.push_back(replica == partition.own_broker ? partition.own_directory
                                                                 : Uuid{});
  return record;
}

}  // namespace barnabas
