#pragma once
// File: one file of a data directory, as everything in storage/ reaches it.
//
// A File is a promise of a descriptor, not a descriptor: it is opened on first use, may be closed
// when too many files are open, and is opened again unseen. A broker with 10 000 partitions thus
// lives with 1 024 descriptors. Content is read and written at positions; there is no cursor.
//
// Invariants: one File a path at a time writes, so size() is kept and costs no system call. A File
// belongs to its path: after the path is renamed or removed drop it (a FileRange handed out before
// stays good). After a failed sync the file is never trusted again: the kernel may have dropped
// the dirty pages and would call the next sync a success, so every later write and sync fails too.
//
// Owned by one thread; only SyncWork may run on another. Left out: memory maps (a file cut short
// under a map kills the process), O_DIRECT, asynchronous reads.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace barnabas {

// Where in a file, and how much.
struct Extent {
  std::uint64_t position = 0;
  std::uint64_t size = 0;
};

// Makes durable what was written before it was handed out. Runs once, on any thread; keeps its
// descriptor open. An error means that nothing is known about what reached the disk.
using SyncWork = std::function<Result<void>()>;

class File {
 public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;

  // The path inside its Directory, for messages.
  virtual const std::string& path() const = 0;
  // Bytes in the file, as this File wrote or found it.
  virtual std::uint64_t size() const = 0;

  // Fills `into` from `position` on; returns how many bytes there were, fewer only at the end of
  // the file, 0 behind it.
  virtual Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) = 0;

  // Writes everything or returns an error; then some prefix may have been written, and the caller
  // truncates back to what it knows. Reaches the page cache, not the disk. A write behind the end
  // leaves zeros between.
  virtual Result<void> write_at(std::uint64_t position, Bytes content) = 0;
  // The same for several pieces that follow one another, with one system call where possible.
  virtual Result<void> write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) = 0;

  // Cuts or extends (with zeros) to `size` bytes.
  virtual Result<void> truncate(std::uint64_t size) = 0;

  // Makes content and size durable (fdatasync). The name is durable only after
  // Directory::sync_directory of the folder that holds it.
  virtual Result<void> sync() = 0;
  // The same as work for another thread. This File may be dropped meanwhile.
  virtual Result<SyncWork> sync_work() = 0;

  // A stretch to send later; keeps its descriptor open. In memory the descriptor is -1 and the
  // caller reads the bytes instead.
  virtual Result<FileRange> range(Extent extent) = 0;
};

// The error of a refused system call: "orders-0/00000000000000000000.log: cannot write: No space
// left on device; free some space, writing resumes by itself". `number` is an errno.
Error storage_error(int number, std::string_view path, std::string_view action);

// What kind of refusal it was: no room (ENOSPC, EDQUOT, EFBIG), no more descriptors (EMFILE,
// ENFILE), no such file (ENOENT).
bool is_disk_full(const Error& error);
bool is_out_of_descriptors(const Error& error);
bool is_missing(const Error& error);

}  // namespace barnabas
