#pragma once
// The segments of a partition's folder, in order, for the file tools.

#include <string>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"

namespace barnabas {

struct PartitionSegment {
  Offset base_offset = 0;
  std::string log_path;  // DIR/00000000000000000000.log
  std::uint64_t log_size = 0;
};

// Errors: not a folder, or no segment in it; the message says what a partition's folder looks like.
Result<std::vector<PartitionSegment>> list_segments(const std::string& directory);

}  // namespace barnabas
