#include "broker/metadata/broker_features.h"

#include <algorithm>
#include <array>

#include "broker/metadata/metadata_records.h"

namespace barnabas {

std::span<const FeatureRange> supported_features() {
  static constexpr std::array features{
      FeatureRange{"metadata.version", kMetadataVersionMin, kMetadataVersionMax,
                   kMetadataVersionMax},
      FeatureRange{"kraft.version", 0, 1, 1},
      FeatureRange{"transaction.version", 0, 2, 0},
      FeatureRange{"group.version", 0, 1, 0},
      FeatureRange{"eligible.leader.replicas.version", 0, 1, 1},
      FeatureRange{"share.version", 0, 2, 0},
      FeatureRange{"streams.version", 0, 1, 0},
  };
  return features;
}

std::int16_t served_level(std::string_view feature, std::int16_t level_in_force) {
  const auto found = std::ranges::find(supported_features(), feature, &FeatureRange::name);
  if (found == supported_features().end()) return 0;
  return std::min(level_in_force, found->served_level);
}

std::span<const FeatureLevel> fresh_features() {
  static constexpr std::array features{
      FeatureLevel{"metadata.version", kMetadataVersionFresh},
      FeatureLevel{"group.version", 1},
      FeatureLevel{"transaction.version", 2},
  };
  return features;
}

}  // namespace barnabas
