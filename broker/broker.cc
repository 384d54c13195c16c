#include "broker/broker.h"

#include <fmt/format.h>

#include <asio/post.hpp>

#include "broker/cluster.h"
#include "broker/events/event_stream.h"
#include "broker/events/group_watch.h"
#include "broker/events/log_events.h"
#include "broker/groups/group_coordinator.h"
#include "broker/groups/offsets_replay.h"
#include "broker/groups/offsets_topic.h"
#include "broker/housekeeping.h"
#include "broker/net/connections.h"
#include "broker/net/event_loop.h"
#include "broker/net/memory_budget.h"
#include "broker/net/socket_listener.h"
#include "broker/topics/fetch_session.h"
#include "broker/topics/free_space.h"
#include "broker/topics/group_commit.h"
#include "broker/topics/log_cleaner.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

// What all requests on their way in may hold when nobody set queued.max.request.bytes.
constexpr std::size_t request_memory_default = std::size_t{256} << 20;

GroupOptions group_options(const BrokerConfig& config) {
  return {.min_session_timeout_ms = config.group_min_session_timeout_ms,
          .max_session_timeout_ms = config.group_max_session_timeout_ms,
          .initial_rebalance_delay_ms = config.group_initial_rebalance_delay_ms,
          .size_max = config.group_max_size,
          .offset_metadata_max_bytes = config.offset_metadata_max_bytes,
          .offsets_retention_ms = std::int64_t{config.offsets_retention_minutes} * 60'000,
          .offsets_retention_check_interval_ms = config.offsets_retention_check_interval_ms};
}

std::size_t request_memory_size(const BrokerConfig& config) {
  return config.queued_max_request_bytes < 0
             ? request_memory_default
             : static_cast<std::size_t>(config.queued_max_request_bytes);
}

}  // namespace

Result<std::unique_ptr<Broker>> Broker::open(BrokerOptions options) {
  auto config = make_broker_config(options.config);
  if (!config) return tl::unexpected(config.error());
  std::unique_ptr<Broker> broker(new Broker(std::move(options), std::move(*config)));
  if (auto opened = broker->open_directory(); !opened) return tl::unexpected(opened.error());
  if (auto opened = broker->open_cluster(); !opened) return tl::unexpected(opened.error());
  return broker;
}

Broker::Broker(BrokerOptions options, BrokerConfig config)
    : options_(std::move(options)),
      config_(std::move(config)),
      random_(std::random_device()()),
      events_(std::make_unique<EventStream>(options_.clock)),
      log_events_(std::make_unique<LogEvents>(
          *events_, [this](const std::string& text) { log(LogLevel::Error, text); })),
      group_watch_(std::make_unique<GroupWatch>(*events_)),
      commits_(std::make_unique<GroupCommit>(options_.loop)),
      group_alarm_(options_.loop, [this] { groups_->advance(); }),
      fetch_sessions_(std::make_unique<FetchSessions>(
          static_cast<std::size_t>(config_.max_incremental_fetch_session_cache_slots),
          static_cast<std::uint32_t>(random_()))),
      request_memory_(std::make_unique<MemoryBudget>(request_memory_size(config_))),
      free_space_(std::make_unique<FreeSpace>(
          options_.directory,
          FreeSpace::Options{
              .reserve_bytes = static_cast<std::uint64_t>(config_.log_dirs_min_free_bytes),
              .tell = [this](const std::string& text) { log(LogLevel::Error, text); }})),
      connections_(std::make_unique<Connections>(*this)) {}

Broker::~Broker() = default;

void Broker::log(LogLevel level, const std::string& text) {
  if (said_.is_news(text, clock().steady())) options_.log(level, text);
}

Result<void> Broker::open_directory() {
  ExpectedIdentity identity{.node_id = config_.node_id};
  if (!config_.cluster_id.empty()) identity.cluster_id = config_.cluster_id;
  auto logs =
      LogDirectory::open(options_.directory,
                         {.identity = identity,
                          .random = [this] { return random_(); },
                          .warn = [this](const std::string& text) { log(LogLevel::Warning, text); },
                          .observer = log_events_.get()});
  if (!logs) return tl::unexpected(logs.error());
  logs_ = std::move(*logs);
  logs_->set_high_watermarks([this](const TopicPartition& name, const Log& opened) {
    const auto found = topics_->find(name.topic, {}, name.partition);
    return found.partition != nullptr ? found.partition->high_watermark() : opened.recovery_point();
  });
  return {};
}

Result<void> Broker::open_cluster() {
  cleaner_ = std::make_unique<LogCleaner>(LogCleaner::Environment{
      .loop = options_.loop,
      .logs = *logs_,
      .active = active_partitions_,
      .clock = options_.clock,
      .config = config_,
      .random = [this] { return random_(); },
      .complain = [this](const std::string& text) { log(LogLevel::Error, text); }});
  topics_ = std::make_unique<Topics>(PartitionEnvironment{
      .logs = *logs_,
      .commits = *commits_,
      .active = active_partitions_,
      .cleaner = *cleaner_,
      .clock = options_.clock,
      .durability = config_.durability,
      .complain = [this](const std::string& text) { log(LogLevel::Error, text); }});
  open_groups();
  cluster_ = std::make_unique<Cluster>(Cluster::Environment{
      .directory = options_.directory,
      .logs = *logs_,
      .topics = *topics_,
      .commits = *commits_,
      .events = *events_,
      .clock = options_.clock,
      .static_config = options_.config,
      .config = config_,
      .random = [this] { return random_(); },
      .on_topic_deleted = [this](const std::string& topic) { groups_->on_topic_deleted(topic); },
      .on_offsets_topic = [this] { return load_groups(); },
      .warn = [this](const std::string& text) { log(LogLevel::Warning, text); }});
  return cluster_->open();
}

void Broker::open_groups() {
  offsets_topic_ = std::make_unique<OffsetsTopic>(OffsetsTopic::Environment{
      .loop = options_.loop,
      .topics = *topics_,
      .commits = *commits_,
      .clock = options_.clock,
      .compression = static_cast<Compression>(config_.offsets_topic_compression_codec)});
  groups_ = std::make_unique<GroupCoordinator>(
      group_options(config_),
      GroupEnvironment{.log = *offsets_topic_,
                       .clock = options_.clock,
                       .random = [this] { return random_(); },
                       .wake_at = [this](SteadyTime time) { group_alarm_.set(time); },
                       .observer = group_watch_.get()});
}

Result<void> Broker::load_groups() {
  const auto* topic = topics_->find(kOffsetsTopic);
  if (topic == nullptr) return {};
  groups_->set_partition_count(static_cast<std::int32_t>(topic->partitions.size()));
  const auto warn = [this](const std::string& text) { log(LogLevel::Warning, text); };
  for (const auto& partition : topic->partitions)
    if (auto loaded = replay_offsets(*partition, *groups_, warn); !loaded) return loaded;
  return {};
}

Result<void> Broker::start() {
  if (auto opened = open_listeners(); !opened) return opened;
  std::vector<Listener> advertised = config_.advertised_listeners;
  for (std::size_t i = 0; i < advertised.size() && i < endpoints_.size(); ++i)
    advertised[i].port = endpoints_[i].port;
  if (auto started = cluster_->start(std::move(advertised)); !started) return started;
  if (auto loaded = load_groups(); !loaded) return loaded;
  housekeeping_ = std::make_unique<Housekeeping>(*this);
  housekeeping_->wake();
  for (auto& listener : listeners_) {
    listener->start([this] { return connections_->wait_before_accepting(); },
                    [this, name = listener->address().name](asio::ip::tcp::socket socket) {
                      connections_->accept(std::move(socket), name);
                    });
  }
  return {};
}

Result<void> Broker::open_listeners() {
  for (std::size_t i = 0; i < config_.listeners.size(); ++i) {
    const auto& wanted = config_.listeners[i];
    auto& listener = *listeners_.emplace_back(std::make_unique<SocketListener>(
        options_.loop, SocketListener::Address{wanted.name, wanted.host, wanted.port},
        SocketListener::Tuning{.backlog = config_.socket_listen_backlog_size,
                               .send_buffer_bytes = config_.socket_send_buffer_bytes,
                               .receive_buffer_bytes = config_.socket_receive_buffer_bytes}));
    if (auto opened = listener.open(); !opened) return opened;
    const auto& advertised = config_.advertised_listeners[i];
    const auto port = advertised.port != 0 ? advertised.port : listener.address().port;
    endpoints_.push_back({wanted.name, advertised.host, port});
  }
  return {};
}

const Broker::Endpoint& Broker::endpoint_for(const ClientInfo& client) const {
  for (const auto& endpoint : endpoints_)
    if (endpoint.listener_name == client.listener_name) return endpoint;
  return endpoints_.front();
}

const MetadataImage& Broker::image() const { return cluster_->image(); }

void Broker::refuse_peer(const ClientInfo& client, const std::string& reason) {
  log(LogLevel::Warning, fmt::format("{} is disconnected: {}", client.peer(), reason));
  if (events_->wants_summary())
    events_->emit(
        PeerRefused{static_cast<std::int64_t>(client.connection_id), client.peer(), reason});
}

void Broker::connection_count_changed() { housekeeping_->wake(); }

void Broker::stop(std::function<void(Result<void>)> stopped) {
  if (stopped_) return;
  stopped_ = std::move(stopped);
  for (auto& listener : listeners_) listener->close();
  if (housekeeping_) housekeeping_->stop();
  group_alarm_.cancel();
  connections_->close_all(
      [this] { cleaner_->stop([this] { commits_->when_done([this] { finish_stop(); }); }); });
}

void Broker::finish_stop() {
  auto closed = cluster_->close();
  const auto logs_closed = logs_->close(cluster_->metadata().broker_epoch());
  if (closed) closed = logs_closed;
  // Whoever hears of the end may drop the broker: what close() and cancel() have put into the
  // loop's queue still looks at it and comes first.
  asio::post(loop().context(), [stopped = std::move(stopped_), closed] { stopped(closed); });
}

}  // namespace barnabas
