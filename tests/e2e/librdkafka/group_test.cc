// Consumer groups as members see them: sharing, leaving, staying, committing, seeking.

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>

#include "tests/e2e/librdkafka/admin.h"
#include "tests/e2e/librdkafka/clients.h"

namespace barnabas::e2e {
namespace {

std::string new_topic(int partitions) {
  const std::string topic = unique_name("shared");
  require(Admin().create_topic(topic, partitions), "create " + topic);
  return topic;
}

void produce(const std::string& topic, int count, std::int32_t partition = RD_KAFKA_PARTITION_UA,
             std::int64_t first_timestamp_ms = 0) {
  Producer producer;
  for (int i = 0; i < count; ++i) {
    Message message;
    message.key = std::to_string(i);
    message.value = std::to_string(i);
    message.partition = partition;
    if (first_timestamp_ms != 0) message.timestamp_ms = first_timestamp_ms + i;
    producer.send(topic, message);
  }
  producer.flush();
}

// Polls all members until together they hold every partition, each as many as its share.
bool share_evenly(std::deque<Consumer*> members, std::size_t share, std::size_t partitions) {
  return until([&] {
    std::set<std::pair<std::string, int>> held;
    bool even = true;
    for (auto* member : members) {
      member->poll();
      const auto assignment = member->assignment();
      even = even && assignment.size() == share;
      for (const auto& each : assignment) held.insert({each.topic, each.partition});
    }
    return even && held.size() == partitions;
  });
}

class Sharing : public testing::TestWithParam<const char*> {};

TEST_P(Sharing, SpreadsOverThreeMembersAndBackWhenOneLeaves) {
  const std::string topic = new_topic(6);
  const std::string group = unique_name("group");
  const Properties properties{{"partition.assignment.strategy", GetParam()},
                              {"heartbeat.interval.ms", "200"}};
  Consumer first(group, properties);
  first.subscribe({topic});
  ASSERT_TRUE(share_evenly({&first}, 6, 6));
  Consumer second(group, properties);
  Consumer third(group, properties);
  second.subscribe({topic});
  third.subscribe({topic});
  ASSERT_TRUE(share_evenly({&first, &second, &third}, 2, 6));
  second.close();
  ASSERT_TRUE(share_evenly({&first, &third}, 3, 6));
}

INSTANTIATE_TEST_SUITE_P(By, Sharing, testing::Values("range", "roundrobin", "cooperative-sticky"),
                         [](const auto& strategy) {
                           std::string name = strategy.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

TEST(Group, ReadsEachRecordOnceWhileMembersComeAndGo) {
  const std::string topic = new_topic(4);
  const std::string group = unique_name("group");
  produce(topic, 400);
  const Properties properties{{"heartbeat.interval.ms", "200"}};
  std::multiset<std::string> seen;
  {
    Consumer first(group, properties);
    first.subscribe({topic});
    for (const auto& message : first.take(150)) seen.insert(*message.value);
    first.commit();
  }
  Consumer second(group, properties);
  second.subscribe({topic});
  for (const auto& message : second.take(250)) seen.insert(*message.value);
  second.commit();
  ASSERT_EQ(seen.size(), 400U);
  for (int i = 0; i < 400; ++i) EXPECT_EQ(seen.count(std::to_string(i)), 1U) << i;
}

TEST(Group, OfStaticMembersDoesNotRebalanceWhenOneRestarts) {
  const std::string topic = new_topic(4);
  const std::string group = unique_name("group");
  const auto properties = [](const std::string& instance) {
    return Properties{{"group.instance.id", instance},
                      {"session.timeout.ms", "30000"},
                      {"heartbeat.interval.ms", "200"}};
  };
  Consumer steady(group, properties("steady"));
  auto restarting = std::make_unique<Consumer>(group, properties("restarting"));
  steady.subscribe({topic});
  restarting->subscribe({topic});
  ASSERT_TRUE(share_evenly({&steady, restarting.get()}, 2, 4));
  const auto held = restarting->assignment();
  const int rebalances = steady.rebalances();

  restarting = std::make_unique<Consumer>(group, properties("restarting"));
  restarting->subscribe({topic});
  ASSERT_TRUE(share_evenly({&steady, restarting.get()}, 2, 4));
  EXPECT_EQ(restarting->assignment(), held);
  EXPECT_EQ(steady.rebalances(), rebalances);
}

TEST(Group, FencesTheOlderOfTwoMembersOfOneInstanceId) {
  const std::string topic = new_topic(2);
  const std::string group = unique_name("group");
  const Properties properties{{"group.instance.id", "twin"}, {"heartbeat.interval.ms", "200"}};
  Consumer older(group, properties);
  older.subscribe({topic});
  ASSERT_TRUE(share_evenly({&older}, 2, 2));
  Consumer newer(group, properties);
  newer.subscribe({topic});
  ASSERT_TRUE(share_evenly({&newer}, 2, 2));
  EXPECT_TRUE(until([&] {
    try {
      older.poll();
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  })) << "the older member never heard that it was fenced";
}

TEST(Group, KeepsCommittedOffsets) {
  const std::string topic = new_topic(2);
  const std::string group = unique_name("group");
  produce(topic, 10, 0);
  {
    Consumer consumer(group);
    consumer.assign({{topic, 0, RD_KAFKA_OFFSET_STORED}});
    consumer.take(10);
    consumer.commit();
  }
  Consumer consumer(group);
  const std::vector<TopicPartition> expected{{topic, 0, 10}, {topic, 1, RD_KAFKA_OFFSET_INVALID}};
  EXPECT_EQ(consumer.committed({{topic, 0}, {topic, 1}}), expected);
}

TEST(Consumer, FindsOffsetsByTime) {
  const std::string topic = new_topic(1);
  constexpr std::int64_t start_ms = 1'700'000'000'000;
  produce(topic, 1000, 0, start_ms);
  Consumer consumer(unique_name("group"));
  const auto found = [&](std::int64_t timestamp_ms) {
    return consumer.offsets_for_times({{topic, 0, timestamp_ms}})[0].offset;
  };
  EXPECT_EQ(found(start_ms - 5), 0);
  EXPECT_EQ(found(start_ms), 0);
  EXPECT_EQ(found(start_ms + 421), 421);
  EXPECT_EQ(found(start_ms + 999), 999);
  EXPECT_EQ(found(start_ms + 1000), RD_KAFKA_OFFSET_END);
  consumer.assign({{topic, 0, found(start_ms + 421)}});
  EXPECT_EQ(consumer.take(1)[0].value, "421");
  consumer.seek({topic, 0, 7});
  EXPECT_TRUE(until([&] {
    const auto message = consumer.poll();
    return message && message->offset == 7;
  }));
}

TEST(Consumer, StartsOverWhenItsOffsetIsOutOfRange) {
  const std::string topic = new_topic(1);
  produce(topic, 10, 0);
  Consumer consumer(unique_name("group"));
  consumer.assign({{topic, 0, 5000}});
  EXPECT_EQ(consumer.take(1)[0].offset, 0);
}

TEST(Consumer, SeesRecordsOfTopicsThatComeLaterAndMatchItsPattern) {
  const std::string prefix = unique_name("pattern");
  Consumer consumer(unique_name("group"));
  consumer.subscribe({"^" + prefix + ".*"});
  consumer.poll();
  const std::string topic = prefix + "-late";
  require(Admin().create_topic(topic, 1), "create");
  produce(topic, 3, 0);
  EXPECT_EQ(consumer.take(3).size(), 3U);
}

}  // namespace
}  // namespace barnabas::e2e
