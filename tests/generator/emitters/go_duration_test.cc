#include "generator/emitters/go_duration.h"

#include <gtest/gtest.h>

#include <limits>

namespace barnabas {
namespace {

TEST(GoDuration, ReadsWhatGoReads) {
  const std::vector<std::pair<std::string_view, std::int64_t>> cases{
      {"0", 0},
      {"-0", 0},
      {"500ms", 500'000'000},
      {"1s", 1'000'000'000},
      {"1.5s", 1'500'000'000},
      {".5s", 500'000'000},
      {"1.s", 1'000'000'000},
      {"1h30m", 5'400'000'000'000},
      {"2h45m30.25s", 9'930'250'000'000},
      {"-1ns", -1},
      {"+3us", 3'000},
      {"3µs", 3'000},
      {"1m", 60'000'000'000},
      {"9223372036854775807ns", std::numeric_limits<std::int64_t>::max()},
  };
  for (const auto& [text, nanoseconds] : cases) {
    const auto parsed = parse_go_duration("x", text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(nanoseconds, *parsed) << text;
  }
}

TEST(GoDuration, RefusesWhatGoRefusesAndSaysWhatItWants) {
  for (const auto* text : {"", "-", "5", "1x", "s", ".s", "1s5", "1 s", "99999999999h", "1d",
                           "9223372036854775808ns", "3s-1s"}) {
    const auto parsed = parse_go_duration("--frequency", text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(0U, parsed.error().message.find("--frequency: ")) << parsed.error().message;
  }
}

TEST(GoDuration, PrintsAsGoDoes) {
  const std::vector<std::pair<std::int64_t, std::string_view>> cases{
      {0, "0s"},
      {1, "1ns"},
      {1'100, "1.1µs"},
      {500'000'000, "500ms"},
      {1'000'000'000, "1s"},
      {1'500'000'000, "1.5s"},
      {90'000'000'000, "1m30s"},
      {5'400'000'000'000, "1h30m0s"},
      {3'600'000'000'000, "1h0m0s"},
      {-2'200'000, "-2.2ms"},
      {std::numeric_limits<std::int64_t>::max(), "2562047h47m16.854775807s"},
  };
  for (const auto& [nanoseconds, text] : cases) EXPECT_EQ(text, go_duration_text(nanoseconds));
}

}  // namespace
}  // namespace barnabas
