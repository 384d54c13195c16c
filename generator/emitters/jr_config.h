#pragma once
// JrConfig: emitter groups and global settings, from jrconfig.json.
//
// The file is JR's, unchanged: {"global": {...}, "emitters": {"group": [{...}, ...]}}. Keys count
// without regard to case, as they did for JR. Groups and emitters keep the order of the file, which
// is the order they run in; JR had none. A key that nobody knows is not an error, since JR read
// past it too; it is listed, so that the program can say so once.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/emitters/event_clock_options.h"
#include "generator/entities/relation_options.h"
#include "protocol/base/result.h"

namespace barnabas {

struct EmitterConfig {
  std::string name = "emitter";
  std::string locale = "us";
  std::int64_t num = 1;           // records a pass
  std::int64_t frequency_ns = 0;  // 0: one pass
  std::int64_t duration_ns = 0;
  std::int64_t preload = 0;  // records before the first pass
  std::string value_template;
  std::string embedded_template;  // text; in place of value_template where it is not empty
  std::string key_template = "null";
  // Templates that see the value; empty: there is none.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string partition;
  std::string timestamp;
  std::string tombstone;
  // As --throughput and --shape have them; empty: as fast as it goes.
  std::string throughput;
  std::string shape;
  // Goes on until its duration is over, whatever `num` says. In a file that is an emitter with a
  // throughput and without "num" and "frequency".
  bool endless = false;
  std::string output_template = "{{.V}}\n";
  std::string output = "stdout";
  std::string topic = "test";
  std::string file;  // of output file, in place of --file
  std::string exec;  // of output exec, in place of --exec
  bool kcat = false;
  bool oneline = false;
  std::string csv;
  std::string geojson;
  RelationOptions relations;
  EventClockOptions event_clock;
  std::string faults;  // as --faults has them
};

struct EmitterGroup {
  std::string name;
  std::vector<EmitterConfig> emitters;
};

struct JrConfig {
  // Scalars as text ("true", "-1"), keys in lower case: {"kafkaconfig",
  // "./kafka/config.properties"}.
  std::map<std::string, std::string, std::less<>> global;
  std::vector<EmitterGroup> groups;
  // Where keys stand that mean nothing: "emitters.shoe[0].colour".
  std::vector<std::string> unknown;

  // A global setting, in any case of letters; nothing where the file does not have it.
  std::optional<std::string_view> setting(std::string_view key) const;
  // The group with this name, or nullptr.
  const EmitterGroup* group(std::string_view name) const;
};

// Reads the file's text. `path` is for messages: an error names the place in the file, what was
// found there and what was expected.
Result<JrConfig> read_jr_config(std::string_view path, std::string_view text);

// The fifteen groups that come with the program.
JrConfig own_jr_config();

}  // namespace barnabas
