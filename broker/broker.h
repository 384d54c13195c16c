#pragma once
// Broker: one Kafka-compatible broker, and the owner of everything it is made of.
//
//   connections -> api_table -> handlers -> topics -> logs          one thread, one event loop
//                                        -> groups -> logs
//                                        -> metadata -> log
//
// An object without globals: several can live in one process, each on its own loop. Everything
// runs on the loop's thread; what blocks is handed to the loop's pool and comes back as an event.

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "broker/config/broker_config.h"
#include "broker/config/config_sources.h"
#include "broker/context.h"
#include "broker/net/alarm.h"
#include "broker/recent_texts.h"
#include "broker/topics/topics.h"
#include "protocol/base/clock.h"

namespace barnabas {

class Cluster;
class Connections;
class EventLoop;
class EventStream;
class FetchSessions;
class FreeSpace;
class GroupCoordinator;
class GroupCommit;
class GroupWatch;
class Housekeeping;
class LogCleaner;
class LogDirectory;
class LogEvents;
class MetadataImage;
class MemoryBudget;
class OffsetsTopic;
class SocketListener;

// What the broker has to say to whoever runs it.
enum class LogLevel { Debug, Info, Warning, Error };

struct BrokerOptions {
  ConfigMap config;      // what somebody set, by property name
  Directory& directory;  // the data directory; must outlive the broker
  EventLoop& loop;
  const Clock& clock;
  std::function<void(LogLevel, const std::string&)> log;
};

class Broker {
 public:
  // Opens or formats the data directory and loads what it holds. Errors name the file or property
  // and the way out.
  static Result<std::unique_ptr<Broker>> open(BrokerOptions options);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // Listens and serves. Errors: an address that cannot be had.
  Result<void> start();
  // Stops accepting, ends connections, makes everything durable and marks the directory clean; then
  // calls `stopped`.
  void stop(std::function<void(Result<void>)> stopped);

  // A listener and where clients reach it.
  struct Endpoint {
    std::string listener_name;
    std::string host;
    std::uint16_t port = 0;
  };
  // One for each listener, with real ports. After start().
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  // What a client of that listener is told.
  const Endpoint& endpoint_for(const ClientInfo& client) const;

  const BrokerConfig& config() const { return config_; }
  const Clock& clock() const { return options_.clock; }
  EventLoop& loop() { return options_.loop; }
  Topics& topics() { return *topics_; }
  GroupCommit& commits() { return *commits_; }
  ActivePartitions& active_partitions() { return active_partitions_; }
  FetchSessions& fetch_sessions() { return *fetch_sessions_; }
  MemoryBudget& request_memory() { return *request_memory_; }
  FreeSpace& free_space() { return *free_space_; }
  GroupCoordinator& groups() { return *groups_; }
  LogDirectory& logs() { return *logs_; }
  Directory& directory() { return options_.directory; }
  EventStream& events() { return *events_; }

  // Topics, configs and features as the metadata log has them, and the ways to change them.
  Cluster& cluster() { return *cluster_; }
  const MetadataImage& image() const;

  std::uint64_t random() { return random_(); }
  // A peer sent what cannot be served, or there is no room for it; it is about to be closed.
  void refuse_peer(const ClientInfo& client, const std::string& reason);
  // Somebody has connected: there is housekeeping to do.
  void connection_count_changed();
  // Says something to whoever runs the broker. The same text is not repeated within a minute.
  void log(LogLevel level, const std::string& text);

 private:
  Broker(BrokerOptions options, BrokerConfig config);

  // Start-up, in this order.
  Result<void> open_directory();
  Result<void> open_cluster();
  void open_groups();
  Result<void> open_listeners();
  Result<void> load_groups();
  void finish_stop();

  friend class Housekeeping;

  const BrokerOptions options_;
  BrokerConfig config_;
  std::mt19937_64 random_;
  std::vector<Endpoint> endpoints_;
  RecentTexts said_;

  // In the order in which they need each other.
  std::unique_ptr<EventStream> events_;
  std::unique_ptr<LogEvents> log_events_;
  std::unique_ptr<GroupWatch> group_watch_;
  std::unique_ptr<LogDirectory> logs_;
  std::unique_ptr<GroupCommit> commits_;
  ActivePartitions active_partitions_;
  std::unique_ptr<LogCleaner> cleaner_;
  std::unique_ptr<Topics> topics_;
  std::unique_ptr<Cluster> cluster_;
  std::unique_ptr<OffsetsTopic> offsets_topic_;
  std::unique_ptr<GroupCoordinator> groups_;
  Alarm group_alarm_;
  std::unique_ptr<FetchSessions> fetch_sessions_;
  std::unique_ptr<MemoryBudget> request_memory_;
  std::unique_ptr<FreeSpace> free_space_;
  std::unique_ptr<Connections> connections_;
  std::vector<std::unique_ptr<SocketListener>> listeners_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::function<void(Result<void>)> stopped_;  // set while stopping
};

}  // namespace barnabas
