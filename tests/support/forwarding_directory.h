#pragma once
// ForwardingDirectory, ForwardingFile: hand every call on to another one. A test that wants to
// count, delay or fail some calls derives from them.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/directory.h"
#include "storage/file.h"

namespace barnabas {

class ForwardingFile : public File {
 public:
  explicit ForwardingFile(std::unique_ptr<File> file) : file_(std::move(file)) {}
  const std::string& path() const override { return file_->path(); }
  std::uint64_t size() const override { return file_->size(); }
  Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) override {
    return file_->read_at(position, into);
  }
  Result<void> write_at(std::uint64_t position, Bytes content) override {
    return file_->write_at(position, content);
  }
  Result<void> write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) override {
    return file_->write_pieces_at(position, pieces);
  }
  Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
  Result<void> sync() override { return file_->sync(); }
  Result<SyncWork> sync_work() override { return file_->sync_work(); }
  Result<FileRange> range(Extent extent) override { return file_->range(extent); }

 private:
  std::unique_ptr<File> file_;
};

class ForwardingDirectory : public Directory {
 public:
  // `to` must outlive it.
  explicit ForwardingDirectory(Directory& to) : to_(to) {}
  const std::string& name() const override { return to_.name(); }
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    return to_.open(path, mode);
  }
  Result<std::unique_ptr<File>> open_detached(const std::string& path, OpenMode mode) override {
    return to_.open_detached(path, mode);
  }
  Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
    return to_.list(path);
  }
  Result<bool> exists(const std::string& path) override { return to_.exists(path); }
  Result<std::uint64_t> file_size(const std::string& path) override { return to_.file_size(path); }
  Result<void> make_directory(const std::string& path) override { return to_.make_directory(path); }
  Result<void> rename(const Rename& names) override { return to_.rename(names); }
  Result<void> remove(const std::string& path) override { return to_.remove(path); }
  Result<void> sync_directory(const std::string& path) override { return to_.sync_directory(path); }
  Result<VolumeSpace> volume_space() override { return to_.volume_space(); }
  Result<std::unique_ptr<DirectoryLock>> lock(const std::string& path) override {
    return to_.lock(path);
  }

 private:
  Directory& to_;
};

}  // namespace barnabas
