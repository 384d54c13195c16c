#include "broker/metadata/broker_features.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "broker/api_table.h"

namespace barnabas {
namespace {

bool serves(ApiKey key) {
  return std::ranges::find(api_table(), key, &ApiEntry::key) != api_table().end();
}

TEST(BrokerFeatures, B20_ClientsHearOfAFeatureOnlyWhenItsApisAreServed) {
  EXPECT_EQ(served_level("transaction.version", 2) > 0, serves(ApiKey::AddPartitionsToTxn));
  EXPECT_EQ(served_level("group.version", 1) > 0, serves(ApiKey::ConsumerGroupHeartbeat));
  EXPECT_EQ(served_level("share.version", 1) > 0, serves(ApiKey::ShareFetch));
  EXPECT_EQ(served_level("streams.version", 1) > 0, serves(ApiKey::StreamsGroupHeartbeat));
  EXPECT_EQ(served_level("a.feature.of.tomorrow", 1), 0);
}

TEST(BrokerFeatures, TheLevelInForceIsToldWhereItIsServed) {
  for (const auto& feature : supported_features()) {
    EXPECT_LE(feature.served_level, feature.max_level) << feature.name;
    EXPECT_EQ(served_level(feature.name, feature.served_level), feature.served_level);
    EXPECT_EQ(served_level(feature.name, feature.max_level), feature.served_level);
    EXPECT_EQ(served_level(feature.name, 0), 0) << feature.name;
  }
}

TEST(BrokerFeatures, AFreshMetadataLogHasLevelsThatCanBeReadFromIt) {
  ASSERT_FALSE(fresh_features().empty());
  EXPECT_EQ(fresh_features().front().name, "metadata.version");
  for (const auto& fresh : fresh_features()) {
    const auto range = std::ranges::find(supported_features(), fresh.name, &FeatureRange::name);
    ASSERT_NE(range, supported_features().end()) << fresh.name;
    EXPECT_GE(fresh.level, range->min_level) << fresh.name;
    EXPECT_LE(fresh.level, range->max_level) << fresh.name;
  }
}

}  // namespace
}  // namespace barnabas
