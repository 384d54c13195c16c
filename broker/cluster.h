#pragma once
// Cluster: the metadata log at work. Every change of topics, configs and ids goes through here.
//
// A change is a set of records for __cluster_metadata-0. change() appends them, makes the topics of
// this broker follow the new image, and returns when the records are durable: only then may a
// client hear of it. Reading needs no waiting: image() is what has been appended.
//
// Loop's thread only.

#include <memory>
#include <string>
#include <vector>

#include "broker/config/broker_config.h"
#include "broker/config/config_sources.h"
#include "broker/config/topic_config.h"
#include "broker/metadata/admin_environment.h"
#include "broker/metadata/metadata_log.h"
#include "broker/net/asio.h"
#include "broker/topics/committable.h"
#include "broker/topics/topics.h"

namespace barnabas {

class EventStream;
class GroupCommit;

class Cluster {
 public:
  // What the cluster works on; all of it must outlive it.
  struct Environment {
    Directory& directory;
    LogDirectory& logs;
    Topics& topics;
    GroupCommit& commits;
    EventStream& events;
    const Clock& clock;
    const ConfigMap& static_config;
    BrokerConfig& config;  // follows dynamic configs
    std::function<std::uint64_t()> random;
    std::function<void(const std::string& topic)> on_topic_deleted;
    std::function<Result<void>()> on_offsets_topic;  // __consumer_offsets has been created
    std::function<void(const std::string& text)> warn;
  };

  explicit Cluster(Environment environment);
  ~Cluster();

  // Opens or creates the metadata log. Errors as MetadataLog::open.
  Result<void> open();
  // Registers this broker under addresses with real ports and takes up the topics that the image
  // holds. Returns when that is durable.
  Result<void> start(std::vector<Listener> advertised_listeners);

  const MetadataImage& image() const { return metadata_->image(); }
  MetadataLog& metadata() { return *metadata_; }
  const std::string& id() const;
  const ConfigMap& static_config() const { return environment_.static_config; }
  // What the metadata log sets for all brokers and for this one.
  const DynamicConfig& dynamic_config() const { return dynamic_config_; }

  // What plans of changes (TopicAdmin, ConfigAdmin) look at.
  AdminEnvironment admin_environment();
  // Appends what was planned and returns when it is durable and in force here.
  // Errors: KAFKA_STORAGE_ERROR; then nothing has changed, or it is not known.
  awaitable<Result<void>> change(MetadataChange change);

  // Creates those topics that can be created, with the broker's defaults.
  awaitable<void> auto_create_topics(std::vector<std::string> names, std::string client_id);
  // Makes sure that __consumer_offsets exists. None, or why it cannot be had.
  awaitable<ErrorCode> ensure_offsets_topic();
  // An id that no producer ever had. Ids come in blocks of 1000 that the metadata log hands out.
  awaitable<Result<ProducerId>> next_producer_id();

  // Writes a snapshot of the metadata when one is due. Syncs on this thread.
  Result<void> write_snapshot_if_due();
  // Leaves the metadata log as after a clean stop.
  Result<void> close();

  Uuid random_uuid();

 private:
  // The metadata log as a member of group commits.
  struct Commit final : Committable {
    explicit Commit(Cluster& owner) : cluster(owner) {}
    Log& log() override { return cluster.metadata_->log(); }
    void committed() override;
    Cluster& cluster;
  };

  Result<void> append(const MetadataChange& change);
  // Makes the topic of that id on this broker what it is in the image.
  void follow_topic(const Uuid& id);
  void remove_topic(Topic& topic);
  TopicConfig config_of(const std::string& topic) const;
  Result<void> follow_broker_config();

  Environment environment_;
  Commit commit_{*this};
  std::unique_ptr<MetadataLog> metadata_;
  DynamicConfig dynamic_config_;
  std::vector<Listener> advertised_listeners_;  // with real ports, once they are known
  bool started_ = false;

  // The next producer id, and the first one behind the block that it comes from.
  ProducerId next_producer_id_ = 0;
  ProducerId producer_block_end_ = 0;
};

}  // namespace barnabas
