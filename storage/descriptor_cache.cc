#include "storage/descriptor_cache.h"

#include <utility>

namespace barnabas {

bool DescriptorCache::evict() {
  if (slots_.empty()) return false;
  // A clean one among the oldest few, else the oldest: looking further would make every open slow
  // when everything is dirty (durability=os).
  constexpr int candidates = 16;
  auto victim = std::prev(slots_.end());
  auto it = victim;
  for (int i = 0; i < candidates; ++i) {
    if (!(*it)->dirty) {
      victim = it;
      break;
    }
    if (it == slots_.begin()) break;
    --it;
  }
  drop(**victim);
  return true;
}

void DescriptorCache::insert(Slot& slot, std::shared_ptr<const Descriptor> descriptor) {
  slot.descriptor = std::move(descriptor);
  slot.place = slots_.insert(slots_.begin(), &slot);
}

void DescriptorCache::drop(Slot& slot) {
  if (!slot.descriptor) return;
  slots_.erase(slot.place);
  slot.descriptor.reset();
}

}  // namespace barnabas
