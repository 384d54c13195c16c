#pragma once
// Topics: the partitions that this broker serves, by name and by id.
//
// The cluster's metadata says which topics exist; this is what the requests for records work with.
// It follows the metadata: whoever applies a change to the image calls the matching function here.
//
// Loop's thread only.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broker/topics/partition.h"

namespace barnabas {

struct Topic {
  std::string name;
  Uuid id;
  bool internal = false;  // __consumer_offsets and __transaction_state: clients must not write
  std::int32_t min_insync_replicas = 1;
  std::shared_ptr<const LogConfig> config;
  std::vector<std::unique_ptr<Partition>> partitions;  // by number

  // Null for a number that the topic does not have.
  Partition* partition(std::int32_t number) const {
    if (number < 0 || static_cast<std::size_t>(number) >= partitions.size()) return nullptr;
    return partitions[static_cast<std::size_t>(number)].get();
  }
};

class Topics {
 public:
  explicit Topics(const PartitionEnvironment& environment) : environment_(environment) {}

  Topic* find(std::string_view name) const;
  Topic* find(const Uuid& id) const;

  struct Found {
    Topic* topic = nullptr;
    Partition* partition = nullptr;
    ErrorCode error = ErrorCode::None;  // why there is no partition
  };
  // The partition that a request means, by id where it gives one, otherwise by name.
  // Errors: UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION.
  Found find(const std::string& name, const Uuid& id, std::int32_t partition) const;

  struct Creation {
    std::string name;
    Uuid id;
    std::size_t partitions = 1;
    bool internal = false;
    std::int32_t min_insync_replicas = 1;
    std::shared_ptr<const LogConfig> config;
  };
  // A topic exists. Creates no files yet.
  Topic& add(const Creation& creation);
  // The topic has this many partitions now; never fewer than before.
  void add_partitions(Topic& topic, std::size_t count);
  // The topic's effective configuration has changed.
  void update_config(Topic& topic, std::shared_ptr<const LogConfig> config,
                     std::int32_t min_insync_replicas);
  // The topic is gone. Waiting fetches are woken; its files are the log directory's business.
  void remove(const Uuid& id);

  // All topics, in no order.
  const std::unordered_map<Uuid, std::unique_ptr<Topic>>& all() const { return by_id_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  PartitionEnvironment environment_;
  std::unordered_map<Uuid, std::unique_ptr<Topic>> by_id_;
  std::unordered_map<std::string, Topic*, TextHash, std::equal_to<>> by_name_;
};

}  // namespace barnabas
