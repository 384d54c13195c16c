#pragma once
// DescriptorCache: which files of a PosixDirectory hold a descriptor right now.
//
// Least recently used goes first. A descriptor that somebody shares (a FileRange being sent, a sync
// on a pool thread) stays open until that is done, although its file has given it up.
// Owned by the Directory's thread.

#include <unistd.h>

#include <cstddef>
#include <list>
#include <memory>

namespace barnabas {

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

class DescriptorCache {
 public:
  // One file's place in the cache; part of the file.
  struct Slot {
    std::shared_ptr<const Descriptor> descriptor;
    // Written to since the last sync: given up last.
    bool dirty = false;
    std::list<Slot*>::iterator place;
  };

  explicit DescriptorCache(std::size_t descriptors_max) : descriptors_max_(descriptors_max) {}

  std::size_t size() const { return slots_.size(); }
  // Marks a slot that holds a descriptor as just used.
  void touch(Slot& slot) { slots_.splice(slots_.begin(), slots_, slot.place); }
  // Makes room for one more.
  void make_room() {
    while (slots_.size() >= descriptors_max_ && evict()) {
    }
  }
  // Closes the descriptor used longest ago; false if there is none.
  bool evict();
  // Takes a newly opened descriptor in. REQUIRES: the slot is empty.
  void insert(Slot& slot, std::shared_ptr<const Descriptor> descriptor);
  // Forgets a slot; fine if it is empty.
  void drop(Slot& slot);

 private:
  std::size_t descriptors_max_;
  std::list<Slot*> slots_;  // used last first
};

}  // namespace barnabas
