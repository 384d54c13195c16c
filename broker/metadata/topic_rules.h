#pragma once
// What topics may be called, and where their partitions go: the rules that CreateTopics and
// CreatePartitions follow, as functions of the image.

#include <span>

#include "broker/metadata/metadata_image.h"
#include "protocol/base/result.h"

namespace barnabas {

// More partitions than this in one request are refused before anything is allocated.
inline constexpr std::int32_t kPartitionsPerRequestMax = 200'000;

// __consumer_offsets, __transaction_state and __share_group_state: kept by brokers, not by clients.
bool is_internal_topic(std::string_view name);

// INVALID_TOPIC_EXCEPTION that says what is wrong with the name, or which topic it collides with.
// Does not look whether the topic exists.
Result<void> check_topic_name(const MetadataImage& image, std::string_view name);

using ReplicaIds = std::vector<std::int32_t>;

// The brokers that can take partitions: registered and not fenced, by number.
ReplicaIds usable_brokers(const MetadataImage& image);

// Replicas for `count` partitions, spread over the usable brokers one after the other, the first
// partition's leader being broker `first` in that row. Errors: INVALID_REPLICATION_FACTOR.
struct Placement {
  std::size_t count = 1;
  std::int32_t replication_factor = 1;
  std::size_t first = 0;
};
Result<std::vector<ReplicaIds>> place_replicas(const MetadataImage& image,
                                               const Placement& placement);

// Checks replicas that a client chose: known brokers, none twice, at least one, as many as
// `replication_factor` (0: not checked). Errors: INVALID_REPLICA_ASSIGNMENT.
Result<void> check_replicas(const MetadataImage& image, std::int32_t partition,
                            std::span<const std::int32_t> replicas, std::size_t replication_factor);

// The record of a new partition led by its first replica. `own_broker` keeps its data in
// `own_directory`; of other brokers the directory is not known yet.
struct NewPartition {
  Uuid topic_id;
  std::int32_t number = 0;
  ReplicaIds replicas;
  std::int32_t own_broker = 0;
  Uuid own_directory;
};
PartitionRecord make_partition(NewPartition partition);

}  // namespace barnabas
