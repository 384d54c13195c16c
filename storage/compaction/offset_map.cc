#include "storage/compaction/offset_map.h"

#include <algorithm>

namespace barnabas {

OffsetMap::OffsetMap(const Limits& limits, const SipHashKey& key) : key_(key) {
  // At least one key must fit, or a cleaning would never get on; and one slot always stays free,
  // so that a search ends.
  const auto load_factor = std::clamp(limits.load_factor, 0.01, 0.99);
  const auto slots_allowed = std::max<std::size_t>(limits.bytes_max / kEntrySize, 2);
  const auto keys = std::max<double>(static_cast<double>(limits.keys_max), 1);
  const auto slots_useful = keys / load_factor + 2;
  const auto slots = slots_useful < static_cast<double>(slots_allowed)
                         ? static_cast<std::size_t>(slots_useful)
                         : slots_allowed;
  slots_.resize(slots);
  size_max_ = std::clamp<std::size_t>(
      static_cast<std::size_t>(static_cast<double>(slots) * load_factor), 1, slots - 1);
}

std::size_t OffsetMap::slot_of(const Hash128& hash) const {
  auto at = static_cast<std::size_t>(hash.low % slots_.size());
  while (slots_[at].offset != kNoOffset && slots_[at].hash != hash)
    if (++at == slots_.size()) at = 0;
  return at;
}

bool OffsetMap::put(Bytes key, Offset offset) {
  const auto hash = siphash128(key, key_);
  auto& slot = slots_[slot_of(hash)];
  if (slot.offset == kNoOffset) {
    if (size_ >= size_max_) return false;
    ++size_;
    slot.hash = hash;
  }
  slot.offset = offset;
  latest_offset_ = offset;
  return true;
}

std::optional<Offset> OffsetMap::find(Bytes key) const {
  const auto& slot = slots_[slot_of(siphash128(key, key_))];
  if (slot.offset == kNoOffset) return std::nullopt;
  return slot.offset;
}

void OffsetMap::seen_up_to(Offset offset) { latest_offset_ = std::max(latest_offset_, offset); }

}  // namespace barnabas
