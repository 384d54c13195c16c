#pragma once
// Features (KIP-584): what the whole cluster has switched on, by name and level.
//
// Which levels a broker can go to stands in its registration; which level is in force, in the
// metadata log. A directory that starts here gets the levels with which Apache Kafka 4.0 formats
// one, so that every 4.x opens it. Constants.

#include <cstdint>
#include <span>
#include <string_view>

namespace barnabas {

struct FeatureRange {
  std::string_view name;
  std::int16_t min_level = 0;
  std::int16_t max_level = 0;
};

struct FeatureLevel {
  std::string_view name;
  std::int16_t level = 0;
};

// What this broker registers with: the levels that it can read in a metadata log.
std::span<const FeatureRange> supported_features();
// What a fresh metadata log begins with; metadata.version first.
std::span<const FeatureLevel> fresh_features();

}  // namespace barnabas
