#pragma once
// MetaProperties: whose data directory this is (file meta.properties, version 1).
//
//   cluster.id=Some22CharactersOfText
//   directory.id=Other22CharactersOfText
//   node.id=1
//   version=1
//
// A Java properties file. A broker refuses a directory of another cluster or node, because it
// would serve somebody else's records under its own name.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/uuid.h"
#include "storage/directory.h"

namespace barnabas {

inline constexpr auto meta_properties_file = "meta.properties";

struct MetaProperties {
  std::string cluster_id;
  std::int32_t node_id = 0;
  // Zero where the file does not say; Kafka writes one since 3.7.
  Uuid directory_id;
  bool operator==(const MetaProperties&) const = default;

  // Reads the text; version 0 (broker.id) is understood too. Errors name the line and the fix.
  static Result<MetaProperties> parse(std::string_view text);
  std::string format() const;
};

// Who wants to use the directory.
struct ExpectedIdentity {
  std::int32_t node_id = 1;
  std::optional<std::string> cluster_id;  // none: whatever the directory says
};

// Nothing where there is no such file.
Result<std::optional<MetaProperties>> read_meta_properties(Directory& directory);
Result<void> write_meta_properties(Directory& directory, const MetaProperties& properties);

// The exact difference and the way out, if the directory is not for this node.
Result<void> check_identity(const MetaProperties& found, const ExpectedIdentity& expected);

}  // namespace barnabas
