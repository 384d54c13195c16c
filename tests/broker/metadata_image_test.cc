// The fold over metadata records.

#include "broker/metadata/metadata_image.h"

#include "broker/metadata/topic_rules.h"
#include "protocol/messages/records/security_records.h"
#include "tests/broker/metadata_fixture.h"

namespace barnabas {
namespace {

const Uuid orders_id = Uuid::from_halves(1, 1);

void add_topic(MetadataFixture& metadata, const std::string& name, const Uuid& id,
               std::int32_t partitions = 1) {
  ASSERT_TRUE(metadata.apply_one(TopicRecord{.name = name, .topic_id = id}));
  for (std::int32_t number = 0; number < partitions; ++number)
    ASSERT_TRUE(metadata.apply_one(
        make_partition({.topic_id = id, .number = number, .replicas = {1}, .own_broker = 1})));
}

TEST(MetadataImage, TopicsAreFoundByNameAndById) {
  MetadataFixture metadata;
  add_topic(metadata, "orders", orders_id, 3);
  const auto* topic = metadata.image.topic("orders");
  ASSERT_NE(topic, nullptr);
  EXPECT_EQ(topic, metadata.image.topic(orders_id));
  EXPECT_EQ(topic->partitions.size(), 3U);
  EXPECT_EQ(topic->partitions[2].leader, 1);
  EXPECT_EQ(metadata.image.partition_count(), 3U);
  EXPECT_EQ(metadata.image.topic("other"), nullptr);
}

TEST(MetadataImage, ARemovedTopicTakesItsConfigsAlong) {
  MetadataFixture metadata;
  add_topic(metadata, "orders.eu", orders_id, 2);
  metadata.set_config({ConfigResourceType::Topic, "orders.eu"}, "retention.ms", "5");
  ASSERT_TRUE(metadata.apply_one(RemoveTopicRecord{.topic_id = orders_id}));
  EXPECT_EQ(metadata.image.topic("orders.eu"), nullptr);
  EXPECT_EQ(metadata.image.topic(orders_id), nullptr);
  EXPECT_TRUE(metadata.image.config({ConfigResourceType::Topic, "orders.eu"}).empty());
  EXPECT_EQ(metadata.image.partition_count(), 0U);
  EXPECT_EQ(metadata.image.colliding_topic("orders_eu"), nullptr);
}

TEST(MetadataImage, NamesThatDifferInDotsAndUnderscoresCollide) {
  MetadataFixture metadata;
  add_topic(metadata, "a.b_c", orders_id);
  ASSERT_NE(metadata.image.colliding_topic("a_b.c"), nullptr);
  EXPECT_EQ(metadata.image.colliding_topic("a_b.c")->name, "a.b_c");
  EXPECT_EQ(metadata.image.colliding_topic("a.b_c"), nullptr);
  EXPECT_EQ(metadata.image.colliding_topic("a.b"), nullptr);
}

TEST(MetadataImage, NamingALeaderBeginsALeaderEpoch) {
  MetadataFixture metadata;
  add_topic(metadata, "orders", orders_id);
  const auto& partition = metadata.image.topic("orders")->partitions[0];
  ASSERT_TRUE(metadata.apply_one(PartitionChangeRecord{
      .partition_id = 0, .topic_id = orders_id, .isr = std::vector<std::int32_t>{}, .leader = -1}));
  EXPECT_EQ(partition.leader, kNoLeader);
  EXPECT_EQ(partition.leader_epoch, 1);
  EXPECT_EQ(partition.partition_epoch, 1);
  ASSERT_TRUE(metadata.apply_one(PartitionChangeRecord{
      .partition_id = 0, .topic_id = orders_id, .isr = std::vector<std::int32_t>{1}}));
  EXPECT_EQ(partition.leader_epoch, 1);
  EXPECT_EQ(partition.partition_epoch, 2);
}

TEST(MetadataImage, RecordsAboutUnknownTopicsAreRefused) {
  MetadataFixture metadata;
  const auto refused = metadata.apply_one(
      make_partition({.topic_id = orders_id, .number = 0, .replicas = {1}, .own_broker = 1}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidRecord);
  EXPECT_EQ(refused.error().message,
            "a record names the topic id AAAAAAAAAAEAAAAAAAAAAQ, which no earlier record "
            "introduced");
}

TEST(MetadataImage, ANullValueTakesAConfigBack) {
  MetadataFixture metadata;
  const ConfigResource broker{ConfigResourceType::Broker, ""};
  metadata.set_config(broker, "message.max.bytes", "7");
  EXPECT_EQ(metadata.image.config(broker).size(), 1U);
  ASSERT_TRUE(metadata.apply_one(
      ConfigRecord{.resource_type = 4, .name = "message.max.bytes", .value = std::nullopt}));
  EXPECT_TRUE(metadata.image.configs().empty());
}

TEST(MetadataImage, RecordsOfUnknownTypesAreSkippedAndCounted) {
  MetadataFixture metadata;
  ASSERT_TRUE(metadata.image.apply({.type = 999, .version = 0, .body = {}}));
  EXPECT_EQ(metadata.image.skipped_records(), 1U);
}

TEST(MetadataImage, RebuildsFromItsOwnRecords) {
  MetadataFixture metadata({1, 2});
  add_topic(metadata, "orders", orders_id, 2);
  add_topic(metadata, "a.b", Uuid::from_halves(1, 2));
  metadata.set_config({ConfigResourceType::Topic, "orders"}, "retention.ms", "5");
  metadata.set_config({ConfigResourceType::Group, "g"}, "consumer.session.timeout.ms", "50000");
  ASSERT_TRUE(metadata.apply_one(ProducerIdsRecord{.next_producer_id = 3000}));
  ASSERT_TRUE(metadata.apply_one(
      PartitionChangeRecord{.partition_id = 1,
                            .topic_id = orders_id,
                            .leader = -1,
                            .eligible_leader_replicas = std::vector<std::int32_t>{1}}));
  AccessControlEntryRecord acl;
  acl.id = Uuid::from_halves(9, 9);
  acl.principal = "User:alice";
  ASSERT_TRUE(metadata.apply_one(acl));

  const auto records = metadata.image.to_records();
  MetadataImage again;
  MetadataFixture::apply(records, again);
  const auto rebuilt = again.to_records();
  ASSERT_EQ(rebuilt.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i)
    EXPECT_EQ(as_text(rebuilt.value(i)), as_text(records.value(i))) << "record " << i;
  EXPECT_EQ(again.next_producer_id(), 3000);
  EXPECT_EQ(again.brokers().size(), 2U);
  EXPECT_EQ(again.topic("orders")->partitions[1].leader_epoch, 1);
}

TEST(MetadataImage, ARemovedAclIsNotKept) {
  MetadataFixture metadata;
  const auto before = metadata.image.to_records().size();
  AccessControlEntryRecord acl;
  acl.id = Uuid::from_halves(9, 9);
  ASSERT_TRUE(metadata.apply_one(acl));
  EXPECT_EQ(metadata.image.to_records().size(), before + 1);
  ASSERT_TRUE(metadata.apply_one(RemoveAccessControlEntryRecord{.id = acl.id}));
  EXPECT_EQ(metadata.image.to_records().size(), before);
}

}  // namespace
}  // namespace barnabas
