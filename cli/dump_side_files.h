#pragma once
// The small files beside a segment, as dump-log shows them: indexes, producer state, aborted
// transactions. Integers are big-endian.
//
//   .index      8 bytes an entry: int32 offset relative to the file name, int32 position in the log
//   .timeindex  12 bytes: int64 timestamp, int32 relative offset
//   .txnindex   34 bytes: int16 version, int64 producer id, first offset, last offset, last stable
//   .snapshot   int16 version 1, uint32 CRC-32C of all that follows, int32 count, then 46 bytes a
//               producer: id int64, epoch int16, last sequence int32, last offset int64, offset
//               delta int32, timestamp int64, coordinator epoch int32, first offset of an open
//               transaction int64
//
// Each function prints to `output` and returns how many things were wrong; an Error where the file
// could not be read at all.

#include <string>
#include <vector>

#include "cli/dump_log.h"
#include "cli/log_file.h"

namespace barnabas {

struct OffsetIndexEntry {
  Offset offset = 0;  // absolute
  std::uint64_t position = 0;
};

struct TimeIndexEntry {
  TimestampMs timestamp_ms = 0;
  Offset offset = 0;  // absolute
};

// The entries of an index file, without the zeros behind the last one of a file still in use.
// Errors: unreadable, or its name states no base offset.
struct OffsetIndexFile {
  Offset base_offset = 0;
  std::uint64_t file_size = 0;
  std::vector<OffsetIndexEntry> entries;
};
Result<OffsetIndexFile> read_offset_index(const std::string& path);

struct TimeIndexFile {
  Offset base_offset = 0;
  std::uint64_t file_size = 0;
  std::vector<TimeIndexEntry> entries;
};
Result<TimeIndexFile> read_time_index(const std::string& path);

// What is wrong with the form of an index, "" where it is fine: its size, the order of entries.
std::string index_defect(const OffsetIndexFile& index);
std::string index_defect(const TimeIndexFile& index);

// The position of the last entry that is not behind `offset`; 0 where there is none.
std::uint64_t index_lookup(const OffsetIndexFile& index, Offset offset);

Result<int> dump_offset_index(const std::string& path, const DumpLogOptions& options,
                              ToolOutput output);
Result<int> dump_time_index(const std::string& path, const DumpLogOptions& options,
                            ToolOutput output);
Result<int> dump_producer_snapshot(const std::string& path, const DumpLogOptions& options,
                                   ToolOutput output);
Result<int> dump_transaction_index(const std::string& path, const DumpLogOptions& options,
                                   ToolOutput output);

}  // namespace barnabas
