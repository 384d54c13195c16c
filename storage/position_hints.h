#pragma once
// Log::PositionHints: a few offsets and where their batches start; private to Log.
//
// Two rings, so that a busy producer does not push out where readers are. An offset lies in one
// segment only, so an entry need not say in which: those of segments that are gone are never asked
// for, and whatever moves batches (a truncation, a compaction) clears everything.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "storage/log.h"

namespace barnabas {

struct Log::PositionHints {
  struct Hint {
    Offset offset = kNoOffset;
    std::uint64_t position = 0;
  };

  void appended(const Hint& hint) {
    if (!appends) appends = std::make_unique<std::array<Hint, 12>>();
    (*appends)[next_append++ % appends->size()] = hint;
  }
  void read(const Hint& hint) { reads[next_read++ % reads.size()] = hint; }

  // Where in the segment that holds `offset` its batch starts.
  std::optional<std::uint64_t> find(Offset segment_base_offset, Offset offset) const {
    // A reader that came to the end of a segment left this offset with a place behind that one.
    if (offset == segment_base_offset) return std::nullopt;
    if (appends)
      for (const auto& hint : *appends)
        if (hint.offset == offset) return hint.position;
    for (const auto& hint : reads)
      if (hint.offset == offset) return hint.position;
    return std::nullopt;
  }

  std::unique_ptr<std::array<Hint, 12>> appends;  // an idle log has none
  std::array<Hint, 4> reads;
  std::uint32_t next_append = 0;
  std::uint32_t next_read = 0;
};

}  // namespace barnabas
