#pragma once
// FlushWork: what has to reach the disk before a log may call its tail durable.
//
// Made by Log::begin_flush on the thread that owns the log, run once on any thread, handed back to
// Log::finish_flush. It holds its descriptors itself, so appends, rolls and deletes go on
// meanwhile. Only .log files and, after a new one was created, the folder are synced: indexes and
// snapshots can be rebuilt and are not worth a wait.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "storage/directory.h"
#include "storage/file.h"

namespace barnabas {

struct FlushWork {
  Offset offset = 0;               // every record below is durable once run() succeeds
  std::uint32_t truncations = 0;   // how often the log was cut back when this was made
  std::vector<SyncWork> files;     // oldest first, so that a crash in between leaves no hole;
                                   // before them what Log::sync_with_next_flush named
  Directory* directory = nullptr;  // set when the names in `folder` have to be synced too
  std::string folder;
  bool folder_is_new = false;  // then the name of the folder itself, too

  bool empty() const { return files.empty() && directory == nullptr; }

  // Syncs everything. The first error ends it; it must never be tried again.
  Result<void> run() {
    for (auto& sync : files)
      if (auto done = sync(); !done) return done;
    if (directory == nullptr) return {};
    if (auto done = directory->sync_directory(folder); !done) return done;
    // A folder lies in the data directory itself.
    return folder_is_new ? directory->sync_directory("") : Result<void>{};
  }
};

}  // namespace barnabas
