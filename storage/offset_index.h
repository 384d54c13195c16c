#pragma once
// OffsetIndex: sparse map from offset to file position for one segment (file NNN.index).
//
// Entry, 8 bytes: offset relative to the segment's base (int32), position in the .log (int32),
// big-endian, both growing. The offset is the last one of the batch at that position. There is an
// entry for the first batch after every index.interval.bytes, so a lookup finds the entry at or
// before an offset and walks at most about that many bytes of batches.
//
// Lost or wrong? Rebuilt from the segment. Owned by the log's thread. See docs/storage.md.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/offset.h"
#include "storage/index_file.h"

namespace barnabas {

class OffsetIndex {
 public:
  struct Entry {
    Offset offset = 0;
    std::uint64_t position = 0;
    bool operator==(const Entry&) const = default;
  };
  static constexpr std::size_t kEntrySize = 8;

  // `folder` must outlive it.
  OffsetIndex(Directory& directory, const std::string& folder, Offset base_offset);

  // Errors: CORRUPT_MESSAGE where the content cannot be an offset index.
  Result<void> load();
  std::size_t count() const { return file_.count(); }
  bool missing() const { return file_.missing(); }
  std::string path() const { return file_.path(); }

  // REQUIRES: i < count().
  Result<Entry> entry(std::size_t i);
  // The last entry whose offset is at most `offset`; nothing before the first.
  Result<std::optional<Entry>> floor_of_offset(Offset offset);
  // The last entry whose position is at most `position`.
  Result<std::optional<Entry>> floor_of_position(std::uint64_t position);

  void append(const Entry& entry);
  // Drops entries for positions at or behind `position`.
  Result<void> truncate_to_position(std::uint64_t position);
  void replace(const std::vector<Entry>& entries);
  // What a file with these entries holds.
  static Buffer encode(const std::vector<Entry>& entries, Offset base_offset);
  Result<void> write() { return file_.write(); }
  // The same, and makes the file if there is none.
  Result<void> create() { return file_.create(); }

 private:
  Entry decode(const std::byte* bytes) const;
  template <class Above>
  Result<std::optional<Entry>> floor(Above above);

  IndexFile file_;
};

}  // namespace barnabas
