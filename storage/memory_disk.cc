#include "storage/memory_disk.h"

#include <algorithm>
#include <limits>
#include <set>

#include "storage/memory_inode.h"

namespace barnabas {

namespace {
constexpr Inode root_inode = 1;
constexpr auto never = std::numeric_limits<std::uint64_t>::max();
}  // namespace

struct MemoryDisk::State {
  std::string name = "memory";
  std::map<Inode, MemoryContent> files;
  std::map<Inode, MemoryNames> folders{{root_inode, {}}};
  std::set<Inode> others;
  Inode next_inode = root_inode + 1;
  std::set<std::string> locks;

  std::uint64_t operations = 0;
  std::uint64_t crash_at = never;
  bool crashed = false;
  std::function<void(std::uint64_t)> hook;
  std::vector<DiskFault> faults;
  std::uint64_t capacity = never;

  // Where a path leads: the folder that holds it, its name there, what it is (0: nothing).
  struct Place {
    Inode folder = 0;
    std::string leaf;
    Inode inode = 0;
  };

  Result<Place> find(const std::string& path, std::string_view action) const {
    auto legal = check_path(path);
    if (!legal) return tl::unexpected(legal.error());
    Place place{.folder = root_inode, .leaf = path, .inode = 0};
    for (auto slash = place.leaf.find('/'); slash != std::string::npos;
         slash = place.leaf.find('/')) {
      const auto& entries = folders.at(place.folder).entries();
      const auto entry = entries.find(std::string_view(place.leaf).substr(0, slash));
      if (entry == entries.end()) return tl::unexpected(storage_error(ENOENT, path, action));
      if (!folders.contains(entry->second))
        return tl::unexpected(storage_error(ENOTDIR, path, action));
      place.folder = entry->second;
      place.leaf.erase(0, slash + 1);
    }
    const auto& entries = folders.at(place.folder).entries();
    if (const auto entry = entries.find(place.leaf); entry != entries.end())
      place.inode = entry->second;
    return place;
  }

  Result<Inode> find_folder(const std::string& path, std::string_view action) const {
    if (path.empty()) return root_inode;
    auto place = find(path, action);
    if (!place) return tl::unexpected(place.error());
    if (place->inode == 0) return tl::unexpected(storage_error(ENOENT, path, action));
    if (!folders.contains(place->inode))
      return tl::unexpected(storage_error(ENOTDIR, path, action));
    return place->inode;
  }

  // The fault that hits this call, used up by it.
  std::optional<DiskFault> take_fault(DiskOperation operation, const std::string& path) {
    std::optional<DiskFault> hit;
    for (auto& fault : faults) {
      if (fault.operation != operation || !path.ends_with(fault.path_suffix)) continue;
      if (fault.nth > 0) {
        --fault.nth;
      } else if (fault.count > 0) {
        if (fault.count != never) --fault.count;
        hit = fault;
      }
    }
    return hit;
  }

  // What every call does first.
  Result<void> reading(DiskOperation operation, const std::string& path) {
    if (crashed) return gone(path);
    if (auto fault = take_fault(operation, path))
      return tl::unexpected(storage_error(fault->error, path, "cannot do that"));
    return {};
  }
  Result<void> changing(DiskOperation operation, const std::string& path) {
    if (auto counted = count(path); !counted) return counted;
    return reading(operation, path);
  }
  Result<void> count(const std::string& path) {
    if (crashed) return gone(path);
    if (hook) hook(operations);
    if (operations == crash_at) crashed = true;
    if (crashed) return gone(path);
    ++operations;
    return {};
  }
  static Result<void> gone(const std::string& path) {
    return tl::unexpected(storage_error(EIO, path, "this disk has crashed"));
  }

  std::uint64_t used() const {
    std::uint64_t bytes = 0;
    for (const auto& [inode, content] : reachable_files()) bytes += content->bytes().size();
    return bytes;
  }

  std::map<Inode, const MemoryContent*> reachable_files() const {
    std::map<Inode, const MemoryContent*> found;
    visit(root_inode, "", [&](const std::string&, Inode inode) {
      if (const auto file = files.find(inode); file != files.end()) found[inode] = &file->second;
    });
    return found;
  }

  template <class Visit>
  void visit(Inode folder, const std::string& path, const Visit& visitor) const {
    for (const auto& [leaf, inode] : folders.at(folder).entries()) {
      const auto inside = join_path(path, leaf);
      visitor(inside, inode);
      if (folders.contains(inode)) visit(inode, inside, visitor);
    }
  }

  // Copies an inode and all that can be reached from it.
  void copy_into(State& to, Inode inode) const {
    if (const auto file = files.find(inode); file != files.end()) {
      to.files.insert(*file);
    } else if (others.contains(inode)) {
      to.others.insert(inode);
    } else if (const auto folder = folders.find(inode); folder != folders.end()) {
      to.folders[inode] = folder->second;
      for (const auto below : folder->second.reachable()) copy_into(to, below);
    }
  }

  // Builds what survives of a folder.
  void survive_into(State& to, Inode folder, DiskRandom& random) const {
    auto& names = to.folders[folder];
    for (const auto& [leaf, inode] : folders.at(folder).survivors(random)) {
      names.add(leaf, inode);
      if (const auto file = files.find(inode); file != files.end())
        to.files.insert_or_assign(inode, MemoryContent(file->second.survivors(random)));
      if (others.contains(inode)) to.others.insert(inode);
      if (folders.contains(inode)) survive_into(to, inode, random);
    }
    names.sync();
  }
};

namespace {

class MemoryLock final : public DirectoryLock {
 public:
  MemoryLock(std::shared_ptr<void> keep_alive, std::set<std::string>& locks, std::string path)
      : keep_alive_(std::move(keep_alive)), locks_(locks), path_(std::move(path)) {}
  ~MemoryLock() override { locks_.erase(path_); }

 private:
  std::shared_ptr<void> keep_alive_;
  std::set<std::string>& locks_;
  std::string path_;
};

}  // namespace

class MemoryFile final : public File {
 public:
  struct Place {
    std::string path;
    Inode inode = 0;
    bool writable = false;
  };

  MemoryFile(std::shared_ptr<MemoryDisk::State> state, Place place)
      : state_(std::move(state)), place_(std::move(place)) {}

  const std::string& path() const override { return place_.path; }
  std::uint64_t size() const override { return content().bytes().size(); }

  Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) override {
    auto begun = state_->reading(DiskOperation::Read, path());
    if (!begun) return tl::unexpected(begun.error());
    const auto& bytes = content().bytes();
    if (position >= bytes.size()) return std::size_t{0};
    const auto count = std::min<std::uint64_t>(into.size(), bytes.size() - position);
    if (count > 0) std::memcpy(into.data(), bytes.data() + position, count);
    return static_cast<std::size_t>(count);
  }

  Result<void> write_at(std::uint64_t position, Bytes bytes) override {
    if (auto writable = check_writable(); !writable) return writable;
    if (auto begun = state_->count(path()); !begun) return begun;
    if (auto fault = state_->take_fault(DiskOperation::Write, path())) {
      content().write(position, bytes.first(std::min(bytes.size(), fault->bytes_written)));
      return tl::unexpected(storage_error(fault->error, path(), "cannot write"));
    }
    std::size_t room = bytes.size();
    if (state_->capacity != never) {
      const auto end = std::max<std::uint64_t>(size(), position + bytes.size());
      const auto growth = end - size();
      const auto used = state_->used();
      const auto left = state_->capacity > used ? state_->capacity - used : 0;
      if (growth > left) room -= std::min(room, static_cast<std::size_t>(growth - left));
    }
    if (auto written = write_in_two(position, bytes.first(room)); !written) return written;
    if (room == bytes.size()) return {};
    return tl::unexpected(storage_error(ENOSPC, path(), "cannot write"));
  }

  Result<void> write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) override {
    std::string whole;
    for (const auto piece : pieces) whole.append(as_text(piece));
    return write_at(position, as_bytes(whole));
  }

  Result<void> truncate(std::uint64_t size) override {
    if (auto writable = check_writable(); !writable) return writable;
    if (auto begun = state_->changing(DiskOperation::Truncate, path()); !begun) return begun;
    content().truncate(size);
    return {};
  }

  Result<void> sync() override {
    auto work = sync_work();
    if (!work) return tl::unexpected(work.error());
    return (*work)();
  }

  Result<SyncWork> sync_work() override {
    if (auto writable = check_writable(); !writable) return tl::unexpected(writable.error());
    return [state = state_, place = place_, failed = sync_failed_]() -> Result<void> {
      auto& content = state->files.at(place.inode);
      auto begun = state->changing(DiskOperation::Sync, place.path);
      if (begun) {
        content.sync();
      } else {
        content.fail_sync();
        *failed = true;
      }
      return begun;
    };
  }

  Result<FileRange> range(Extent extent) override {
    FileRange range;
    range.owner = state_;
    range.offset = extent.position;
    range.size = extent.size;
    return range;
  }

 private:
  MemoryContent& content() { return state_->files.at(place_.inode); }
  const MemoryContent& content() const { return state_->files.at(place_.inode); }

  Result<void> check_writable() const {
    if (!place_.writable)
      return tl::unexpected(storage_error(EBADF, path(), "opened to read only"));
    if (*sync_failed_)
      return fail(ErrorCode::KafkaStorageError, path() + ": an earlier sync failed");
    return {};
  }

  // The kernel copies page by page, so that a kill can fall between two of them; between sectors
  // is harsher.
  Result<void> write_in_two(std::uint64_t position, Bytes bytes) {
    constexpr std::uint64_t sector = 512;
    const auto first_boundary = (position / sector + 1) * sector;
    const auto end = position + bytes.size();
    if (first_boundary >= end) {
      content().write(position, bytes);
      return {};
    }
    const auto boundaries = (end - 1 - first_boundary) / sector + 1;
    const auto chosen = state_->operations * 2654435761U % boundaries;
    const auto first = static_cast<std::size_t>(first_boundary + chosen * sector - position);
    content().write(position, bytes.first(first));
    if (auto begun = state_->count(path()); !begun) return begun;
    content().write(position + first, bytes.subspan(first));
    return {};
  }

  std::shared_ptr<MemoryDisk::State> state_;
  Place place_;
  std::shared_ptr<bool> sync_failed_ = std::make_shared<bool>(false);
};

MemoryDisk::MemoryDisk() : state_(std::make_shared<State>()) {}
MemoryDisk::~MemoryDisk() = default;

std::uint64_t MemoryDisk::operations() const { return state_->operations; }
void MemoryDisk::crash_at_operation(std::uint64_t number) { state_->crash_at = number; }
bool MemoryDisk::crashed() const { return state_->crashed; }
void MemoryDisk::before_operation(std::function<void(std::uint64_t)> hook) {
  state_->hook = std::move(hook);
}
void MemoryDisk::inject(DiskFault fault) { state_->faults.push_back(std::move(fault)); }
void MemoryDisk::clear_faults() { state_->faults.clear(); }
void MemoryDisk::set_capacity(std::uint64_t bytes) { state_->capacity = bytes; }

std::unique_ptr<MemoryDisk> MemoryDisk::after_process_kill() const {
  auto disk = std::make_unique<MemoryDisk>();
  disk->state_->next_inode = state_->next_inode;
  state_->copy_into(*disk->state_, root_inode);
  return disk;
}

std::unique_ptr<MemoryDisk> MemoryDisk::after_power_loss(std::uint64_t seed) const {
  auto disk = std::make_unique<MemoryDisk>();
  DiskRandom random(seed);
  disk->state_->next_inode = state_->next_inode;
  state_->survive_into(*disk->state_, root_inode, random);
  return disk;
}

std::optional<std::string> MemoryDisk::content(const std::string& path) const {
  auto place = state_->find(path, "cannot look at it");
  if (!place) return std::nullopt;
  const auto file = state_->files.find(place->inode);
  if (file == state_->files.end()) return std::nullopt;
  return file->second.bytes();
}

void MemoryDisk::set_content(const std::string& path, std::string content) {
  auto place = state_->find(path, "cannot damage it").value();
  if (place.inode == 0) {
    place.inode = state_->next_inode++;
    auto& names = state_->folders.at(place.folder);
    names.add(place.leaf, place.inode);
    names.sync();
  }
  state_->files.insert_or_assign(place.inode, MemoryContent(std::move(content)));
}

void MemoryDisk::add_other(const std::string& path) {
  const auto place = state_->find(path, "cannot add it").value();
  const auto inode = state_->next_inode++;
  state_->others.insert(inode);
  auto& names = state_->folders.at(place.folder);
  names.add(place.leaf, inode);
  names.sync();
}

std::vector<std::string> MemoryDisk::paths() const {
  std::vector<std::string> found;
  state_->visit(root_inode, "", [&](const std::string& path, Inode inode) {
    if (state_->files.contains(inode)) found.push_back(path);
  });
  return found;
}

const std::string& MemoryDisk::name() const { return state_->name; }

Result<std::unique_ptr<File>> MemoryDisk::open(const std::string& path, OpenMode mode) {
  if (auto begun = state_->reading(DiskOperation::Open, path); !begun)
    return tl::unexpected(begun.error());
  auto place = state_->find(path, "cannot open");
  if (!place) return tl::unexpected(place.error());
  const bool may_create = mode == OpenMode::Create || mode == OpenMode::Truncate;
  if (place->inode == 0) {
    if (!may_create) return tl::unexpected(storage_error(ENOENT, path, "cannot open"));
    if (auto begun = state_->count(path); !begun) return tl::unexpected(begun.error());
    place->inode = state_->next_inode++;
    state_->files.emplace(place->inode, MemoryContent());
    state_->folders.at(place->folder).add(place->leaf, place->inode);
  }
  if (!state_->files.contains(place->inode))
    return fail(ErrorCode::KafkaStorageError,
                path + ": is not a regular file and so is left alone");
  if (mode == OpenMode::Truncate && !state_->files.at(place->inode).bytes().empty()) {
    if (auto begun = state_->changing(DiskOperation::Truncate, path); !begun)
      return tl::unexpected(begun.error());
    state_->files.at(place->inode).truncate(0);
  }
  MemoryFile::Place where{.path = path, .inode = place->inode, .writable = mode != OpenMode::Read};
  return std::make_unique<MemoryFile>(state_, std::move(where));
}

Result<std::vector<DirectoryEntry>> MemoryDisk::list(const std::string& path) {
  if (auto begun = state_->reading(DiskOperation::List, path); !begun)
    return tl::unexpected(begun.error());
  auto folder = state_->find_folder(path, "cannot list the folder");
  if (!folder) return tl::unexpected(folder.error());
  std::vector<DirectoryEntry> entries;
  for (const auto& [leaf, inode] : state_->folders.at(*folder).entries()) {
    auto kind = state_->files.contains(inode) ? EntryKind::File : EntryKind::Other;
    if (state_->folders.contains(inode)) kind = EntryKind::Directory;
    entries.push_back({.name = leaf, .kind = kind});
  }
  return entries;
}

Result<bool> MemoryDisk::exists(const std::string& path) {
  if (state_->crashed) return tl::unexpected(State::gone(path).error());
  auto place = state_->find(path, "cannot look at it");
  if (place) return place->inode != 0;
  if (is_missing(place.error())) return false;
  return tl::unexpected(place.error());
}

Result<std::uint64_t> MemoryDisk::file_size(const std::string& path) {
  if (state_->crashed) return tl::unexpected(State::gone(path).error());
  auto place = state_->find(path, "cannot look at it");
  if (!place) return tl::unexpected(place.error());
  if (place->inode == 0) return tl::unexpected(storage_error(ENOENT, path, "cannot look at it"));
  const auto file = state_->files.find(place->inode);
  if (file == state_->files.end())
    return fail(ErrorCode::KafkaStorageError, path + ": is not a regular file");
  return std::uint64_t{file->second.bytes().size()};
}

Result<void> MemoryDisk::make_directory(const std::string& path) {
  auto place = state_->find(path, "cannot create the folder");
  if (!place) return tl::unexpected(place.error());
  if (place->inode != 0 && state_->folders.contains(place->inode)) return {};
  if (place->inode != 0)
    return tl::unexpected(storage_error(EEXIST, path, "cannot create the folder"));
  if (auto begun = state_->changing(DiskOperation::MakeDirectory, path); !begun) return begun;
  const auto inode = state_->next_inode++;
  state_->folders[inode] = {};
  state_->folders.at(place->folder).add(place->leaf, inode);
  return {};
}

Result<void> MemoryDisk::rename(const Rename& names) {
  const auto action = "cannot rename to " + names.to;
  auto from = state_->find(names.from, action);
  if (!from) return tl::unexpected(from.error());
  auto to = state_->find(names.to, action);
  if (!to) return tl::unexpected(to.error());
  if (from->inode == 0) return tl::unexpected(storage_error(ENOENT, names.from, action));
  if (from->folder != to->folder)
    return fail(ErrorCode::KafkaStorageError, names.from + ": is renamed within its folder only");
  if (to->inode != 0 && state_->folders.contains(to->inode))
    return tl::unexpected(storage_error(EEXIST, names.from, action));
  if (auto begun = state_->changing(DiskOperation::Rename, names.from); !begun) return begun;
  state_->folders.at(from->folder).rename(from->leaf, to->leaf);
  return {};
}

Result<void> MemoryDisk::remove(const std::string& path) {
  auto place = state_->find(path, "cannot remove");
  if (!place && is_missing(place.error())) return {};
  if (!place) return tl::unexpected(place.error());
  if (place->inode == 0) return {};
  const auto folder = state_->folders.find(place->inode);
  if (folder != state_->folders.end() && !folder->second.entries().empty())
    return tl::unexpected(storage_error(ENOTEMPTY, path, "cannot remove"));
  if (auto begun = state_->changing(DiskOperation::Remove, path); !begun) return begun;
  state_->folders.at(place->folder).remove(place->leaf);
  return {};
}

Result<void> MemoryDisk::sync_directory(const std::string& path) {
  auto folder = state_->find_folder(path, "cannot sync the folder to the disk");
  if (!folder) return tl::unexpected(folder.error());
  if (auto begun = state_->changing(DiskOperation::SyncDirectory, path); !begun) return begun;
  state_->folders.at(*folder).sync();
  return {};
}

Result<VolumeSpace> MemoryDisk::volume_space() {
  const auto total = state_->capacity == never ? std::uint64_t{1} << 40 : state_->capacity;
  const auto used = state_->used();
  return VolumeSpace{.total = total, .free = total > used ? total - used : 0};
}

Result<std::unique_ptr<DirectoryLock>> MemoryDisk::lock(const std::string& path) {
  if (auto file = open(path, OpenMode::Create); !file) return tl::unexpected(file.error());
  if (!state_->locks.insert(path).second)
    return fail(ErrorCode::KafkaStorageError, path + ": this process has locked it already");
  return std::make_unique<MemoryLock>(state_, state_->locks, path);
}

}  // namespace barnabas
