// What an administrator does, and the very errors Kafka gives for what cannot be done.

#include "tests/e2e/librdkafka/admin.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/e2e/librdkafka/clients.h"

namespace barnabas::e2e {
namespace {

constexpr auto no_error = RD_KAFKA_RESP_ERR_NO_ERROR;

void produce(const std::string& topic, int count) {
  Producer producer;
  for (int i = 0; i < count; ++i) {
    Message message;
    message.value = std::to_string(i);
    message.partition = 0;
    producer.send(topic, message);
  }
  producer.flush();
}

TEST(Topics, AreThereOnceCreatedAndGoneOnceDeleted) {
  Admin admin;
  const std::string topic = unique_name("admin");
  EXPECT_EQ(admin.create_topic(topic, 3), no_error);
  EXPECT_TRUE(until([&] { return admin.partitions(topic) == 3; }));
  EXPECT_EQ(admin.delete_topic(topic), no_error);
  EXPECT_TRUE(until([&] { return admin.partitions(topic) == 0; }));
}

TEST(Topics, CannotBeCreatedTwiceOrWithABadNameOrConfig) {
  Admin admin;
  const std::string topic = unique_name("admin");
  EXPECT_EQ(admin.create_topic(topic, 1), no_error);
  EXPECT_EQ(admin.create_topic(topic, 1), RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS);
  EXPECT_EQ(admin.create_topic("no spaces", 1), RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION);
  EXPECT_EQ(admin.create_topic(unique_name("admin"), 1, {{"retention.ms", "soon"}}),
            RD_KAFKA_RESP_ERR_INVALID_CONFIG);
  EXPECT_EQ(admin.create_topic(unique_name("admin"), 1, {{"no.such.key", "1"}}),
            RD_KAFKA_RESP_ERR_INVALID_CONFIG);
  EXPECT_EQ(admin.delete_topic(unique_name("nobody")), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

TEST(Topics, GrowButDoNotShrink) {
  Admin admin;
  const std::string topic = unique_name("admin");
  EXPECT_EQ(admin.create_topic(topic, 2), no_error);
  EXPECT_EQ(admin.grow_topic(topic, 5), no_error);
  EXPECT_TRUE(until([&] { return admin.partitions(topic) == 5; }));
  EXPECT_EQ(admin.grow_topic(topic, 5), RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
  EXPECT_EQ(admin.grow_topic(topic, 3), RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
}

TEST(Topics, KeepTheirConfigs) {
  Admin admin;
  const std::string topic = unique_name("admin");
  EXPECT_EQ(admin.create_topic(topic, 1, {{"retention.ms", "12345678"}}), no_error);
  EXPECT_EQ(admin.describe_topic(topic)["retention.ms"], "12345678");
  EXPECT_EQ(admin.describe_topic(topic)["cleanup.policy"], "delete");
  EXPECT_EQ(admin.alter_configs(topic, {{"cleanup.policy", "compact"}}), no_error);
  EXPECT_TRUE(until([&] { return admin.describe_topic(topic)["cleanup.policy"] == "compact"; }));
  EXPECT_EQ(admin.describe_topic(topic)["retention.ms"], "604800000");
  EXPECT_EQ(admin.alter_configs(topic, {{"cleanup.policy", "burn"}}),
            RD_KAFKA_RESP_ERR_INVALID_CONFIG);
}

TEST(Records, BeforeAnOffsetCanBeDeleted) {
  Admin admin;
  const std::string topic = unique_name("admin");
  EXPECT_EQ(admin.create_topic(topic, 1), no_error);
  produce(topic, 100);
  EXPECT_EQ(admin.delete_records({{topic, 0, 42}})[0].offset, 42);
  Consumer consumer(unique_name("group"));
  EXPECT_EQ(consumer.watermarks(topic, 0), std::pair(std::int64_t{42}, std::int64_t{100}));
  consumer.assign({{topic, 0, RD_KAFKA_OFFSET_BEGINNING}});
  EXPECT_EQ(consumer.take(1)[0].value, "42");
  EXPECT_THROW(admin.delete_records({{topic, 0, 1000}}), std::runtime_error);
}

TEST(Groups, AreListedDescribedAndDeletedOnceEmpty) {
  Admin admin;
  const std::string topic = unique_name("admin");
  const std::string group = unique_name("group");
  EXPECT_EQ(admin.create_topic(topic, 1), no_error);
  produce(topic, 1);
  Consumer consumer(group, {{"client.id", "the-member"}});
  consumer.subscribe({topic});
  consumer.take(1);
  consumer.commit();
  const auto groups = admin.list_groups();
  EXPECT_NE(std::find(groups.begin(), groups.end(), group), groups.end());
  const auto [state, members] = admin.describe_group(group);
  EXPECT_EQ(state, "Stable");
  EXPECT_EQ(members, std::vector<std::string>{"the-member"});
  EXPECT_EQ(admin.delete_group(group), RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP);
  consumer.close();
  EXPECT_EQ(admin.describe_group(group).first, "Empty");
  EXPECT_EQ(admin.delete_group(group), no_error);
  EXPECT_EQ(admin.describe_group(group).first, "Dead");
  EXPECT_EQ(admin.delete_group(group), RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND);
}

TEST(Groups, HaveOffsetsThatCanBeSetAndForgotten) {
  Admin admin;
  const std::string topic = unique_name("admin");
  const std::string group = unique_name("group");
  EXPECT_EQ(admin.create_topic(topic, 2), no_error);
  produce(topic, 10);
  const std::vector<TopicPartition> offsets{{topic, 0, 4}, {topic, 1, 0}};
  admin.alter_group_offsets(group, offsets);
  auto listed = admin.group_offsets(group);
  std::sort(listed.begin(), listed.end());
  EXPECT_EQ(listed, offsets);
  admin.delete_group_offsets(group, {{topic, 1}});
  EXPECT_EQ(admin.group_offsets(group), (std::vector<TopicPartition>{{topic, 0, 4}}));
  Consumer consumer(group);
  consumer.subscribe({topic});
  EXPECT_EQ(consumer.take(1)[0].value, "4");
}

}  // namespace
}  // namespace barnabas::e2e
