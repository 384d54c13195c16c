#include <gtest/gtest.h>

#include "cli/serve.h"

namespace barnabas {
namespace {

TEST(TopicOnStart, NamePartitionsAndConfigsAreRead) {
  EXPECT_EQ(parse_topic_on_start("orders")->partitions, std::nullopt);
  EXPECT_EQ(parse_topic_on_start("orders:3")->partitions, 3);
  const auto topic = parse_topic_on_start("users::cleanup.policy=compact,segment.bytes=4096");
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->name, "users");
  EXPECT_EQ(topic->partitions, std::nullopt);
  ASSERT_EQ(topic->configs.size(), 2U);
  EXPECT_EQ(topic->configs[1], (std::pair<std::string, std::string>("segment.bytes", "4096")));
}

TEST(TopicOnStart, MistakesAreNamed) {
  EXPECT_EQ(parse_topic_on_start("a:0").error().message,
            "--topic a:0: '0' is not a number of partitions; write "
            "NAME[:PARTITIONS[:KEY=VALUE,...]]");
  EXPECT_FALSE(parse_topic_on_start(""));
  EXPECT_FALSE(parse_topic_on_start("a:1:novalue"));
}

}  // namespace
}  // namespace barnabas
