#pragma once
// Versions: which versions of a message have a field, and what a message says about itself.

#include <cstdint>
#include <limits>

#include "protocol/messages/api_key.h"

namespace barnabas {

using Version = std::int16_t;

// A closed range of message versions.
struct Versions {
  Version min = 0;
  Version max = std::numeric_limits<Version>::max();
  constexpr bool contains(Version version) const { return min <= version && version <= max; }
  constexpr bool operator==(const Versions&) const = default;
};

inline constexpr Versions kAlways{};
inline constexpr Versions kNever{1, 0};
inline constexpr Version kNeverFlexible = std::numeric_limits<Version>::max();

constexpr Versions since(Version first) { return {first, std::numeric_limits<Version>::max()}; }
constexpr Versions until(Version last) { return {0, last}; }
constexpr Versions between(Version first, Version last) { return {first, last}; }
constexpr Versions only(Version version) { return {version, version}; }

// What the request or response of an API says about itself, as `static constexpr ApiMessage info`.
struct ApiMessage {
  const char* name;  // "FetchRequest": the first element of every error path
  ApiKey key;
  Versions versions;                        // all that this program reads and writes
  Version flexible_since = kNeverFlexible;  // KIP-482: compact lengths and tagged fields
};

// The same for a record of __cluster_metadata, __consumer_offsets or __transaction_state, whose
// type and version travel inside the record itself.
struct RecordSchema {
  const char* name;
  std::int16_t type;  // apiKey in Kafka's schema
  Versions versions;
  Version flexible_since = kNeverFlexible;
};

}  // namespace barnabas
