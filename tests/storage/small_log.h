#pragma once
// SmallLog: a partition of a few segments on a memory disk, and what reading it should give.
//
// Tests damage its files one way or another, open it again and compare.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/log_directory.h"
#include "storage/memory_disk.h"
#include "tests/storage/crash_model.h"

namespace barnabas {

struct SmallLog {
  static const TopicPartition name;  // orders-0
  static const Uuid topic_id;

  std::unique_ptr<MemoryDisk> disk;          // after a clean stop
  std::map<Offset, std::string> batches;     // by base offset, as they lie in the files
  std::map<Offset, TimestampMs> timestamps;  // of the records, in order of offsets
  Offset end = 0;

  // Batches of one to three records by two producers, with timestamps that mostly grow, in
  // several segments.
  static SmallLog make();
  // A copy of its disk. Without the clean mark and the recovery points the next start reads
  // everything again.
  std::unique_ptr<MemoryDisk> copy(bool clean) const;
  // The .log files, in order.
  std::vector<std::string> log_files() const;
};

// A directory that was opened on a disk, with its one log.
struct OpenedLog {
  std::unique_ptr<LogDirectory> logs;
  Log* log = nullptr;
  RecoveryReport report;
  std::vector<std::string> warnings;
  std::optional<Error> error;  // why there is no log

  static OpenedLog open(MemoryDisk& disk);
};

// What a consumer gets who asks for every offset from the log start to the log end.
struct Served {
  std::map<Offset, std::string> batches;  // by base offset
  std::map<Offset, Error> errors;         // by the offset asked for
};
Served serve_everything(Log& log);

}  // namespace barnabas
