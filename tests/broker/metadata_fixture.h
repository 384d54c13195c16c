#pragma once
// A metadata image filled by hand, and what planning changes on it needs.

#include <gtest/gtest.h>

#include "broker/metadata/admin_environment.h"
#include "protocol/base/check.h"

namespace barnabas {

class MetadataFixture {
 public:
  static constexpr std::int16_t level = kMetadataVersionFresh;

  // Brokers with these ids, registered and not fenced.
  explicit MetadataFixture(const std::vector<std::int32_t>& brokers = {1}) {
    MetadataRecords records(level);
    records.add(FeatureLevelRecord{.name = "metadata.version", .feature_level = level});
    for (const auto id : brokers)
      records.add(RegisterBrokerRecord{.broker_id = id, .rack = std::nullopt, .fenced = false});
    apply(records);
  }

  void apply(const MetadataRecords& records) { apply(records, image); }

  static void apply(const MetadataRecords& records, MetadataImage& to) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto frame = parse_metadata_frame(records.value(i));
      ASSERT_TRUE(frame);
      const auto applied = to.apply(*frame);
      ASSERT_TRUE(applied) << applied.error().message;
    }
  }

  template <Message M>
  Result<void> apply_one(const M& record) {
    MetadataRecords records(level);
    records.add(record);
    return image.apply(*parse_metadata_frame(records.value(0)));
  }

  AdminEnvironment environment() {
    return {.image = image,
            .config = config,
            .static_config = static_config,
            .dynamic = dynamic,
            .directory_id = Uuid::from_halves(7, 7),
            .new_topic_id = [this] { return Uuid::from_halves(1, ++last_topic); }};
  }

  void set_config(const ConfigResource& resource, const std::string& name,
                  const std::string& value) {
    ASSERT_TRUE(apply_one(ConfigRecord{.resource_type = static_cast<std::int8_t>(resource.type),
                                       .resource_name = resource.name,
                                       .name = name,
                                       .value = value}));
  }

  MetadataImage image;
  BrokerConfig config;
  ConfigMap static_config;
  DynamicConfig dynamic;
  std::uint64_t last_topic = 0;
};

}  // namespace barnabas
