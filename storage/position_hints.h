#pragma once
// Log::PositionHints: a few offsets and where their batches start; private to Log.
//
// Two rings, so that a busy producer does not push out where readers are. Entries of segments that
// are gone do no harm: they are compared with the segment's base offset, and a truncation clears
// everything.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "storage/log.h"

namespace barnabas {

struct Log::PositionHints {
  struct Hint {
    Offset segment_base_offset = kNoOffset;
    Offset offset = kNoOffset;
    std::uint64_t position = 0;
  };

  void appended(const Hint& hint) {
    if (!appends) appends = std::make_unique<std::array<Hint, 12>>();
    (*appends)[next_append++ % appends->size()] = hint;
  }
  void read(const Hint& hint) { reads[next_read++ % reads.size()] = hint; }

  std::optional<std::uint64_t> find(Offset segment_base_offset, Offset offset) const {
    const auto fits = [&](const Hint& hint) {
      return hint.offset == offset && hint.segment_base_offset == segment_base_offset;
    };
    if (appends)
      for (const auto& hint : *appends)
        if (fits(hint)) return hint.position;
    for (const auto& hint : reads)
      if (fits(hint)) return hint.position;
    return std::nullopt;
  }

  std::unique_ptr<std::array<Hint, 12>> appends;  // an idle log has none
  std::array<Hint, 4> reads;
  std::uint32_t next_append = 0;
  std::uint32_t next_read = 0;
};

}  // namespace barnabas
