#include "storage/posix_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "storage/posix_file.h"

namespace barnabas {
namespace {

// The folder that holds the last component of a path, and that component.
struct Parent {
  std::shared_ptr<const Descriptor> owner;  // none if it is the root, which is not ours to close
  int folder = -1;
  std::string leaf;
};

// Walks down without following links; O_PATH needs no permission to list.
Result<Parent> find_parent(int root, const std::string& path) {
  auto legal = check_path(path);
  if (!legal) return tl::unexpected(legal.error());
  Parent parent{.owner = nullptr, .folder = root, .leaf = path};
  for (auto slash = parent.leaf.find('/'); slash != std::string::npos;
       slash = parent.leaf.find('/')) {
    const auto component = parent.leaf.substr(0, slash);
    const int folder =
        ::openat(parent.folder, component.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return tl::unexpected(storage_error(errno, path, "cannot open its folder"));
    parent.owner = std::make_shared<Descriptor>(folder);
    parent.folder = folder;
    parent.leaf.erase(0, slash + 1);
  }
  return parent;
}

// A folder opened to list or to sync it; "" is the root.
Result<int> open_folder(int root, const std::string& path) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int folder = -1;
  if (path.empty()) {
    folder = ::openat(root, ".", flags);
  } else {
    auto parent = find_parent(root, path);
    if (!parent) return tl::unexpected(parent.error());
    folder = ::openat(parent->folder, parent->leaf.c_str(), flags);
  }
  if (folder < 0) return tl::unexpected(storage_error(errno, path, "cannot open the folder"));
  return folder;
}

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::File;
  if (S_ISDIR(mode)) return EntryKind::Directory;
  return EntryKind::Other;
}

EntryKind kind_of(int folder, const dirent& entry) {
  if (entry.d_type == DT_REG) return EntryKind::File;
  if (entry.d_type == DT_DIR) return EntryKind::Directory;
  if (entry.d_type != DT_UNKNOWN) return EntryKind::Other;
  struct stat status {};
  if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::Other;
  return kind_of(status.st_mode);
}

Result<struct stat> status_of(int root, const std::string& path) {
  auto parent = find_parent(root, path);
  if (!parent) return tl::unexpected(parent.error());
  struct stat status {};
  if (::fstatat(parent->folder, parent->leaf.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return tl::unexpected(storage_error(errno, path, "cannot look at it"));
  return status;
}

Error not_a_file(const std::string& path) {
  return {.code = ErrorCode::KafkaStorageError,
          .message = fmt::format("{}: is not a regular file and so is left alone", path)};
}

std::size_t default_descriptors_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  return std::clamp<std::size_t>(limit.rlim_cur / 2, 16, 16'384);
}

// Why there is no data directory, with what only whoever named it can do about it.
Error cannot_have(int number, const std::string& path, std::string_view what) {
  auto error = storage_error(number, path, what);
  if (number == ENOENT) error.message += "; make the folder above it first (mkdir -p)";
  if (number == ENOTDIR) error.message += "; a file is in its place, name another folder";
  return error;
}

class PosixLock final : public DirectoryLock {
 public:
  explicit PosixLock(int descriptor) : descriptor_(descriptor) {}

 private:
  Descriptor descriptor_;  // the kernel ends the lock with the descriptor
};

// Who holds the lock: the kernel knows it of a process-owned lock as Apache Kafka takes it; of ours
// the pid stands in the file.
std::string holder_of(int descriptor) {
  struct flock wanted {};
  wanted.l_type = F_WRLCK;
  wanted.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK && wanted.l_pid > 0)
    return fmt::format("process {}", wanted.l_pid);
  std::array<char, 24> text{};
  const auto count = ::pread(descriptor, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0; i < count && text[static_cast<std::size_t>(i)] >= '0' &&
                      text[static_cast<std::size_t>(i)] <= '9';
       ++i)
    digits += text[static_cast<std::size_t>(i)];
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

Result<int> open_beneath(int root, const std::string& path, int flags) {
  auto parent = find_parent(root, path);
  if (!parent) return tl::unexpected(parent.error());
  // O_NONBLOCK means nothing for a regular file, and does not wait for the other end of a FIFO.
  const int opened = ::openat(parent->folder, parent->leaf.c_str(),
                              flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
  if (opened < 0) return tl::unexpected(storage_error(errno, path, "cannot open"));
  struct stat status {};
  if (::fstat(opened, &status) == 0 && S_ISREG(status.st_mode)) return opened;
  ::close(opened);
  return tl::unexpected(not_a_file(path));
}

PosixDirectory::PosixDirectory(std::string name, int descriptor, std::size_t descriptors_max)
    : name_(std::move(name)),
      descriptor_(descriptor),
      cache_(std::make_unique<DescriptorCache>(descriptors_max)) {}

PosixDirectory::~PosixDirectory() { ::close(descriptor_); }

Result<std::unique_ptr<PosixDirectory>> PosixDirectory::at(const std::string& path,
                                                           PosixDirectoryOptions options) {
  if (options.create && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return tl::unexpected(cannot_have(errno, path, "cannot create the data directory"));
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return tl::unexpected(cannot_have(errno, path, "cannot open the data directory"));
  const auto descriptors_max =
      options.descriptors_max > 0 ? options.descriptors_max : default_descriptors_max();
  return std::unique_ptr<PosixDirectory>(new PosixDirectory(path, descriptor, descriptors_max));
}

std::size_t PosixDirectory::open_descriptors() const { return cache_->size(); }

Result<std::unique_ptr<File>> PosixDirectory::open(const std::string& path, OpenMode mode) {
  const PosixFile::Place place{
      .cache = cache_.get(), .root = descriptor_, .path = path, .writable = mode != OpenMode::Read};
  if (mode == OpenMode::Read || mode == OpenMode::Write) {
    // Only looks: the descriptor comes with the first use.
    auto status = status_of(descriptor_, path);
    if (!status) return tl::unexpected(status.error());
    if (!S_ISREG(status->st_mode)) return tl::unexpected(not_a_file(path));
    return std::make_unique<PosixFile>(place, static_cast<std::uint64_t>(status->st_size));
  }
  cache_->make_room();
  const int flags = O_RDWR | O_CREAT | (mode == OpenMode::Truncate ? O_TRUNC : 0);
  auto opened = open_beneath(descriptor_, path, flags);
  while (!opened && is_out_of_descriptors(opened.error()) && cache_->evict())
    opened = open_beneath(descriptor_, path, flags);
  if (!opened) return tl::unexpected(opened.error());
  auto held = std::make_shared<Descriptor>(*opened);
  struct stat status {};
  if (::fstat(*opened, &status) != 0)
    return tl::unexpected(storage_error(errno, path, "cannot look at it"));
  auto file = std::make_unique<PosixFile>(place, static_cast<std::uint64_t>(status.st_size));
  file->adopt(std::move(held));
  return file;
}

Result<std::unique_ptr<File>> PosixDirectory::open_detached(const std::string& path,
                                                            OpenMode mode) {
  int flags = mode == OpenMode::Read ? O_RDONLY : O_RDWR;
  if (mode == OpenMode::Create || mode == OpenMode::Truncate) flags |= O_CREAT;
  if (mode == OpenMode::Truncate) flags |= O_TRUNC;
  auto opened = open_beneath(descriptor_, path, flags);
  if (!opened) return tl::unexpected(opened.error());
  auto held = std::make_shared<Descriptor>(*opened);
  struct stat status {};
  if (::fstat(*opened, &status) != 0)
    return tl::unexpected(storage_error(errno, path, "cannot look at it"));
  auto cache = std::make_shared<DescriptorCache>(1);
  PosixFile::Place place{
      .cache = cache.get(), .root = descriptor_, .path = path, .writable = mode != OpenMode::Read};
  place.own_cache = std::move(cache);
  auto file =
      std::make_unique<PosixFile>(std::move(place), static_cast<std::uint64_t>(status.st_size));
  file->adopt(std::move(held));
  return file;
}

Result<std::vector<DirectoryEntry>> PosixDirectory::list(const std::string& path) {
  auto folder = open_folder(descriptor_, path);
  if (!folder) return tl::unexpected(folder.error());
  DIR* stream = ::fdopendir(*folder);
  if (stream == nullptr) {
    const int error = errno;
    ::close(*folder);
    return tl::unexpected(storage_error(error, path, "cannot list the folder"));
  }
  std::vector<DirectoryEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..")
      entries.push_back({.name = std::string(name), .kind = kind_of(*folder, *entry)});
    errno = 0;
  }
  const int error = errno;
  ::closedir(stream);
  if (error != 0) return tl::unexpected(storage_error(error, path, "cannot list the folder"));
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return entries;
}

Result<bool> PosixDirectory::exists(const std::string& path) {
  auto status = status_of(descriptor_, path);
  if (status) return true;
  if (is_missing(status.error())) return false;
  return tl::unexpected(status.error());
}

Result<std::uint64_t> PosixDirectory::file_size(const std::string& path) {
  auto status = status_of(descriptor_, path);
  if (!status) return tl::unexpected(status.error());
  if (!S_ISREG(status->st_mode)) return tl::unexpected(not_a_file(path));
  return static_cast<std::uint64_t>(status->st_size);
}

Result<void> PosixDirectory::make_directory(const std::string& path) {
  auto parent = find_parent(descriptor_, path);
  if (!parent) return tl::unexpected(parent.error());
  if (::mkdirat(parent->folder, parent->leaf.c_str(), 0700) == 0) return {};
  const int error = errno;
  if (error == EEXIST) {
    auto status = status_of(descriptor_, path);
    if (status && S_ISDIR(status->st_mode)) return {};
  }
  return tl::unexpected(storage_error(error, path, "cannot create the folder"));
}

Result<void> PosixDirectory::rename(const Rename& names) {
  auto from = find_parent(descriptor_, names.from);
  if (!from) return tl::unexpected(from.error());
  auto to = find_parent(descriptor_, names.to);
  if (!to) return tl::unexpected(to.error());
  if (::renameat(from->folder, from->leaf.c_str(), to->folder, to->leaf.c_str()) == 0) return {};
  return tl::unexpected(storage_error(errno, names.from, "cannot rename to " + names.to));
}

Result<void> PosixDirectory::remove(const std::string& path) {
  auto parent = find_parent(descriptor_, path);
  if (!parent) {
    if (is_missing(parent.error())) return {};
    return tl::unexpected(parent.error());
  }
  if (::unlinkat(parent->folder, parent->leaf.c_str(), 0) == 0) return {};
  if (errno == EISDIR && ::unlinkat(parent->folder, parent->leaf.c_str(), AT_REMOVEDIR) == 0)
    return {};
  if (errno == ENOENT) return {};
  return tl::unexpected(storage_error(errno, path, "cannot remove"));
}

Result<void> PosixDirectory::sync_directory(const std::string& path) {
  auto folder = open_folder(descriptor_, path);
  if (!folder) return tl::unexpected(folder.error());
  const Descriptor held(*folder);
  if (::fsync(*folder) == 0) return {};
  return tl::unexpected(storage_error(errno, path, "cannot sync the folder to the disk"));
}

Result<VolumeSpace> PosixDirectory::volume_space() {
  struct statvfs status {};
  if (::fstatvfs(descriptor_, &status) != 0)
    return tl::unexpected(storage_error(errno, "", "cannot ask for free space"));
  return VolumeSpace{.total = static_cast<std::uint64_t>(status.f_blocks) * status.f_frsize,
                     .free = static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize};
}

Result<std::unique_ptr<DirectoryLock>> PosixDirectory::lock(const std::string& path) {
  auto opened = open_beneath(descriptor_, path, O_RDWR | O_CREAT);
  if (!opened)
    return fail(opened.error().code, fmt::format("{}/{}", name_, opened.error().message));
  auto lock = std::make_unique<PosixLock>(*opened);
  // A lock of the open file description: it conflicts with the lock that a JVM takes on the same
  // file, and, unlike that one, with a second lock in this process.
  struct flock wanted {};
  wanted.l_type = F_WRLCK;
  wanted.l_whence = SEEK_SET;
  if (::fcntl(*opened, F_OFD_SETLK, &wanted) != 0) {
    if (errno != EAGAIN && errno != EACCES)
      return tl::unexpected(storage_error(errno, fmt::format("{}/{}", name_, path), "cannot lock"));
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: {} is using this data directory; stop it, or start this one "
                            "with another --data-dir",
                            name_, holder_of(*opened)));
  }
  // Informative only: the lock is the kernel's. A file that cannot be written locks all the same.
  const auto pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(*opened, 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(*opened, pid.data(), pid.size(), 0);
  }
  return lock;
}

}  // namespace barnabas
