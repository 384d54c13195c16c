#include "broker/cluster.h"

#include "broker/events/event_stream.h"
#include "broker/groups/offsets_topic.h"
#include "broker/metadata/topic_admin.h"
#include "broker/metadata/topic_rules.h"
#include "broker/topics/group_commit.h"
#include "protocol/messages/records/config_records.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

// As ProducerIdsBlock in Apache Kafka.
constexpr ProducerId producer_block_size = 1000;

}  // namespace

Cluster::Cluster(Environment environment) : environment_(std::move(environment)) {}

Cluster::~Cluster() { environment_.commits.leave(commit_); }

Result<void> Cluster::open() {
  const auto& identity = environment_.logs.identity();
  const auto& config = environment_.config;
  auto opened =
      MetadataLog::open(environment_.directory,
                        {.node_id = config.node_id,
                         .directory_id = identity.directory_id,
                         .incarnation_id = random_uuid(),
                         .clean = environment_.logs.last_shutdown().clean,
                         .now_ms = environment_.clock.wall_ms(),
                         .segment_bytes = config.metadata_log_segment_bytes,
                         .snapshot_bytes = config.metadata_log_max_record_bytes_between_snapshots,
                         .snapshot_interval_ms = config.metadata_log_max_snapshot_interval_ms});
  if (!opened) return tl::unexpected(opened.error());
  metadata_ = std::move(*opened);
  return follow_broker_config();
}

void Cluster::Commit::committed() {
  if (const auto* offline = log().offline()) cluster.environment_.warn(offline->message);
}

Result<void> Cluster::start(std::vector<Listener> advertised_listeners) {
  advertised_listeners_ = std::move(advertised_listeners);
  environment_.config.advertised_listeners = advertised_listeners_;
  auto started = metadata_->start({.advertised_listeners = advertised_listeners_,
                                   .rack = environment_.config.broker_rack,
                                   .now_ms = environment_.clock.wall_ms()});
  if (!started) return started;
  // Nobody has been promised anything yet, so nobody waits for it: whatever is acknowledged later
  // and needs the metadata waits for a commit of its own, which comes behind this one.
  if (environment_.config.durability == Durability::Fsync) environment_.commits.join(commit_);
  for (const auto& [name, topic] : image().topics()) follow_topic(topic->id);
  for (const auto& partition : environment_.logs.partitions()) {
    if (environment_.topics.find(partition.topic, {}, partition.partition).partition != nullptr)
      continue;
    if (auto aside = environment_.logs.set_aside(partition); !aside) return aside;
  }
  started_ = true;
  return {};
}

const std::string& Cluster::id() const { return environment_.logs.identity().cluster_id; }

AdminEnvironment Cluster::admin_environment() {
  return {.image = image(),
          .config = environment_.config,
          .static_config = environment_.static_config,
          .dynamic = dynamic_config_,
          .directory_id = metadata_->directory_id(),
          .new_topic_id = [this] { return random_uuid(); }};
}

awaitable<Result<void>> Cluster::change(MetadataChange change) {
  if (change.records.empty()) co_return Result<void>();
  if (auto appended = append(change); !appended) co_return appended;
  co_await environment_.commits.wait();
  if (const auto* offline = metadata_->log().offline()) co_return tl::unexpected(*offline);
  co_return Result<void>();
}

Result<void> Cluster::append(const MetadataChange& change) {
  const auto appended = metadata_->append(change.records, environment_.clock.wall_ms());
  if (!appended) return tl::unexpected(appended.error());
  if (environment_.config.durability == Durability::Fsync) environment_.commits.join(commit_);
  if (change.broker_configs)
    if (auto followed = follow_broker_config(); !followed) return followed;
  for (const auto& id : change.topics) follow_topic(id);
  return {};
}

awaitable<void> Cluster::auto_create_topics(std::vector<std::string> names, std::string client_id) {
  MetadataChange change(image());
  // Those that are refused simply do not exist afterwards.
  static_cast<void>(TopicAdmin(admin_environment()).create_by_name(names, change));
  const auto created = change.topics;
  const auto done = co_await this->change(std::move(change));
  if (!done) environment_.warn("topics could not be created: " + done.error().message);
  for (const auto& id : created) {
    const auto* topic = image().topic(id);
    if (topic == nullptr || !environment_.events.wants_summary()) continue;
    TopicCreated event{.client_id = client_id, .topic = topic->name, .topic_id = id};
    event.partitions = static_cast<std::int32_t>(topic->partitions.size());
    event.automatic = true;
    environment_.events.emit(std::move(event));
  }
}

awaitable<ErrorCode> Cluster::ensure_offsets_topic() {
  if (image().topic(kOffsetsTopic) != nullptr) co_return ErrorCode::None;
  std::vector<std::string> name{std::string(kOffsetsTopic)};
  co_await auto_create_topics(std::move(name), "");
  co_return image().topic(kOffsetsTopic) != nullptr ? ErrorCode::None
                                                    : ErrorCode::CoordinatorNotAvailable;
}

void Cluster::follow_topic(const Uuid& id) {
  auto& topics = environment_.topics;
  auto* topic = topics.find(id);
  const auto* wanted = image().topic(id);
  if (wanted == nullptr) {
    if (topic != nullptr) remove_topic(*topic);
    return;
  }
  const auto config = config_of(wanted->name);
  auto log_config = std::make_shared<const LogConfig>(config.log);
  bool created = false;
  if (topic == nullptr) {
    topic = &topics.add({.name = wanted->name,
                         .id = id,
                         .partitions = wanted->partitions.size(),
                         .internal = is_internal_topic(wanted->name),
                         .min_insync_replicas = config.min_insync_replicas,
                         .config = std::move(log_config)});
    created = true;
  } else {
    topics.add_partitions(*topic, wanted->partitions.size());
    topics.update_config(*topic, std::move(log_config), config.min_insync_replicas);
  }
  for (std::size_t i = 0; i < wanted->partitions.size(); ++i)
    topic->partitions[i]->set_leader_epoch(wanted->partitions[i].leader_epoch);
  if (created && started_ && topic->name == kOffsetsTopic)
    if (auto loaded = environment_.on_offsets_topic(); !loaded)
      environment_.warn(loaded.error().message);
}

void Cluster::remove_topic(Topic& topic) {
  const auto name = topic.name;
  std::vector<TopicPartition> partitions;
  for (const auto& partition : topic.partitions) partitions.push_back(partition->name());
  // First those who hold the logs, then the logs.
  environment_.topics.remove(topic.id);
  for (const auto& partition : partitions) {
    if (auto deleted = environment_.logs.delete_log(partition); !deleted)
      environment_.warn(deleted.error().message);
  }
  environment_.on_topic_deleted(name);
}

TopicConfig Cluster::config_of(const std::string& topic) const {
  return make_topic_config({.topic = image().config({ConfigResourceType::Topic, topic}),
                            .dynamic = dynamic_config_,
                            .static_values = environment_.static_config});
}

// The broker's own configs, and what topics inherit from them.
Result<void> Cluster::follow_broker_config() {
  DynamicConfig dynamic{
      .cluster_wide = image().config({ConfigResourceType::Broker, ""}),
      .this_broker = image().config(
          {ConfigResourceType::Broker, std::to_string(environment_.config.node_id)})};
  auto config = make_broker_config(environment_.static_config, dynamic);
  if (!config) return tl::unexpected(config.error());
  environment_.config = std::move(*config);
  if (!advertised_listeners_.empty())
    environment_.config.advertised_listeners = advertised_listeners_;
  dynamic_config_ = std::move(dynamic);
  for (const auto& [id, topic] : environment_.topics.all()) {
    const auto effective = config_of(topic->name);
    environment_.topics.update_config(*topic, std::make_shared<const LogConfig>(effective.log),
                                      effective.min_insync_replicas);
  }
  return {};
}

awaitable<Result<ProducerId>> Cluster::next_producer_id() {
  if (next_producer_id_ == producer_block_end_) {
    const auto first = image().next_producer_id();
    MetadataChange change(image());
    change.records.add(ProducerIdsRecord{.broker_id = metadata_->node_id(),
                                         .broker_epoch = metadata_->broker_epoch(),
                                         .next_producer_id = first + producer_block_size});
    // In use at once, so that requests that come while this one waits share the block.
    next_producer_id_ = first;
    producer_block_end_ = first + producer_block_size;
    if (auto appended = append(change); !appended) {
      next_producer_id_ = producer_block_end_ = 0;
      co_return tl::unexpected(appended.error());
    }
  }
  const auto id = next_producer_id_++;
  co_await environment_.commits.wait();
  if (const auto* offline = metadata_->log().offline()) co_return tl::unexpected(*offline);
  co_return id;
}

Result<void> Cluster::write_snapshot_if_due() {
  const auto now_ms = environment_.clock.wall_ms();
  if (!metadata_->snapshot_is_due(now_ms) || !environment_.commits.idle()) return {};
  return metadata_->write_snapshot(now_ms);
}

Result<void> Cluster::close() { return metadata_->close(); }

Uuid Cluster::random_uuid() {
  while (true)
    if (const auto uuid = Uuid::from_random(environment_.random(), environment_.random()))
      return *uuid;
}

}  // namespace barnabas
