#pragma once
// The options that set event time apart from the time at which records are made.

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command.h"
#include "generator/emitters/event_clock_options.h"
#include "protocol/base/result.h"

namespace barnabas {

// Of a whole run.
struct EventTimeOptions {
  std::string from;
  std::string to;
  std::string warp;
};
void add_event_time_options(Command& command, EventTimeOptions& options);

// What they come to.
struct EventTime {
  std::optional<std::int64_t> start_ms = {};  // nothing: the real time
  std::optional<std::int64_t> end_ms = {};    // the first moment that is none of it
  double warp = 1;                            // times as fast as the clock; 0: it does not wait
  bool stamps = false;                        // records have it as their timestamp
};
// An error names the option.
Result<EventTime> read_event_time(const EventTimeOptions& options);

// The time of the machine's clock, in milliseconds since 1970.
std::int64_t real_time_ms();

void add_faults_option(Command& command, std::string& faults);

// Of one emitter.
struct EventClockFlags {
  std::string advance;
  std::string jitter;
  std::string lateness;
  std::string arrivals;
};
void add_event_clock_options(Command& command, EventClockFlags& flags);
Result<void> read_event_clock(const EventClockFlags& flags, EventClockOptions& options);

}  // namespace barnabas
