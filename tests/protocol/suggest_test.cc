#include "protocol/base/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace barnabas {
namespace {

const std::vector<std::string> kCommands{"serve", "topic", "produce", "consume", "group", "config"};

TEST(Suggest, SwappedNeighboursAreOneMistake) { EXPECT_EQ(edit_distance("topci", "topic"), 1U); }

TEST(Suggest, CaseAndSeparatorsDoNotCount) {
  EXPECT_EQ(edit_distance("Log_Segment.bytes", "log.segment-bytes"), 0U);
}

TEST(Suggest, NearestNameIsOffered) {
  EXPECT_EQ(suggest("topci", kCommands), "topic");
  EXPECT_EQ(suggest("comsume", kCommands), "consume");
  EXPECT_EQ(suggest("grp", kCommands), "group");
}

TEST(Suggest, BeginningOfANameIsEnough) { EXPECT_EQ(suggest("prod", kCommands), "produce"); }

TEST(Suggest, NothingIsOfferedForAStranger) {
  EXPECT_EQ(suggest("xyzzy", kCommands), std::nullopt);
  EXPECT_EQ(suggest("", kCommands), std::nullopt);
  EXPECT_EQ(did_you_mean("xyzzy", kCommands), "");
}

TEST(Suggest, SentenceCanFollowAFullStop) {
  EXPECT_EQ(did_you_mean("serv", kCommands), " Did you mean 'serve'?");
}

}  // namespace
}  // namespace barnabas
