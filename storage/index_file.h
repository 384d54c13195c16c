#pragma once
// IndexFile: a file of equally long entries that only grows at the end: .index and .timeindex.
//
// Nothing is held in memory but the entries that are not written yet: a lookup reads the few
// entries it needs (the kernel caches them). Entries are written in lots, since losing some costs
// nothing: whoever opens the log after a crash rebuilds them. Errors of writing are therefore kept
// to oneself and the entries tried again later. Kafka preallocates and memory-maps these files;
// we do neither, so they are always as long as their entries.
//
// Owned by the log's thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/buffer.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "storage/directory.h"
#include "storage/file.h"
#include "storage/segment_path.h"

namespace barnabas {

class IndexFile {
 public:
  struct Layout {
    std::string_view suffix;  // of the file: ".index"
    std::size_t entry_size = 0;
  };
  // `folder` and `layout` must outlive it.
  IndexFile(Directory& directory, const std::string& folder, Offset base_offset,
            const Layout& layout);

  std::string path() const { return segment_path(folder_, base_offset_, layout_.suffix); }
  Offset base_offset() const { return base_offset_; }
  // Looks at the file the first time. Errors: CORRUPT_MESSAGE if it is not a whole number of
  // entries long. A missing file has no entries.
  Result<void> load();
  // REQUIRES for all below: load() succeeded or replace() was called.
  std::size_t count() const { return written_ + pending_count(); }
  bool missing() const { return missing_; }

  // Copies entries [first, first + into.size() / entry_size). REQUIRES: they exist.
  Result<void> read(std::size_t first, MutableBytes into);
  // Adds an entry at the end, in memory; writes when enough have come together.
  void append(Bytes entry);
  // Writes what is pending.
  Result<void> write();
  // The same, and makes the file if there is none.
  Result<void> create();
  // Keeps the first `count` entries.
  Result<void> truncate(std::size_t count);
  // Replaces the whole content; in memory if it cannot be written now.
  void replace(Bytes entries);

 private:
  // A young segment's entries are written at once, so that somebody who watches sees them.
  static constexpr std::size_t kWrittenAtOnce = 64;
  static constexpr std::size_t kPendingMax = 32;

  std::size_t pending_count() const { return pending_.size() / layout_.entry_size; }
  Result<void> open_for_writing();

  Directory& directory_;
  const std::string& folder_;
  const Offset base_offset_;
  const Layout& layout_;
  std::unique_ptr<File> file_;
  std::size_t written_ = 0;  // entries in the file
  Buffer pending_;
  bool loaded_ = false;
  bool missing_ = false;
  bool stale_ = false;  // the file holds what replace() replaced
};

}  // namespace barnabas
