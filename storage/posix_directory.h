#pragma once
// PosixDirectory: a data directory on a real file system.
//
// Every path is resolved from the directory's own descriptor, without following links, so that
// nobody who can write into it makes the broker read or write elsewhere. Files are 0600, folders
// 0700, descriptors close on exec. At most `descriptors_max` files are open at once: the one used
// longest ago is closed for the next, those with unsynced writes last, because a write-back error
// is reported to an open descriptor most surely.
//
// One thread, but see directory.h for what may run elsewhere.

#include <memory>
#include <string>

#include "storage/directory.h"

namespace barnabas {

class DescriptorCache;

struct PosixDirectoryOptions {
  // Create the directory (its parents must exist) if it is missing.
  bool create = true;
  // 0: half of what the process may open (RLIMIT_NOFILE), at most 16 384.
  std::size_t descriptors_max = 0;
};

class PosixDirectory final : public Directory {
 public:
  static Result<std::unique_ptr<PosixDirectory>> at(const std::string& path,
                                                    PosixDirectoryOptions options = {});
  ~PosixDirectory() override;

  // Files that hold a descriptor now; never more than descriptors_max.
  std::size_t open_descriptors() const;

  const std::string& name() const override { return name_; }
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Result<std::unique_ptr<File>> open_detached(const std::string& path, OpenMode mode) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path) override;
  Result<bool> exists(const std::string& path) override;
  Result<std::uint64_t> file_size(const std::string& path) override;
  Result<void> make_directory(const std::string& path) override;
  Result<void> rename(const Rename& names) override;
  Result<void> remove(const std::string& path) override;
  Result<void> sync_directory(const std::string& path) override;
  Result<VolumeSpace> volume_space() override;
  Result<std::unique_ptr<DirectoryLock>> lock(const std::string& path) override;

 private:
  PosixDirectory(std::string name, int descriptor, std::size_t descriptors_max);

  std::string name_;
  int descriptor_;
  std::unique_ptr<DescriptorCache> cache_;
};

}  // namespace barnabas
