#pragma once
// EventKind: what every kind of event says about itself, as `static constexpr EventKind kind`.
//
// An event is a plain struct with describe(Wire&), like a message: the same Printer makes its JSON.
// Times inside events are microseconds, -1 where they are not known.

#include <cstdint>

namespace barnabas {

enum class EventDetail : std::uint8_t {
  Summary,     // what a person wants to be told
  Everything,  // each request, index entry, heartbeat and sync as well
};

struct EventKind {
  const char* name;  // "RecordsProduced"
  EventDetail detail;
};

inline constexpr std::int64_t kUnknownDuration = -1;

}  // namespace barnabas
