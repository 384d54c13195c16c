// Showing and changing configs: behaviours 17 and 18 of the Kafka surface.

#include "broker/metadata/config_admin.h"

#include <algorithm>

#include "broker/metadata/topic_admin.h"
#include "tests/broker/metadata_fixture.h"

namespace barnabas {
namespace {

constexpr std::int8_t topic_type = 2;
constexpr std::int8_t broker_type = 4;
constexpr std::int8_t group_type = 32;

enum Operation : std::int8_t { Set = 0, Delete = 1, Append = 2, Subtract = 3 };

using Entry = DescribeConfigsResponse::ResourceResult;
using Alteration = IncrementalAlterConfigsRequest::AlterableConfig;

class ConfigAdminTest : public testing::Test {
 protected:
  void SetUp() override {
    MetadataChange change(metadata.image);
    TopicAdmin(metadata.environment()).create_by_name({"orders"}, change);
    metadata.apply(change.records);
  }

  DescribeConfigsResponse::Result describe(std::int8_t type, const std::string& name,
                                           std::optional<std::vector<std::string>> keys = {}) {
    DescribeConfigsRequest request;
    request.resources = {{type, name, std::move(keys)}};
    request.include_synonyms = true;
    metadata.dynamic = {metadata.image.config({ConfigResourceType::Broker, ""}),
                        metadata.image.config({ConfigResourceType::Broker, "1"})};
    return ConfigAdmin(metadata.environment()).describe(request).results.at(0);
  }
  // "value source synonym=value,..." of one config.
  std::string shown(std::int8_t type, const std::string& name, const std::string& key) {
    const auto result = describe(type, name, std::vector<std::string>{key});
    if (result.configs.size() != 1) return "not there";
    const auto& entry = result.configs[0];
    std::string text = entry.value.value_or("null") + " " + std::to_string(entry.config_source);
    for (const auto& synonym : entry.synonyms)
      text += " " + std::to_string(synonym.source) + ":" + synonym.name + "=" +
              synonym.value.value_or("null");
    return text;
  }

  ErrorCode alter(std::int8_t type, const std::string& name, std::vector<Alteration> configs,
                  bool validate_only = false) {
    IncrementalAlterConfigsRequest request;
    request.resources = {{type, name, std::move(configs)}};
    request.validate_only = validate_only;
    MetadataChange change(metadata.image);
    const auto response = ConfigAdmin(metadata.environment()).alter(request, change);
    metadata.apply(change.records);
    return response.responses.at(0).error_code;
  }
  ErrorCode replace(std::int8_t type, const std::string& name,
                    std::vector<AlterConfigsRequest::AlterableConfig> configs) {
    AlterConfigsRequest request;
    request.resources = {{type, name, std::move(configs)}};
    MetadataChange change(metadata.image);
    const auto response = ConfigAdmin(metadata.environment()).alter(request, change);
    metadata.apply(change.records);
    return response.responses.at(0).error_code;
  }

  MetadataFixture metadata;
};

TEST_F(ConfigAdminTest, Behaviour17AllTopicConfigsAreShownWithTheirSource) {
  const auto all = describe(topic_type, "orders");
  EXPECT_EQ(all.error_code, ErrorCode::None);
  EXPECT_EQ(all.configs.size(), 37U);
  EXPECT_EQ(shown(topic_type, "orders", "segment.bytes"),
            "1073741824 5 5:log.segment.bytes=1073741824");
  metadata.static_config["log.segment.bytes"] = "2000000";
  EXPECT_EQ(shown(topic_type, "orders", "segment.bytes"),
            "2000000 4 4:log.segment.bytes=2000000 5:log.segment.bytes=1073741824");
  alter(broker_type, "", {{"log.segment.bytes", Set, "3000000"}});
  alter(broker_type, "1", {{"log.segment.bytes", Set, "4000000"}});
  alter(topic_type, "orders", {{"segment.bytes", Set, "5000"}});
  EXPECT_EQ(shown(topic_type, "orders", "segment.bytes"),
            "5000 1 1:segment.bytes=5000 2:log.segment.bytes=4000000 3:log.segment.bytes=3000000 "
            "4:log.segment.bytes=2000000 5:log.segment.bytes=1073741824");
}

TEST_F(ConfigAdminTest, Behaviour17AnotherUnitGivesTheValueButNoSynonym) {
  EXPECT_EQ(shown(topic_type, "orders", "retention.ms"), "604800000 5");
  metadata.static_config["log.retention.hours"] = "1";
  EXPECT_EQ(shown(topic_type, "orders", "retention.ms"), "3600000 5");
  metadata.static_config["log.retention.ms"] = "7";
  EXPECT_EQ(shown(topic_type, "orders", "retention.ms"),
            "7 4 4:log.retention.ms=7 4:log.retention.hours=1 5:log.retention.hours=168");
}

TEST_F(ConfigAdminTest, Behaviour17BrokerConfigsKnowWhatMayChange) {
  const auto all = describe(broker_type, "1");
  EXPECT_EQ(all.error_code, ErrorCode::None);
  const auto find = [&](const std::string& name) {
    return std::find_if(all.configs.begin(), all.configs.end(),
                        [&](const Entry& entry) { return entry.name == name; });
  };
  ASSERT_NE(find("node.id"), all.configs.end());
  EXPECT_TRUE(find("node.id")->read_only);
  EXPECT_EQ(find("node.id")->value, "1");
  EXPECT_FALSE(find("message.max.bytes")->read_only);
  EXPECT_EQ(find("advertised.listeners")->value, "PLAINTEXT://127.0.0.1:9092");
  EXPECT_EQ(find("zookeeper.connect"), all.configs.end());
}

TEST_F(ConfigAdminTest, Behaviour18AnUnknownConfigThatIsStoredCanBeTakenAway) {
  const ConfigResource orders{ConfigResourceType::Topic, "orders"};
  metadata.set_config(orders, "of.another.release", "1");
  EXPECT_EQ(alter(topic_type, "orders", {{"of.another.release", Set, "2"}}),
            ErrorCode::InvalidConfig);
  EXPECT_EQ(alter(topic_type, "orders", {{"of.another.release", Delete, {}}}), ErrorCode::None);
  EXPECT_FALSE(metadata.image.config(orders).contains("of.another.release"));
  EXPECT_EQ(alter(topic_type, "orders", {{"of.another.release", Delete, {}}}), ErrorCode::None)
      << "Apache Kafka does not mind";
}

TEST_F(ConfigAdminTest, Behaviour17SecretsAreNotShown) {
  metadata.static_config["ssl.keystore.password"] = "secret";
  EXPECT_EQ(shown(broker_type, "1", "ssl.keystore.password"),
            "null 4 4:ssl.keystore.password=null");
}

TEST_F(ConfigAdminTest, Behaviour17WhatIsNotThereHasItsCode) {
  EXPECT_EQ(describe(topic_type, "nothing").error_code, ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(describe(topic_type, "no good").error_code, ErrorCode::InvalidTopicException);
  EXPECT_EQ(describe(broker_type, "2").error_code, ErrorCode::InvalidRequest);
  EXPECT_EQ(describe(99, "x").error_code, ErrorCode::InvalidRequest);
  EXPECT_TRUE(describe(broker_type, "").configs.empty());
  EXPECT_EQ(describe(group_type, "g").configs.size(), 27U - 6U);
}

TEST_F(ConfigAdminTest, Behaviour18AlterConfigsReplacesTheWholeSet) {
  EXPECT_EQ(replace(topic_type, "orders", {{"retention.ms", "5"}, {"flush.ms", "6"}}),
            ErrorCode::None);
  EXPECT_EQ(replace(topic_type, "orders", {{"flush.ms", "7"}}), ErrorCode::None);
  EXPECT_EQ(metadata.image.config({ConfigResourceType::Topic, "orders"}),
            (ConfigMap{{"flush.ms", "7"}}));
}

TEST_F(ConfigAdminTest, Behaviour18IncrementalOperations) {
  const ConfigResource orders{ConfigResourceType::Topic, "orders"};
  EXPECT_EQ(alter(topic_type, "orders", {{"cleanup.policy", Append, "compact"}}), ErrorCode::None);
  EXPECT_EQ(metadata.image.config(orders).at("cleanup.policy"), "delete,compact");
  EXPECT_EQ(alter(topic_type, "orders",
                  {{"cleanup.policy", Subtract, "delete"}, {"retention.ms", Set, "5"}}),
            ErrorCode::None);
  EXPECT_EQ(metadata.image.config(orders).at("cleanup.policy"), "compact");
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", Delete, std::nullopt}}), ErrorCode::None);
  EXPECT_FALSE(metadata.image.config(orders).contains("retention.ms"));
}

TEST_F(ConfigAdminTest, Behaviour18MistakesChangeNothing) {
  const auto before = metadata.image.to_records().size();
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", Append, "5"}}), ErrorCode::InvalidConfig);
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", Set, "5"}, {"retention.ms", Set, "6"}}),
            ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", Set, "5"}, {"flush.ms", Set, "x"}}),
            ErrorCode::InvalidConfig);
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", 9, "5"}}), ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(topic_type, "nothing", {{"retention.ms", Set, "5"}}),
            ErrorCode::UnknownTopicOrPartition);
  EXPECT_EQ(alter(broker_type, "1", {{"node.id", Set, "5"}}), ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(broker_type, "", {{"listeners", Set, "PLAINTEXT://:1"}}),
            ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(broker_type, "9", {{"message.max.bytes", Set, "5"}}), ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(topic_type, "orders", {{"retention.ms", Set, "5"}}, true), ErrorCode::None);
  EXPECT_EQ(metadata.image.to_records().size(), before);
}

TEST_F(ConfigAdminTest, GroupsAndClientMetricsHaveConfigsToo) {
  EXPECT_EQ(alter(group_type, "g", {{"consumer.session.timeout.ms", Set, "50000"}}),
            ErrorCode::None);
  EXPECT_EQ(shown(group_type, "g", "consumer.session.timeout.ms"),
            "50000 8 8:consumer.session.timeout.ms=50000 "
            "5:group.consumer.session.timeout.ms=45000");
  EXPECT_EQ(alter(group_type, "", {{"consumer.session.timeout.ms", Set, "50000"}}),
            ErrorCode::InvalidRequest);
  EXPECT_EQ(alter(16, "subscription", {{"interval.ms", Set, "100"}}), ErrorCode::None);
  const auto listed = ConfigAdmin(metadata.environment()).list({}, 1);
  EXPECT_EQ(listed.config_resources.size(), 5U);
  EXPECT_EQ(ConfigAdmin(metadata.environment()).list({}, 0).config_resources.size(), 1U);
  ListConfigResourcesRequest unknown;
  unknown.resource_types = {77};
  EXPECT_EQ(ConfigAdmin(metadata.environment()).list(unknown, 1).error_code,
            ErrorCode::UnsupportedVersion);
}

TEST_F(ConfigAdminTest, LargeSegmentsReplaceSmallOnesInTheStore) {
  const ConfigResource orders{ConfigResourceType::Topic, "orders"};
  alter(topic_type, "orders", {{"segment.bytes", Set, "5000"}});
  EXPECT_EQ(metadata.image.config(orders), (ConfigMap{{"internal.segment.bytes", "5000"}}));
  alter(topic_type, "orders", {{"segment.bytes", Set, "5000000"}});
  EXPECT_EQ(metadata.image.config(orders), (ConfigMap{{"segment.bytes", "5000000"}}));
  alter(topic_type, "orders", {{"segment.bytes", Delete, std::nullopt}});
  EXPECT_TRUE(metadata.image.config(orders).empty());
}

}  // namespace
}  // namespace barnabas
