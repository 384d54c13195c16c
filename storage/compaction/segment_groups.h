#pragma once
// Which sealed segments a cleaning writes together into one.
//
// Neighbours, oldest first, as long as what they have now fits: segment.bytes of records,
// segment.index.bytes of each index, offsets within 2^31 of the first one. And no more than
// `segments_max`, so that swapping them is soon done; what could have been larger grows with the
// next cleaning. Pure; any thread.

#include <cstdint>
#include <span>
#include <vector>

#include "protocol/base/offset.h"

namespace barnabas {

struct SegmentToClean {
  Offset base_offset = 0;
  Offset next_offset = 0;  // where the next segment starts
  std::uint64_t bytes = 0;
  std::uint64_t offset_index_bytes = 0;
  std::uint64_t time_index_bytes = 0;
};

struct GroupLimits {
  std::uint64_t segment_bytes = 0;
  std::uint64_t index_bytes = 0;
  std::size_t segments_max = 64;
};

// How many of the first `segments` go together; at least one. REQUIRES: there is one.
std::size_t first_group_size(std::span<const SegmentToClean> segments, const GroupLimits& limits);

}  // namespace barnabas
