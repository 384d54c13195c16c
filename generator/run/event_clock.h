#pragma once
// EventClock: from the time at which a record comes to the time at which it is said to happen.

#include <cstdint>
#include <optional>

#include "generator/emitters/event_clock_options.h"

namespace barnabas {

class EventClock {
 public:
  // Draws follow from the seed, `draws`, and the record's number.
  EventClock(const EventClockOptions& options, std::uint64_t seed, std::uint64_t draws)
      : options_(options), seed_(seed), draws_(draws) {}

  // What the record takes for now, in milliseconds since 1970, where the run's clock says `now_ms`.
  std::int64_t now_ms(std::uint64_t record, std::int64_t now_ms);
  // When it is said to happen, where that is its now.
  std::int64_t event_ms(std::uint64_t record, std::int64_t now_ms) const;

  // Whether records have it as their timestamp.
  bool stamps() const {
    return options_.stamps || options_.advance_ns != 0 || options_.jitter_ns != 0 ||
           options_.lateness_ns != 0;
  }

 private:
  EventClockOptions options_;
  std::uint64_t seed_;
  std::uint64_t draws_;
  std::optional<std::int64_t> first_ms_;  // of the options, or the first now that came
};

}  // namespace barnabas
