#pragma once
// Directory: a data directory, and the only way storage/ reaches files.
//
// Paths are relative to it, with at most a few components: "meta.properties", "orders-0",
// "orders-0/00000000000000000000.log". A path never leaves it: "..", "/x" and symbolic links are
// refused. Two implementations: PosixDirectory, and MemoryDisk, which models crashes.
//
// What is durable when: a file's content after File::sync; a creation, rename or removal after
// sync_directory of the folder that holds the name (for a rename within one folder: that one).
// rename is atomic: after a crash the old or the new, never neither.
//
// Files belong to the thread that owns the Directory, and so does open(). Everything else may be
// called from any thread, so that removals and compaction can be left to a pool.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "storage/file.h"

namespace barnabas {

enum class OpenMode {
  Read,      // must exist; writing is an error
  Write,     // must exist; read and write
  Create,    // created empty if missing; read and write
  Truncate,  // created if missing, emptied if not; read and write
};

enum class EntryKind { File, Directory, Other };  // Other: symbolic link, FIFO, socket, device

struct DirectoryEntry {
  std::string name;
  EntryKind kind = EntryKind::File;
  bool operator==(const DirectoryEntry&) const = default;
};

struct VolumeSpace {
  std::uint64_t total = 0;
  std::uint64_t free = 0;
};

struct Rename {
  std::string from;
  std::string to;
};

// Holds an advisory lock until it is destroyed.
class DirectoryLock {
 public:
  virtual ~DirectoryLock() = default;
};

class Directory {
 public:
  Directory() = default;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  virtual ~Directory() = default;

  // Where it is, for messages: "/var/lib/barnabas", or "memory".
  virtual const std::string& name() const = 0;

  // A file to read or write. Reports a missing file at once (is_missing); anything that is not a
  // regular file is refused without being touched. The File must not outlive the Directory.
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;

  // The same for one other thread, which works on it while this one goes on: a File that shares
  // nothing with others and keeps its descriptor open, so that a rename or removal does not matter
  // to it. Any thread.
  virtual Result<std::unique_ptr<File>> open_detached(const std::string& path, OpenMode mode) = 0;

  // What is in a folder, sorted by name, without "." and ".."; "" is the directory itself.
  virtual Result<std::vector<DirectoryEntry>> list(const std::string& path) = 0;
  // Whether something of that name is there, of whatever kind.
  virtual Result<bool> exists(const std::string& path) = 0;
  // Size of a file in bytes, without opening it.
  virtual Result<std::uint64_t> file_size(const std::string& path) = 0;

  // Creates one folder (mode 0700); one that exists already is fine.
  virtual Result<void> make_directory(const std::string& path) = 0;
  // Renames a file or folder; a file at `to` is replaced, atomically.
  virtual Result<void> rename(const Rename& names) = 0;
  // Removes a file or an empty folder; one that is gone already is fine.
  virtual Result<void> remove(const std::string& path) = 0;
  // Makes creations, renames and removals in this folder durable; "" is the directory itself.
  virtual Result<void> sync_directory(const std::string& path) = 0;

  // How large the volume is, and how many bytes this user may still write.
  virtual Result<VolumeSpace> volume_space() = 0;

  // Takes the lock that `path` stands for (Kafka's ".lock"), creating the file. Where another
  // process holds it, the error names its pid if it can be known.
  virtual Result<std::unique_ptr<DirectoryLock>> lock(const std::string& path) = 0;
};

// "orders-0" and "x.log" give "orders-0/x.log"; an empty folder gives the name alone.
std::string join_path(std::string_view folder, std::string_view name);

// Refuses what could leave the directory: empty and "..", absolute paths, NUL bytes.
Result<void> check_path(std::string_view path);

// Removes a folder with everything in it, deepest first; does not follow links. One that is gone
// already is fine. Not durable before sync_directory of the folder that held it.
Result<void> remove_tree(Directory& directory, const std::string& path);

// The whole content of a small file; an error if it has more than `bytes_max` bytes.
Result<std::string> read_whole_file(Directory& directory, const std::string& path,
                                    std::uint64_t bytes_max = 16 * 1024 * 1024);

enum class ReplaceSync : std::uint8_t {
  Now,    // durable when it returns
  Later,  // whole for every reader, but after a power loss it may be the old one, empty or gone
};
// Replaces a file so that a crash leaves the old content or the new, never less: writes PATH.tmp,
// syncs it, renames it, syncs the folder. Without the syncs that holds for a killed process only.
Result<void> replace_file(Directory& directory, const std::string& path, std::string_view content,
                          ReplaceSync sync = ReplaceSync::Now);

}  // namespace barnabas
