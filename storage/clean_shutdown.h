#pragma once
// .kafka_cleanshutdown: the mark that the last stop flushed everything.
//
//   {"version":0,"brokerEpoch":42}
//
// Written last when stopping, removed first when starting, before a single log is opened: a crash
// in between must look like one. That it exists is what counts; the epoch is a detail, and an
// unreadable one is unknown.

#include <cstdint>
#include <optional>

#include "storage/directory.h"

namespace barnabas {

inline constexpr auto clean_shutdown_file = ".kafka_cleanshutdown";

struct CleanShutdown {
  bool clean = false;
  std::optional<std::int64_t> broker_epoch;
};

// Reads the mark and removes it, durably.
Result<CleanShutdown> take_clean_shutdown(Directory& directory);
Result<void> write_clean_shutdown(Directory& directory, std::int64_t broker_epoch);

}  // namespace barnabas
