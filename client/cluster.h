#pragma once
// Cluster: finds the right broker for a request and keeps one connection to each.
//
// A client knows one or more addresses to begin with (bootstrap servers). Metadata from any of them
// says which brokers there are and who leads which partition; FindCoordinator says who looks after
// a group. Both may change at any time: an answer such as NOT_LEADER_OR_FOLLOWER means "ask again".

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/connection.h"
#include "protocol/messages/cluster/metadata.h"

namespace barnabas::client {

struct ClusterOptions {
  std::vector<Endpoint> bootstrap;
  ConnectionOptions connection;
  // How long to try again where the broker says that trying again may help.
  std::int32_t retry_timeout_ms = 10'000;
  std::int32_t retry_backoff_ms = 50;
};

class Cluster {
 public:
  explicit Cluster(ClusterOptions options) : options_(std::move(options)) {}

  // Connections to: any broker, the one with that id, the controller, the leader of a partition,
  // the coordinator of a group. They stay owned here and are good until the next call here.
  Result<Connection*> any();
  Result<Connection*> broker(std::int32_t node_id);
  Result<Connection*> controller();
  Result<Connection*> leader(const std::string& topic, std::int32_t partition);
  Result<Connection*> coordinator(const std::string& group_id);
  // The id of the broker that leads the partition: what to sort requests to several brokers by.
  Result<std::int32_t> leader_id(const std::string& topic, std::int32_t partition);

  // Brokers and topics as a broker sees them now. Nothing for `topics` means all of them.
  struct MetadataQuery {
    std::optional<std::vector<std::string>> topics;
    bool create_missing = false;
  };
  Result<Reply<MetadataResponse>> metadata(const MetadataQuery& query);

  // The partitions of a topic, remembered until forget(). Waits until each has a leader. Errors:
  // UNKNOWN_TOPIC_OR_PARTITION with the nearest existing name.
  struct TopicQuery {
    std::string name;
    bool create_missing = false;
  };
  Result<MetadataResponse::Topic> topic(const TopicQuery& query);

  // Drops what is remembered about leaders and coordinators.
  void forget();
  const ClusterOptions& options() const { return options_; }

 private:
  Result<Connection*> connect(const Endpoint& endpoint);
  void remember(const MetadataResponse& metadata);

  const ClusterOptions options_;
  std::map<std::string, std::unique_ptr<Connection>> connections_;  // by "host:port"
  std::map<std::int32_t, Endpoint> brokers_;
  std::int32_t controller_id_ = -1;
  std::map<std::string, MetadataResponse::Topic> topics_;
  std::map<std::string, Endpoint> coordinators_;
};

// Waits before the next attempt; false once the time for retries is over.
class Retries {
 public:
  explicit Retries(const ClusterOptions& options);
  bool wait();

 private:
  Deadline deadline_;
  std::chrono::milliseconds backoff_;
};

}  // namespace barnabas::client
