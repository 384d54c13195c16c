#include "broker/recent_texts.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

TEST(RecentTexts, TheSameTextIsNewsOnceAMinute) {
  RecentTexts texts;
  RecentTexts::Time now{};
  EXPECT_TRUE(texts.is_news("the disk is full", now));
  EXPECT_FALSE(texts.is_news("the disk is full", now + std::chrono::seconds(59)));
  EXPECT_TRUE(texts.is_news("the disk is damaged", now + std::chrono::seconds(59)));
  EXPECT_TRUE(texts.is_news("the disk is full", now + std::chrono::seconds(60)));
}

TEST(RecentTexts, OfManyOnlyTheLastAreRemembered) {
  RecentTexts texts;
  const RecentTexts::Time now{};
  for (int i = 0; i <= 100; ++i) EXPECT_TRUE(texts.is_news(std::to_string(i), now));
  EXPECT_FALSE(texts.is_news("100", now));
  EXPECT_TRUE(texts.is_news("0", now));
}

}  // namespace
}  // namespace barnabas
