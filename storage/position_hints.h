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
  template <std::size_t Size>
  class Ring {
   public:
    Ring() { offsets_.fill(kNoOffset); }
    // Does without positions that need more than 32 bits; no segment has them.
    void add(Offset offset, std::uint64_t position) {
      const auto at = next_++ % Size;
      positions_[at] = static_cast<std::uint32_t>(position);
      offsets_[at] = positions_[at] == position ? offset : kNoOffset;
    }
    std::optional<std::uint64_t> find(Offset offset) const {
      for (std::size_t i = 0; i < Size; ++i)
        if (offsets_[i] == offset) return positions_[i];
      return std::nullopt;
    }

   private:
    std::array<Offset, Size> offsets_;
    std::array<std::uint32_t, Size> positions_{};
    std::uint32_t next_ = 0;
  };

  void appended(Offset offset, std::uint64_t position) {
    if (!appends) appends = std::make_unique<Ring<12>>();
    appends->add(offset, position);
  }

  // Where in the segment that holds `offset` its batch starts.
  std::optional<std::uint64_t> find(Offset segment_base_offset, Offset offset) const {
    // A reader that came to the end of a segment left this offset with a place behind that one.
    if (offset == segment_base_offset) return std::nullopt;
    if (appends)
      if (const auto position = appends->find(offset)) return position;
    return reads.find(offset);
  }

  std::unique_ptr<Ring<12>> appends;  // an idle log has none
  Ring<4> reads;
};

}  // namespace barnabas
