#pragma once
// MemoryDisk: a Directory in memory that knows what a crash may take away.
//
// Every file has durable content and a list of writes and truncations since its last sync; every
// folder has durable entries and a list of creations, renames and removals since its last
// sync_directory. A process kill keeps everything. A power loss keeps what is durable and, of the
// rest, what the seed says and a disk may do:
//   - each 512-byte sector holds some prefix of what was written to it (zeros behind the old end),
//     whatever the others hold: writes are lost, torn and reordered, but a sector is never mixed;
//   - a lost truncation takes the later writes to that file with it (file systems journal sizes
//     in order);
//   - each unsynced name change survives or not, independently of the others and of the content.
// That is harsher than ext4 and about what ALICE (OSDI 2014) found across file systems.
//
// Operations that change something are counted from 0; crash_at_operation makes the N-th and all
// later calls fail. `before_operation` is called before each, so that a test can take the state
// of every crash point of one run. Faults fail a chosen call with a chosen errno.
//
// A write across a sector boundary counts as two operations, so that a kill can fall between. A
// failed sync leaves what it should have written volatile for ever, as Linux does.
//
// One thread, sync work included. Used by tests of every layer from storage up.

#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/directory.h"

namespace barnabas {

enum class DiskOperation {
  Open,
  Read,
  Write,
  Truncate,
  Sync,
  Rename,
  Remove,
  MakeDirectory,
  SyncDirectory,
  List
};

// A call that fails.
struct DiskFault {
  DiskOperation operation = DiskOperation::Write;
  // Which call of that kind from now on: 0 is the next one.
  std::uint64_t nth = 0;
  // How many calls fail from there on; UINT64_MAX is for ever.
  std::uint64_t count = 1;
  int error = EIO;
  // For Write: this many bytes are written before the error.
  std::uint64_t bytes_written = 0;
  // Only calls on paths that end so; "" is all.
  std::string path_suffix;
};

class MemoryDisk final : public Directory {
 public:
  MemoryDisk();
  ~MemoryDisk() override;

  // Changing operations so far.
  std::uint64_t operations() const;
  // Every call fails from that operation on; reads too.
  void crash_at_operation(std::uint64_t number);
  bool crashed() const;
  // Called before each changing operation with its number, while the state is still the old one.
  void before_operation(std::function<void(std::uint64_t)> hook);
  void inject(DiskFault fault);
  void clear_faults();
  // From now on at most this many bytes of content fit; more is ENOSPC after what fits.
  void set_capacity(std::uint64_t bytes);

  // What the next start finds after the process died: everything that was written.
  std::unique_ptr<MemoryDisk> after_process_kill() const;
  // What the next start finds after a power loss; the same seed, the same outcome.
  std::unique_ptr<MemoryDisk> after_power_loss(std::uint64_t seed) const;

  // Looking and damaging behind the program's back; not counted, durable at once.
  std::optional<std::string> content(const std::string& path) const;
  void set_content(const std::string& path, std::string content);
  void add_other(const std::string& path);  // a FIFO or link: EntryKind::Other
  std::vector<std::string> paths() const;   // all files, with their folders' names

  const std::string& name() const override;
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Result<std::unique_ptr<File>> open_detached(const std::string& path, OpenMode mode) override {
    return open(path, mode);
  }
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
  friend class MemoryFile;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace barnabas
