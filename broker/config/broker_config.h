#pragma once
// BrokerConfig: the settings that this program acts on, typed, under the names of Apache Kafka's
// properties (dots become underscores).
//
// Where the values come from, how they are written and documented is in property_tables.h; each
// member here is bound to one row there, and BrokerConfig{} equals the table's defaults (tested).
// Settings of logs, which a topic may override, are in topic_config.h. A value type: changing a
// property at run time means that the broker gets a new BrokerConfig.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace barnabas {

// One socket to listen on, or one address to tell clients: PLAINTEXT://127.0.0.1:9092.
struct Listener {
  std::string name;               // "PLAINTEXT"; what a listener is called in metadata
  std::string security_protocol;  // PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL
  std::string host;               // empty: all interfaces
  std::uint16_t port = 0;         // 0: a free one
  bool operator==(const Listener&) const = default;
};

// When a record counts as stored: once it is synced to the disk, or, as Apache Kafka does by
// default, once the operating system has it.
enum class Durability { Fsync, Os };

struct BrokerConfig {
  // The node
  std::int32_t node_id = 1;
  std::string cluster_id;  // for a fresh data directory; empty: draw one
  std::vector<std::string> log_dirs = {"barnabas-data"};
  std::optional<std::string> broker_rack;
  Durability durability = Durability::Fsync;
  std::int64_t log_dirs_min_free_bytes = 67108864;

  // Network
  std::vector<Listener> listeners = {{"PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092}};
  // One for each listener, in their order; port 0 stands for the port that the listener got.
  std::vector<Listener> advertised_listeners = {{"PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092}};
  std::vector<std::string> controller_listener_names = {"CONTROLLER"};
  std::int32_t socket_request_max_bytes = 104857600;
  std::int32_t socket_send_buffer_bytes = -1;     // -1: the system's own
  std::int32_t socket_receive_buffer_bytes = -1;  // -1: the system's own
  std::int32_t socket_listen_backlog_size = 1024;
  std::int64_t connections_max_idle_ms = 600000;
  std::int32_t max_connection_creation_rate = std::numeric_limits<std::int32_t>::max();
  std::int32_t max_connections = std::numeric_limits<std::int32_t>::max();
  std::int32_t max_connections_per_ip = std::numeric_limits<std::int32_t>::max();
  std::string max_connections_per_ip_overrides;  // "127.0.0.1:100,host:5"
  std::int64_t queued_max_request_bytes = -1;    // -1: no limit

  // Data requests
  std::int32_t fetch_max_bytes = 57671680;
  std::int32_t max_incremental_fetch_session_cache_slots = 1000;
  std::int32_t max_request_partition_size_limit = 2000;

  // Topics
  bool auto_create_topics_enable = true;
  bool delete_topic_enable = true;
  std::int32_t num_partitions = 1;
  std::int32_t default_replication_factor = 1;

  // Logs, beyond what a topic can set
  std::int64_t log_retention_check_interval_ms = 300000;
  std::int32_t log_flush_offset_checkpoint_interval_ms = 60000;
  std::int32_t log_flush_start_offset_checkpoint_interval_ms = 60000;
  std::int32_t producer_id_expiration_ms = 86400000;
  std::int32_t producer_id_expiration_check_interval_ms = 600000;
  bool log_cleaner_enable = true;
  std::int64_t log_cleaner_backoff_ms = 15000;
  std::int64_t log_cleaner_dedupe_buffer_size = 134217728;
  double log_cleaner_io_buffer_load_factor = 0.9;
  double log_cleaner_io_max_bytes_per_second = std::numeric_limits<double>::max();

  // Groups and their offsets
  std::int32_t group_initial_rebalance_delay_ms = 0;
  std::int32_t group_min_session_timeout_ms = 6000;
  std::int32_t group_max_session_timeout_ms = 1800000;
  std::int32_t group_max_size = std::numeric_limits<std::int32_t>::max();
  std::int32_t offset_metadata_max_bytes = 4096;
  std::int32_t offsets_retention_minutes = 10080;
  std::int64_t offsets_retention_check_interval_ms = 600000;
  std::int32_t offsets_topic_num_partitions = 1;
  std::int16_t offsets_topic_replication_factor = 1;
  std::int32_t offsets_topic_segment_bytes = 104857600;
  std::int32_t offsets_topic_compression_codec = 0;

  // Cluster metadata
  std::int64_t metadata_log_max_record_bytes_between_snapshots = 20971520;
  std::int64_t metadata_log_max_snapshot_interval_ms = 3600000;
  std::int32_t metadata_log_segment_bytes = 1073741824;

  bool operator==(const BrokerConfig&) const = default;
};

}  // namespace barnabas
