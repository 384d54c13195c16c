#pragma once
// What a MemoryDisk keeps of one file or folder: its state now, and what is not durable yet.
//
// MemoryContent holds a file's bytes and its unsynced changes, each with the bytes it overwrote, so
// that syncing is forgetting and the durable state is the changes undone. MemoryNames holds a
// folder's entries in the same way. survivors() plays a power loss (memory_disk.h says by which
// rules). Values: copying one is cheap, because bytes are shared until the next write.

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "protocol/base/bytes.h"

namespace barnabas {

using DiskRandom = std::mt19937_64;

class MemoryContent {
 public:
  MemoryContent() : bytes_(std::make_shared<std::string>()) {}
  explicit MemoryContent(std::string bytes)
      : bytes_(std::make_shared<std::string>(std::move(bytes))) {}

  const std::string& bytes() const { return *bytes_; }
  void write(std::uint64_t position, Bytes content);
  void truncate(std::uint64_t size);
  void sync() {
    if (!sync_failed_) changes_.clear();
  }
  // A sync failed: as on Linux the pages count as clean now, and no later sync writes them.
  void fail_sync() { sync_failed_ = true; }
  // The bytes that the next start may find after a power loss now.
  std::string survivors(DiskRandom& random) const;

 private:
  struct Change {
    bool truncation = false;
    std::uint64_t position = 0;  // of a truncation: the new size
    std::string written{};
    std::string overwritten{};  // what was there, as far as the file went
    std::uint64_t size_before = 0;
  };

  std::string& own();
  std::string durable() const;

  std::shared_ptr<std::string> bytes_;
  std::vector<Change> changes_;
  bool sync_failed_ = false;
};

// An inode's number; 0 is none.
using Inode = std::uint64_t;

class MemoryNames {
 public:
  using Entries = std::map<std::string, Inode, std::less<>>;

  const Entries& entries() const { return entries_; }
  // Everything that may be there after a power loss: what is durable and what is pending.
  std::vector<Inode> reachable() const;
  void add(const std::string& name, Inode inode);
  void remove(const std::string& name);
  void rename(const std::string& from, const std::string& to);
  void sync();
  Entries survivors(DiskRandom& random) const;

 private:
  struct Change {
    std::string removed;  // disappears if it still is `inode`; "" for none
    std::string added;    // becomes `inode`; "" for none
    Inode inode = 0;
  };

  static void apply(const Change& change, Entries& entries);

  Entries entries_;
  Entries durable_;
  std::vector<Change> changes_;
};

}  // namespace barnabas
