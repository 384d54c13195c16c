#pragma once
// Features (KIP-584): what the whole cluster has switched on, by name and level.
//
// Which levels a broker can go to stands in its registration; which level is in force, in the
// metadata log. A directory that starts here gets the levels with which Apache Kafka 4.0 formats
// one, so that every 4.x opens it. Clients believe what they are told (a producer that hears of
// transaction.version 2 leaves out AddPartitionsToTxn), so they hear of no level above the one
// that is served; the metadata log keeps what it says. Constants.

#include <cstdint>
#include <span>
#include <string_view>

namespace barnabas {

struct FeatureRange {
  std::string_view name;
  std::int16_t min_level = 0;
  std::int16_t max_level = 0;     // of what this broker can read in a metadata log
  std::int16_t served_level = 0;  // up to which it also does what the feature promises to clients
};

struct FeatureLevel {
  std::string_view name;
  std::int16_t level = 0;
};

// What this broker registers with: the levels that it can read in a metadata log.
std::span<const FeatureRange> supported_features();
// What clients may be told of a level in force: the level itself or the highest that is served, 0
// (not in force) for a feature that is not.
std::int16_t served_level(std::string_view feature, std::int16_t level_in_force);
// What a fresh metadata log begins with; metadata.version first.
std::span<const FeatureLevel> fresh_features();

}  // namespace barnabas
