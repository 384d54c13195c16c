#pragma once
// EventClockOptions: when the records of an emitter are said to happen, where that is not when they
// are made.

#include <cstdint>
#include <optional>

namespace barnabas {

struct EventClockOptions {
  std::int64_t advance_ns = 0;  // from record to record, whatever the clock does; 0: it follows it
  std::optional<std::int64_t> start_ms = {};  // from where; nothing: from the first record's now
  std::int64_t jitter_ns = 0;                 // at most so far from there, to either side
  std::int64_t lateness_ns = 0;               // so long before the record comes, in the mean
  bool stamps = false;                        // records have it as their timestamp
  bool poisson = false;  // passes come at random, in the mean when they would be due

  bool operator==(const EventClockOptions&) const = default;
};

}  // namespace barnabas
