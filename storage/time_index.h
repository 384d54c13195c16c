#pragma once
// TimeIndex: sparse map from timestamp to offset for one segment (file NNN.timeindex).
//
// Entry, 12 bytes: timestamp (int64), offset relative to the segment's base (int32), big-endian,
// both growing. It says: no record up to this offset is younger than this timestamp. The offset is
// the last one of the batch that brought the timestamp. Entries come with those of the offset
// index, where the largest timestamp grew, and one more when a segment ends; so the last entry of
// a sealed segment is its largest timestamp, by which retention goes.
//
// Lost or wrong? Rebuilt from the segment. Owned by the log's thread.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/offset.h"
#include "storage/index_file.h"

namespace barnabas {

class TimeIndex {
 public:
  struct Entry {
    TimestampMs timestamp_ms = kNoTimestamp;
    Offset offset = 0;
    bool operator==(const Entry&) const = default;
  };
  static constexpr std::size_t kEntrySize = 12;

  // `folder` must outlive it.
  TimeIndex(Directory& directory, const std::string& folder, Offset base_offset);

  // Errors: CORRUPT_MESSAGE where the content cannot be a time index.
  Result<void> load();
  std::size_t count() const { return file_.count(); }
  bool missing() const { return file_.missing(); }
  std::string path() const { return file_.path(); }

  // REQUIRES: i < count().
  Result<Entry> entry(std::size_t i);
  Result<std::optional<Entry>> last();
  // The last entry whose timestamp is below `timestamp_ms`.
  Result<std::optional<Entry>> before(TimestampMs timestamp_ms);

  // Adds an entry if its timestamp is larger than the last one's; returns whether.
  bool append(const Entry& entry);
  // Drops entries for offsets at or behind `offset`.
  Result<void> truncate_to(Offset offset);
  void replace(const std::vector<Entry>& entries);
  // What a file with these entries holds.
  static Buffer encode(const std::vector<Entry>& entries, Offset base_offset);
  Result<void> write() { return file_.write(); }
  // The same, and makes the file if there is none.
  Result<void> create() { return file_.create(); }

 private:
  Entry decode(const std::byte* bytes) const;

  IndexFile file_;
  std::optional<Entry> last_;  // what append() compares with, once known
};

}  // namespace barnabas
