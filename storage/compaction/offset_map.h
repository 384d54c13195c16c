#pragma once
// OffsetMap: the latest offset of each key of a log's dirty section, in bounded memory.
//
// Of a key only a 128-bit hash is kept: 24 bytes an entry, however long keys are. The hash has a
// secret key, drawn anew for each cleaning, so that nobody can choose two keys that are taken for
// one (Apache Kafka uses MD5, where that can be done on purpose). Open addressing with linear
// probing; nothing is ever removed. When it is full, a cleaning does what it has seen and leaves
// the rest to the next one.
//
// One thread at a time.

#include <cstddef>
#include <optional>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/siphash.h"

namespace barnabas {

class OffsetMap {
 public:
  static constexpr std::size_t kEntrySize = 24;

  struct Limits {
    std::size_t bytes_max = 0;  // log.cleaner.dedupe.buffer.size
    double load_factor = 0.9;   // log.cleaner.io.buffer.load.factor
    // No more keys than this will come, so memory for more is not taken.
    std::uint64_t keys_max = 0;
  };
  OffsetMap(const Limits& limits, const SipHashKey& key);

  // Notes that `key` is at `offset`, which is larger than those before. False if it is a new key
  // and there is no room; then nothing changed.
  bool put(Bytes key, Offset offset);
  // Where the key was seen last; nothing for one that was not.
  std::optional<Offset> find(Bytes key) const;

  // Everything up to here has been looked at; kNoOffset before anything was.
  Offset latest_offset() const { return latest_offset_; }
  // Offsets up to here hold nothing more to note.
  void seen_up_to(Offset offset);

  std::size_t size() const { return size_; }
  std::size_t size_max() const { return size_max_; }
  std::size_t memory_bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    Hash128 hash;
    Offset offset = kNoOffset;  // of a free one
  };
  static_assert(sizeof(Slot) == kEntrySize);

  // The slot that holds the hash, or the free one where it belongs.
  std::size_t slot_of(const Hash128& hash) const;

  const SipHashKey key_;
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
  std::size_t size_max_ = 0;
  Offset latest_offset_ = kNoOffset;
};

}  // namespace barnabas
