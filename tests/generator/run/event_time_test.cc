// Event time: when passes are due, what records take for now, and runs that do not wait for it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "generator/cli/moment.h"
#include "generator/functions/functions.h"
#include "generator/run/arrivals.h"
#include "generator/run/event_clock.h"
#include "generator/run/runner.h"

namespace barnabas {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::vector<std::int64_t> all_of(Arrivals arrivals, std::size_t at_most = 100'000) {
  std::vector<std::int64_t> times;
  for (; times.size() < at_most && arrivals.due_ns(); arrivals.go_on())
    times.push_back(*arrivals.due_ns());
  return times;
}

TEST(Arrivals, AreEvenWithinASpanAndBeginAtItsStart) {
  EXPECT_EQ(all_of(Arrivals({.span_ns = 10, .count = 4})), (std::vector<std::int64_t>{0, 2, 5, 7}));
  const auto many = all_of(Arrivals({.span_ns = INT64_MAX, .count = 1000}));
  EXPECT_EQ(many.size(), 1000u);
  EXPECT_LT(many.back(), INT64_MAX);
  EXPECT_TRUE(all_of(Arrivals({.span_ns = 10})).empty());
}

TEST(Arrivals, ComeEverySoOftenWithoutEnd) {
  const Arrivals arrivals({.every_ns = 3});
  EXPECT_EQ(all_of(arrivals, 4), (std::vector<std::int64_t>{0, 3, 6, 9}));
  EXPECT_EQ(arrivals.count_before(9), 3u);
  EXPECT_EQ(arrivals.count_before(10), 4u);
  EXPECT_FALSE(arrivals.count_before(INT64_MAX));
}

TEST(Arrivals, AtRandomAreAsManyWithinASpanAndAnywhereInIt) {
  const Arrivals arrivals(
      {.span_ns = 1000 * second_ns, .count = 20'000, .poisson = true, .seed = 3});
  const auto times = all_of(arrivals);
  ASSERT_EQ(times.size(), 20'000u);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_GE(times.front(), 0);
  EXPECT_LT(times.back(), 1000 * second_ns);
  for (std::int64_t tenth = 0; tenth < 10; ++tenth) {
    const auto within = std::count_if(times.begin(), times.end(), [&](std::int64_t time) {
      return time / (100 * second_ns) == tenth;
    });
    EXPECT_NEAR(static_cast<double>(within), 2000, 200);
  }
  EXPECT_EQ(times, all_of(arrivals));
}

TEST(Arrivals, AtRandomHaveGapsWithThatMean) {
  const auto times = all_of(Arrivals({.every_ns = second_ns, .poisson = true}), 20'000);
  EXPECT_NEAR(static_cast<double>(times.back()), 20'000.0 * second_ns, 400.0 * second_ns);
  const auto short_gaps = [&] {
    int count = 0;
    for (std::size_t i = 1; i < times.size(); ++i) count += times[i] - times[i - 1] < second_ns / 2;
    return count;
  }();
  EXPECT_NEAR(short_gaps, 20'000 * 0.3935, 400);  // 1 - e^-0.5
}

TEST(EventClock, AdvancesFromRecordToRecordWhateverTheClockDoes) {
  EventClock clock({.advance_ns = 1'500'000}, 1, 2);
  EXPECT_EQ(clock.now_ms(0, 5000), 5000);
  EXPECT_EQ(clock.now_ms(1, 9000), 5001);
  EXPECT_EQ(clock.now_ms(4, 9000), 5006);
  EXPECT_EQ(clock.event_ms(4, 5006), 5006);
}

TEST(EventClock, JitterStaysWithinItsBoundsAndLatenessIsBehind) {
  const EventClock jitter({.jitter_ns = 10 * second_ns}, 1, 2);
  const EventClock late({.lateness_ns = 10 * second_ns}, 1, 2);
  double sum = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const auto moved = jitter.event_ms(i, 0);
    least = std::min(least, moved);
    most = std::max(most, moved);
    const auto behind = late.event_ms(i, 0);
    EXPECT_LE(behind, 0);
    sum += static_cast<double>(behind);
  }
  EXPECT_GE(least, -10'000);
  EXPECT_LT(least, -9900);
  EXPECT_LE(most, 10'000);
  EXPECT_GT(most, 9900);
  EXPECT_NEAR(sum / 20'000, -10'000, 300);
  EXPECT_EQ(jitter.event_ms(77, 0), jitter.event_ms(77, 0));
}

TEST(Moment, IsADateATimeANumberOrRelativeToNow) {
  const auto read = [](std::string_view text) {
    const auto moment = parse_moment("--from", text, 1'000'000'000'000);
    return moment ? fmt::to_string(*moment) : moment.error().message;
  };
  EXPECT_EQ(read("2026-05-17T12:00:00Z"), "1779019200000");
  EXPECT_EQ(read("2026-05-17"), "1778976000000");
  EXPECT_EQ(read("1234"), "1234");
  EXPECT_EQ(read("now"), "1000000000000");
  EXPECT_EQ(read("now-1h"), "999996400000");
  for (const auto* wrong :
       {"", "yesterday", "2026-13-01", "2026-05-17T12:00", "now-", "now-soon", "2026-05-17x"}) {
    EXPECT_EQ(read(wrong), fmt::format("--from: '{}' is neither 2026-05-17T12:00:00Z, 2026-05-17, "
                                       "now-24h nor milliseconds since 1970",
                                       wrong));
  }
}

class Sink : public Output {
 public:
  Result<std::size_t> open(const ChannelConfig&) override { return std::size_t{0}; }
  Result<void> put(std::size_t, const Record& record) override {
    records.push_back(fmt::format("{}@{}", record.value, record.timestamp_ms.value_or(-1)));
    return {};
  }
  Result<void> flush() override { return {}; }
  DeliveryCounts counts() override { return {.delivered = records.size()}; }
  Delivery finish(StopSignal&) override { return {.delivered = records.size()}; }

  std::vector<std::string> records;
};

class EventTimeRuns : public testing::Test {
 protected:
  void add(const std::string& value, const EventClockOptions& clock, const Plan& plan) {
    auto made = Emitter::make({.name = "e", .value_template = value, .event_clock = clock},
                              functions_, std::make_unique<Environment>(state_));
    ASSERT_TRUE(made) << made.error().text();
    runner_.add(*std::move(made), plan, sink_, 0);
  }

  const FunctionTable functions_ = all_functions();
  RunState state_;
  StopSignal signal_{StopSignal::OnRequest{}};
  Sink sink_;
  // Hours of event time, without waiting.
  Runner runner_{{.start_ms = 0, .end_ms = 3 * 3'600'000, .warp = 0}, signal_};
};

TEST_F(EventTimeRuns, EmittersComeInTheOrderOfEventTimeUpToItsEnd) {
  const std::int64_t hour_ns = 3600 * second_ns;
  add("a{{div (now) 1000}}", {.stamps = true},
      {.num = 1, .duration_ns = 1, .arrivals = Arrivals({.every_ns = 2 * hour_ns})});
  add("b{{event_time \"%H:%M\"}}", {.stamps = true},
      {.num = 1, .arrivals = Arrivals({.every_ns = hour_ns})});
  const auto statistics = runner_.run();
  EXPECT_TRUE(statistics.succeeded());
  EXPECT_EQ(statistics.planned, 5u);
  ASSERT_EQ(sink_.records.size(), 5u);
  EXPECT_EQ(sink_.records[0], "a0@0");
  EXPECT_TRUE(sink_.records[2].ends_with("@3600000"));
  EXPECT_EQ(sink_.records[3], "a7200@7200000");
  EXPECT_TRUE(sink_.records[4].ends_with("@7200000"));
}

TEST_F(EventTimeRuns, ARecordsTimestampIsItsEventTime) {
  add("{{now}} {{event_time}}", {.advance_ns = second_ns, .lateness_ns = second_ns}, {.num = 3});
  EXPECT_TRUE(runner_.run().succeeded());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& record = sink_.records[i];
    EXPECT_TRUE(record.starts_with(fmt::format("{} ", i * 1000))) << record;
    const auto event = record.substr(record.find(' ') + 1);
    EXPECT_EQ(event.substr(0, event.find('@')), event.substr(event.find('@') + 1));
  }
}

}  // namespace
}  // namespace barnabas
