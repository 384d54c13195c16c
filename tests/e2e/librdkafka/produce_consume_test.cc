// Records come back as they went: codecs, headers, nulls, timestamps, and once each.

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/e2e/librdkafka/admin.h"
#include "tests/e2e/librdkafka/clients.h"
#include "tests/e2e/librdkafka/lossy_proxy.h"

namespace barnabas::e2e {
namespace {

std::string new_topic(int partitions, const Admin::Configs& configs = {}) {
  const std::string topic = unique_name("records");
  require(Admin().create_topic(topic, partitions, configs), "create " + topic);
  return topic;
}

class Codec : public testing::TestWithParam<const char*> {};

TEST_P(Codec, ComesBackAsItWent) {
  const std::string topic = new_topic(3);
  std::vector<Message> sent;
  Producer producer({{"compression.codec", GetParam()}, {"linger.ms", "20"}});
  for (int i = 0; i < 3000; ++i) {
    Message message;
    message.key = "key-" + std::to_string(i % 11);
    message.value = std::to_string(i) + std::string(static_cast<std::size_t>(i % 500), 'x');
    producer.send(topic, message);
  }
  const auto delivered = producer.flush();
  ASSERT_EQ(delivered.size(), 3000U);
  std::map<std::pair<int, std::int64_t>, const Message*> by_place;
  for (const auto& message : delivered) by_place[{message.partition, message.offset}] = &message;
  ASSERT_EQ(by_place.size(), 3000U) << "two messages were told the same offset";
  for (const auto& message : read_all(topic, 3, 3000)) {
    const auto* original = by_place.at({message.partition, message.offset});
    ASSERT_EQ(message.key, original->key);
    ASSERT_EQ(message.value, original->value);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Codec, testing::Values("none", "gzip", "snappy", "lz4", "zstd"),
                         [](const auto& codec) { return std::string(codec.param); });

TEST(Records, KeepTheirHeadersInOrderWithNullsAndDoubles) {
  const std::string topic = new_topic(1);
  Message message;
  message.value = "value";
  message.headers = {{"a", "1"}, {"b", std::nullopt}, {"a", "2"}, {"c", ""}};
  Producer producer;
  producer.send(topic, message);
  producer.flush();
  EXPECT_EQ(read_all(topic, 1, 1)[0].headers, message.headers);
}

TEST(Records, KnowNullFromEmpty) {
  const std::string topic = new_topic(1);
  const std::vector<std::optional<std::string>> kinds{std::nullopt, "",
                                                      std::string("nul\0inside", 10)};
  Producer producer;
  for (const auto& key : kinds) {
    for (const auto& value : kinds) {
      Message message;
      message.key = key;
      message.value = value;
      message.partition = 0;
      producer.send(topic, message);
    }
  }
  producer.flush();
  const auto messages = read_all(topic, 1, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(messages[i].key, kinds[i / 3]);
    EXPECT_EQ(messages[i].value, kinds[i % 3]);
  }
}

TEST(Records, KeepTheTimeTheyWereGiven) {
  const std::string topic = new_topic(1);
  Producer producer;
  for (const std::int64_t timestamp_ms : {1'000'000'000'000, 900'000'000'000, 1'700'000'000'123}) {
    Message message;
    message.value = "value";
    message.timestamp_ms = timestamp_ms;
    producer.send(topic, message);
  }
  producer.flush();
  const auto messages = read_all(topic, 1, 3);
  EXPECT_EQ(messages[0].timestamp_ms, 1'000'000'000'000);
  EXPECT_EQ(messages[1].timestamp_ms, 900'000'000'000);
  EXPECT_EQ(messages[2].timestamp_ms, 1'700'000'000'123);
}

TEST(Records, OfALogAppendTimeTopicGetTheBrokersTime) {
  const std::string topic = new_topic(1, {{"message.timestamp.type", "LogAppendTime"}});
  Producer producer;
  Message message;
  message.value = "value";
  message.timestamp_ms = 1'000'000'000'000;
  producer.send(topic, message);
  producer.flush();
  EXPECT_GT(read_all(topic, 1, 1)[0].timestamp_ms, 1'600'000'000'000);
}

TEST(Records, LargerThanTheTopicAllowsAreRefusedAndTheRestGoesOn) {
  const std::string topic = new_topic(1, {{"max.message.bytes", "2000"}});
  Producer producer;
  Message message;
  message.value = std::string(5000, 'x');
  producer.send(topic, message);
  EXPECT_THROW(producer.flush(), std::runtime_error);
  Producer next;
  message.value = "small";
  next.send(topic, message);
  EXPECT_EQ(next.flush().size(), 1U);
}

TEST(Records, AcknowledgedByNobodyStillArrive) {
  const std::string topic = new_topic(1);
  const Properties properties{{"acks", "0"}};
  Producer producer(properties);
  Message message;
  message.value = "value";
  for (int i = 0; i < 100; ++i) producer.send(topic, message);
  producer.flush();
  Consumer consumer(unique_name("group"));
  consumer.assign({{topic, 0, RD_KAFKA_OFFSET_BEGINNING}});
  EXPECT_EQ(consumer.take(100).size(), 100U);
}

TEST(IdempotentProducer, StoresOnceWhatItSendsAgainAfterALostResponse) {
  const std::string topic = new_topic(2);
  LossyProxy proxy(std::getenv("BOOTSTRAP"));
  Producer producer({{"enable.idempotence", "true"}, {"retry.backoff.ms", "10"}}, proxy.port());
  for (int round = 0; round < 5; ++round) {
    proxy.lose_produce_responses(1);
    for (int i = 0; i < 100; ++i) {
      Message message;
      message.key = std::to_string(i % 7);
      message.value = std::to_string(round * 100 + i);
      producer.send(topic, message);
    }
    ASSERT_EQ(producer.flush().size(), 100U);
  }
  EXPECT_EQ(proxy.lost(), 5);
  std::map<std::string, int> last_of_key;
  for (const auto& message : read_all(topic, 2, 500)) {
    const int number = std::stoi(*message.value);
    const auto before = last_of_key.find(*message.key);
    if (before != last_of_key.end()) {
      ASSERT_LT(before->second, number) << "order in a key";
    }
    last_of_key[*message.key] = number;
  }
}

TEST(PlainProducer, StoresTwiceWhatItSendsAgainAfterALostResponse) {
  // The counterpart, which shows that the proxy does lose responses after the append.
  const std::string topic = new_topic(1);
  LossyProxy proxy(std::getenv("BOOTSTRAP"));
  Producer producer({{"enable.idempotence", "false"}, {"retry.backoff.ms", "10"}}, proxy.port());
  proxy.lose_produce_responses(1);
  Message message;
  message.value = "value";
  producer.send(topic, message);
  producer.flush();
  EXPECT_EQ(read_all(topic, 1, 2).size(), 2U);
}

}  // namespace
}  // namespace barnabas::e2e
