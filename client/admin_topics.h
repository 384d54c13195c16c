#pragma once
// Administration of topics and settings. Each function asks the right broker once; what the broker
// says about an item comes back as its error, in the order of the request.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/cluster.h"
#include "client/consumer.h"
#include "protocol/messages/configs/describe_configs.h"
#include "protocol/messages/topics/create_topics.h"

namespace barnabas::client {

// What became of one item of a request: nothing, or why not.
struct ItemResult {
  std::string name;
  std::optional<Error> error;
};

struct TopicToCreate {
  std::string name;
  std::optional<std::int32_t> partitions;          // nothing: the broker's default
  std::optional<std::int32_t> replication_factor;  // nothing: the broker's default
  std::vector<std::pair<std::string, std::string>> configs;
};

struct CreateTopicsOptions {
  bool validate_only = false;
  std::int32_t timeout_ms = 30'000;
};
Result<Reply<CreateTopicsResponse>> create_topics(Cluster& cluster,
                                                  const std::vector<TopicToCreate>& topics,
                                                  CreateTopicsOptions options = {});
Result<std::vector<ItemResult>> delete_topics(Cluster& cluster,
                                              const std::vector<std::string>& names);
Result<std::vector<ItemResult>> set_partition_count(Cluster& cluster, const std::string& topic,
                                                    std::int32_t count);
// Moves the log start of each partition up to the offset; -1 means up to the high watermark.
// Returns the new log start offsets.
Result<std::map<PartitionName, Result<Offset>>> delete_records(
    Cluster& cluster, const std::map<PartitionName, Offset>& before);

// Bytes on disk of each partition, from the brokers that lead them.
Result<std::map<PartitionName, std::int64_t>> partition_sizes(Cluster& cluster);

// As the numbers in DescribeConfigs and IncrementalAlterConfigs.
enum class ResourceType : std::int8_t { Topic = 2, Broker = 4, BrokerLogger = 8, Group = 32 };

struct Resource {
  ResourceType type = ResourceType::Topic;
  std::string name;
};

struct DescribeConfigsOptions {
  bool synonyms = false;
  bool documentation = false;
};
Result<Reply<DescribeConfigsResponse>> describe_configs(Cluster& cluster, const Resource& resource,
                                                        DescribeConfigsOptions options);

struct ConfigChange {
  enum class Operation : std::int8_t { Set = 0, Delete = 1, Append = 2, Subtract = 3 };
  std::string key;
  Operation operation = Operation::Set;
  std::optional<std::string> value;
};
Result<void> change_configs(Cluster& cluster, const Resource& resource,
                            const std::vector<ConfigChange>& changes, bool validate_only = false);

}  // namespace barnabas::client
