#pragma once
// serve: runs a broker until it is told to stop.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

// A topic that exists as soon as the broker is ready: NAME[:PARTITIONS[:key=value,...]].
struct TopicOnStart {
  std::string name;
  std::optional<std::int32_t> partitions;  // nothing: num.partitions
  std::vector<std::pair<std::string, std::string>> configs;
  bool operator==(const TopicOnStart&) const = default;
};

// How much of what happens is told on stderr.
enum class Explain { Off, Summary, Everything };

// What the command line of `barnabas serve` says. Later ones win: profile, properties file,
// KAFKA_* environment, --set, then the options with a name of their own.
struct ServeOptions {
  std::optional<std::string> properties_file;  // server.properties, as Apache Kafka reads it
  std::optional<std::string> data_dir;         // log.dirs
  std::optional<std::string> host;             // of the listener
  std::optional<std::uint16_t> port;           // of the listener; 0: any free one
  std::vector<std::pair<std::string, std::string>> settings;  // --set, in the order given
  std::string profile;  // "", "test", "classroom" or "durable"
  std::optional<std::string> ports_file;
  std::vector<TopicOnStart> topics;
  Explain explain = Explain::Off;
  std::optional<std::string> events_file;  // every event as a line of JSON
  bool quiet = false;                      // no ready line
  // Listen where other machines can connect, without authentication.
  bool insecure_allow_remote = false;
};

// Runs until SIGTERM or SIGINT. Returns an exit code; what went wrong was said on stderr.
int run_serve(const ServeOptions& options);

// Reads "orders:3:cleanup.policy=compact,segment.bytes=4096". Errors name what is wrong with it.
Result<TopicOnStart> parse_topic_on_start(const std::string& text);

}  // namespace barnabas
