// Runs on several threads make what one thread makes; runs that start later go on where others
// ended.

#include <fmt/format.h>

#include "tests/generator/run/runner_harness.h"

namespace barnabas {
namespace {

constexpr const char* pure = R"({{uuid}} {{integer 0 1000000}} {{regex "[a-z]{1,40}"}})";
constexpr const char* stateful = R"({{$n := counter "n" 10 2}}{{add_v_to_list "l" (itoa $n)}})"
                                 R"({{$n}} {{random_v_from_list "l"}} {{uuid}})";

class Threads : public RunTest {
 protected:
  std::string text_of(const std::string& text, const Plan& plan, const RunnerOptions& options) {
    KeepingOutput output;
    const auto statistics = run(text, plan, options, output);
    EXPECT_EQ(statistics.error, "");
    EXPECT_EQ(statistics.generated, output.count);
    return output.text;
  }
};

TEST_F(Threads, MakeTheBytesOfOne) {
  const Plan plan{.preload = 300, .num = 20'000};
  const auto wanted = text_of(pure, plan, {});
  for (const unsigned threads : {2u, 3u, 8u})
    EXPECT_EQ(text_of(pure, plan, {.threads = threads}), wanted) << threads;
}

TEST_F(Threads, MakeTheBytesOfOne_WithRecordsThatComeOutEmpty) {
  const auto* text = R"({{if lt (integer 0 10) 5}}{{uuid}}{{end}})";
  EXPECT_EQ(text_of(text, {.num = 5000}, {.threads = 3}), text_of(text, {.num = 5000}, {}));
}

TEST_F(Threads, LeaveRecordsThatDependOnEarlierOnesToOne) {
  EXPECT_EQ(text_of(stateful, {.num = 3000}, {.threads = 4}), text_of(stateful, {.num = 3000}, {}));
}

TEST_F(Threads, AnErrorComesAfterTheRecordsBeforeIt) {
  const auto* text = R"({{if eq (integer 0 5000) 77}}{{index "" 5}}{{end}}x)";
  KeepingOutput alone;
  const auto wanted = run(text, {.num = 100'000}, {}, alone);
  ASSERT_NE(wanted.error.find("index out of range"), std::string::npos);
  ASSERT_GT(alone.count, 0u);
  for (const unsigned threads : {2u, 4u}) {
    KeepingOutput output;
    const auto statistics = run(text, {.num = 100'000}, {.threads = threads}, output);
    EXPECT_EQ(statistics.error, wanted.error);
    EXPECT_EQ(output.count, alone.count);
    EXPECT_EQ(statistics.next_record, alone.count);
  }
}

TEST_F(Threads, EmittersOfAGroupTakeTurns) {
  std::vector<std::string> texts;
  for (const unsigned threads : {1u, 4u}) {
    KeepingOutput output;
    Runner runner({.start_ms = 0, .threads = threads}, signal_);
    runner.add(emitter(pure, "a"), {.preload = 1000, .num = 3000}, output, 0);
    runner.add(emitter(pure, "b"), {.preload = 500, .num = 2000}, output, 0);
    EXPECT_TRUE(runner.run().succeeded());
    texts.push_back(output.text);
  }
  EXPECT_EQ(texts[0], texts[1]);
}

TEST_F(Threads, ARequestStopsAnEndlessRun) {
  KeepingOutput output;
  output.refused_from = 5000;
  const auto statistics = run(pure, {.endless = true}, {.threads = 3}, output);
  EXPECT_EQ(statistics.error, "full");
  EXPECT_EQ(output.count, 5000u);
  EXPECT_EQ(statistics.next_record, 5000u);
}

class StartAt : public Threads {};

TEST_F(StartAt, GoesOnWithTheBytesOfTheWholeRun) {
  const Plan plan{.preload = 50, .num = 2000};
  for (const auto* text : {pure, stateful}) {
    const auto whole = text_of(text, plan, {});
    for (const std::uint64_t start : {1u, 49u, 50u, 51u, 1234u, 2049u, 2050u, 9999u}) {
      std::size_t at = 0;
      for (std::uint64_t i = 0; i < start && at < whole.size(); ++i) at = whole.find(';', at) + 1;
      EXPECT_EQ(text_of(text, plan, {.threads = 2, .start_at = start}), whole.substr(at)) << start;
    }
  }
}

TEST_F(StartAt, CountsTheRecordsOfAllEmittersInTheirOrder) {
  const auto shop = [&](std::uint64_t start, std::uint64_t& next) {
    state_ = {};
    SteppingClock clock;
    KeepingOutput output;
    Runner runner({.start_ms = 0, .start_at = start, .clock = &clock}, signal_);
    runner.add(emitter(R"({{$u := uuid}}{{add_v_to_list "ids" $u}}{{$u}})", "parents"),
               {.preload = 5, .num = 1, .frequency_ns = 30'000'000, .duration_ns = 300'000'000},
               output, 0);
    runner.add(emitter(R"({{random_v_from_list "ids"}} {{now}} {{counter "c" 0 1}})", "children"),
               {.num = 2, .frequency_ns = 10'000'000, .duration_ns = 300'000'000}, output, 1);
    runner.add(emitter("{{uuid}}", "others"),
               {.num = 1, .frequency_ns = 20'000'000, .duration_ns = 300'000'000}, output, 2);
    const auto statistics = runner.run();
    EXPECT_EQ(statistics.planned, statistics.generated);
    next = statistics.next_record;
    return output.text;
  };
  std::uint64_t next = 0;
  const auto whole = shop(0, next);
  EXPECT_EQ(next, 5u + 10 + 60 + 15);
  for (std::uint64_t start = 0; start <= 90; start += 7) {
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < start; ++i) at = whole.find(';', at) + 1;
    EXPECT_EQ(shop(start, next), whole.substr(at)) << start;
    EXPECT_EQ(next, 90u);
  }
}

TEST_F(StartAt, DoesNotWaitForPassesThatAreLeftOut) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  const auto begun = clock.now().time_since_epoch();
  const auto statistics =
      run(pure, {.num = 10, .frequency_ns = 1'000'000'000, .duration_ns = 100'000'000'000},
          {.start_at = 905, .clock = &clock}, output);
  EXPECT_EQ(statistics.generated, 95u);
  EXPECT_EQ(output.put_at.front(), begun);
  EXPECT_EQ(output.put_at[5] - begun, std::chrono::seconds(1));
  EXPECT_EQ(output.put_at.back() - begun, std::chrono::seconds(9));
}

}  // namespace
}  // namespace barnabas
