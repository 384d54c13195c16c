#pragma once
// OutputSettings: the properties of an output, from JR's JSON file and from the command line.
//
// In the file properties may stand in objects, {"endpoint": {"url": "http://..."}}; their names are
// then written with dots, endpoint.url. Upper and lower case count as equal, as they did for JR.
// Each output has a table of what it knows; everything else is an error, and values are read when
// they come. A value is never shown in a message where its property is a secret.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

enum class PropertyKind { Text, Secret, Number, Truth, Duration, Size, Choice, Unused };

// A line of an output's table.
struct OutputProperty {
  const char* name;  // "endpoint.url"; "headers.*" stands for any name after the dot
  PropertyKind kind = PropertyKind::Text;
  const char* default_value = "";
  const char* text = "";
  const char* choices = "";  // "POST|PUT", where the kind is Choice
};

// What is known of an output's properties.
struct OutputTable {
  const char* output;       // "http"
  const char* config_flag;  // "--httpConfig"
  std::span<const OutputProperty> properties;
};

using PropertyList = std::vector<std::pair<std::string, std::string>>;

class OutputSettings {
 public:
  explicit OutputSettings(const OutputTable& table) : table_(table) {}

  // Reads the text of a file; `path` is for messages.
  Result<void> add_file(std::string_view path, std::string_view json);
  // A single property. `place` says where it comes from.
  Result<void> add(std::string_view place, std::string_view name, std::string_view value);

  // The values, or the table's defaults. REQUIRES: the table has the name, with that kind.
  std::string text(std::string_view name) const;
  std::int64_t number(std::string_view name) const;  // of sizes: bytes; of durations: nanoseconds
  bool truth(std::string_view name) const;
  bool has(std::string_view name) const;
  // What was given for "headers.*", in the case of letters of whoever gave it.
  PropertyList all_below(std::string_view prefix) const;
  // Properties that were given and mean nothing here.
  std::vector<std::string> unused() const;

  // InvalidConfig: the property is missing, and where it can be given.
  tl::unexpected<Error> missing(std::string_view name) const;

 private:
  struct Given {
    std::string name;  // as it was written
    std::string value;
  };
  const OutputProperty* find(std::string_view lower_name) const;
  Result<void> unknown(std::string_view place, std::string_view name) const;

  OutputTable table_;
  std::map<std::string, Given, std::less<>> given_;  // by name in lower case
};

// Whether the table has that property.
bool has_property(const OutputTable& table, std::string_view name);

}  // namespace barnabas
