#pragma once
// partition.metadata: which topic a partition's folder belongs to.
//
//   version: 0
//   topic_id: 4ZxL1kGFQ0uTrXkPr8EnMA        no newline at the end
//
// A name can be used again after a topic is deleted, its id cannot: a folder with another id is a
// stray of an older topic and must not be served as the new one.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/uuid.h"
#include "storage/directory.h"

namespace barnabas {

inline constexpr auto partition_metadata_file = "partition.metadata";

// Errors name what was expected.
Result<Uuid> parse_partition_metadata(std::string_view text);
std::string format_partition_metadata(const Uuid& topic_id);

// The topic id of a partition's folder; nothing where it has no such file, or an empty one (a
// crash right after its creation).
Result<std::optional<Uuid>> read_partition_metadata(Directory& directory,
                                                    const std::string& folder);
// Creates or replaces it.
Result<void> write_partition_metadata(Directory& directory, const std::string& folder,
                                      const Uuid& topic_id, ReplaceSync sync);

}  // namespace barnabas
