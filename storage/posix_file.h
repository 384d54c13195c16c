#pragma once
// PosixFile: a File of a PosixDirectory. Opens its descriptor when it is needed.

#include <atomic>
#include <memory>
#include <string>

#include "storage/descriptor_cache.h"
#include "storage/directory.h"

namespace barnabas {

// Opens PATH below the folder `root` with these open(2) flags, without following a symbolic link
// anywhere on the way and without waiting on a FIFO; what is not a regular file is refused.
Result<int> open_beneath(int root, const std::string& path, int flags);

class PosixFile final : public File {
 public:
  struct Place {
    DescriptorCache* cache = nullptr;
    int root = -1;
    std::string path;
    bool writable = false;
    std::shared_ptr<DescriptorCache> own_cache = nullptr;  // of a file that shares none
  };

  PosixFile(Place place, std::uint64_t size) : place_(std::move(place)), size_(size) {}
  ~PosixFile() override { place_.cache->drop(slot_); }

  // Gives it a descriptor that is open already.
  void adopt(std::shared_ptr<const Descriptor> descriptor) {
    place_.cache->insert(slot_, std::move(descriptor));
  }

  const std::string& path() const override { return place_.path; }
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) override;
  Result<void> write_at(std::uint64_t position, Bytes content) override;
  Result<void> write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) override;
  Result<void> truncate(std::uint64_t size) override;
  Result<void> sync() override;
  Result<SyncWork> sync_work() override;
  Result<FileRange> range(Extent extent) override;

 private:
  // The descriptor, opened if need be, and marked as used.
  Result<std::shared_ptr<const Descriptor>> acquire();
  // The same for a change; refused after a failed sync.
  Result<std::shared_ptr<const Descriptor>> acquire_for_writing();

  Place place_;
  std::uint64_t size_;
  DescriptorCache::Slot slot_;
  // Set by a sync that failed, perhaps on another thread; made with the first sync.
  std::shared_ptr<std::atomic<bool>> sync_failed_;
};

}  // namespace barnabas
