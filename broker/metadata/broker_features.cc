#include "broker/metadata/broker_features.h"

#include <array>

#include "broker/metadata/metadata_records.h"

namespace barnabas {

std::span<const FeatureRange> supported_features() {
  static constexpr std::array features{
      FeatureRange{"metadata.version", kMetadataVersionMin, kMetadataVersionMax},
      FeatureRange{"kraft.version", 0, 1},
      FeatureRange{"transaction.version", 0, 2},
      FeatureRange{"group.version", 0, 1},
      FeatureRange{"eligible.leader.replicas.version", 0, 1},
      FeatureRange{"share.version", 0, 2},
      FeatureRange{"streams.version", 0, 1},
  };
  return features;
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
