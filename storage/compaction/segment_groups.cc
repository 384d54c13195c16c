#include "storage/compaction/segment_groups.h"

#include <algorithm>
#include <limits>

namespace barnabas {

std::size_t first_group_size(std::span<const SegmentToClean> segments, const GroupLimits& limits) {
  const auto base_offset = segments.front().base_offset;
  SegmentToClean sum;
  std::size_t count = 0;
  for (const auto& segment : segments.first(std::min(segments.size(), limits.segments_max))) {
    sum.bytes += segment.bytes;
    sum.offset_index_bytes += segment.offset_index_bytes;
    sum.time_index_bytes += segment.time_index_bytes;
    // An empty segment has no offsets, however far it reaches.
    const bool too_far = segment.bytes > 0 && segment.next_offset - 1 - base_offset >
                                                  std::numeric_limits<std::int32_t>::max();
    const bool fits = sum.bytes <= limits.segment_bytes &&
                      sum.offset_index_bytes <= limits.index_bytes &&
                      sum.time_index_bytes <= limits.index_bytes && !too_far;
    if (count > 0 && !fits) break;
    ++count;
  }
  return count;
}

}  // namespace barnabas
