// Rates and shapes: when records are due, and that they are put then.

#include <cmath>
#include <numeric>

#include "generator/run/progress.h"
#include "tests/generator/run/runner_harness.h"

namespace barnabas {
namespace {

LoadShape shape(const char* text) {
  const auto parsed = parse_load_shape(text);
  EXPECT_TRUE(parsed.has_value()) << text << ": " << parsed.error().message;
  return parsed.value_or(LoadShape{});
}

std::string refusal(const char* text) {
  const auto parsed = parse_load_shape(text);
  return parsed ? "none" : parsed.error().message;
}

TEST(LoadShapes, ConstantLeavesTimeAsItIs) { EXPECT_EQ(shape("constant").time_of(12.5), 12.5); }

TEST(LoadShapes, ARampHasHalfOfTheWorkDoneAtItsEnd) {
  const auto ramp = shape("ramp:over=10s");
  EXPECT_EQ(ramp.time_of(0), 0);
  EXPECT_NEAR(ramp.time_of(5), 10, 1e-9);
  EXPECT_NEAR(ramp.time_of(1.25), 5, 1e-9);  // a quarter of the work in half of the time
  EXPECT_NEAR(ramp.time_of(7), 12, 1e-9);
}

TEST(LoadShapes, ARampMayBeginAboveTheRate) {
  const auto ramp = shape("ramp:over=10s,from=3");
  EXPECT_NEAR(ramp.time_of(20), 10, 1e-9);
  EXPECT_LT(ramp.time_of(10), 5);
}

TEST(LoadShapes, StepsAreEqual) {
  const auto steps = shape("step:every=10s,steps=4");
  EXPECT_NEAR(steps.time_of(2.5), 10, 1e-9);  // 10 s at a quarter
  EXPECT_NEAR(steps.time_of(7.5), 20, 1e-9);  // 10 s at a half
  EXPECT_NEAR(steps.time_of(15), 30, 1e-9);   // 10 s at three quarters
  EXPECT_NEAR(steps.time_of(26), 41, 1e-9);   // then all of it
}

TEST(LoadShapes, ASineHasTheRateOnAverage_AndItsCrestFirst) {
  const auto sine = shape("sine:period=8s,swing=1");
  for (const double periods : {1.0, 2.0, 5.0})
    EXPECT_NEAR(sine.time_of(8 * periods), 8 * periods, 1e-6);
  // Half a period has its share and swing * period / pi more.
  EXPECT_NEAR(sine.time_of(4 + 8 / M_PI), 4, 1e-6);
  double before = -1;
  for (double work = 0; work < 16; work += 0.01) {
    const double time = sine.time_of(work);
    EXPECT_GT(time, before);
    before = time;
  }
}

TEST(LoadShapes, ABurstIsFollowedByRest) {
  const auto burst = shape("burst:every=10s,for=2s");
  EXPECT_NEAR(burst.time_of(1.5), 1.5, 1e-9);
  EXPECT_NEAR(burst.time_of(2.5), 10.5, 1e-9);
  const auto restful = shape("burst:every=10s,for=2s,rest=0.5");
  EXPECT_NEAR(restful.time_of(3), 4, 1e-9);
  EXPECT_NEAR(restful.time_of(6), 10, 1e-9);
}

TEST(LoadShapes, WhatIsWrongIsSaid) {
  EXPECT_NE(refusal("rampp").find("Did you mean 'ramp'"), std::string::npos);
  EXPECT_NE(refusal("ramp:ofer=1s").find("its parameters, as NAME=VALUE: over, from"),
            std::string::npos);
  EXPECT_NE(refusal("sine:swing=2").find("swing: expected a share of the rate, 0 to 1, found '2'"),
            std::string::npos);
  EXPECT_NE(refusal("step:steps=0").find("steps: expected 1 to 1000"), std::string::npos);
  EXPECT_NE(refusal("burst:every=1s,for=2s").find("'for' is longer"), std::string::npos);
  EXPECT_NE(refusal("ramp:over=soon").find("soon"), std::string::npos);
  EXPECT_NE(refusal("poisson:x=1").find("none"), std::string::npos);
}

TEST(Pacers, CountRecordsOrBytes) {
  Pacer records({.records_per_second = 100}, {}, 1);
  Pacer bytes({.bytes_per_second = 1000}, {}, 1);
  EXPECT_EQ(records.due().count(), 0);
  for (int i = 0; i < 5; ++i) {
    records.take(7);
    bytes.take(50);
  }
  EXPECT_EQ(records.due(), std::chrono::milliseconds(50));
  EXPECT_EQ(bytes.due(), std::chrono::milliseconds(250));
}

TEST(Pacers, PoissonHasTheRateOnAverageAndVaries_TheSameWithTheSameSeed) {
  const LoadShape poisson{.kind = LoadShape::Kind::Poisson};
  Pacer pacer({.records_per_second = 1000}, poisson, 5);
  Pacer same({.records_per_second = 1000}, poisson, 5);
  std::vector<double> gaps;
  double before = 0;
  for (int i = 0; i < 20'000; ++i) {
    pacer.take(1);
    same.take(1);
    const double due = static_cast<double>(pacer.due().count()) / 1e6;
    gaps.push_back(due - before);
    before = due;
  }
  EXPECT_EQ(pacer.due(), same.due());
  const double mean = before / 20'000;
  EXPECT_NEAR(mean, 1, 0.03);
  double square = 0;
  for (const double gap : gaps) square += (gap - mean) * (gap - mean);
  EXPECT_NEAR(std::sqrt(square / 20'000), 1, 0.05);  // exponential: as large as the mean
}

class PacedRun : public RunTest {};

TEST_F(PacedRun, PutsEachRecordWhenItIsDue) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  const auto begun = clock.now().time_since_epoch();
  run("x", {.num = 50, .throughput = {.records_per_second = 10}, .shape = shape("ramp:over=4s")},
      {.clock = &clock}, output);
  ASSERT_EQ(output.count, 50u);
  for (std::size_t i = 0; i < 50; ++i) {
    const auto wanted = shape("ramp:over=4s").time_of(static_cast<double>(i) / 10);
    const auto put = std::chrono::duration<double>(output.put_at[i] - begun).count();
    EXPECT_NEAR(put, wanted, 0.0011) << i;
  }
}

TEST_F(PacedRun, KnowsHowLateItIs_AndCatchesUp) {
  SteppingClock clock;
  clock.step = std::chrono::milliseconds(30);  // each look takes longer than a record has
  KeepingOutput output(&clock);
  const auto begun = clock.now().time_since_epoch();
  run("x", {.num = 100, .throughput = {.records_per_second = 100}}, {.clock = &clock}, output);
  // Due times are those of the plan, not of the last record.
  for (std::size_t i = 1; i < 100; ++i)
    EXPECT_EQ(output.due_at[i] - output.due_at[0], std::chrono::milliseconds(10) * i);
  EXPECT_GT(output.put_at[99] - output.due_at[99], std::chrono::seconds(1));
  EXPECT_GE(output.due_at[0], begun);
}

TEST_F(PacedRun, MakesRecordsWhenTheyAreDue_SoThatTheirTimeIsRight) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  const auto begun = clock.now();
  class Watcher : public RunClock {
   public:
    Watcher(SteppingClock& clock, RunState& state, KeepingOutput& output)
        : clock_(clock), state_(state), output_(output) {}
    Time now() override { return clock_.now(); }
    void wait_until(Time when, StopSignal& signal) override {
      // Nothing is made ahead of the wait.
      EXPECT_EQ(state_.counters["c"] + 1, static_cast<std::int64_t>(output_.count));
      clock_.wait_until(when, signal);
    }

   private:
    SteppingClock& clock_;
    RunState& state_;
    KeepingOutput& output_;
  } watcher(clock, state_, output);
  run(R"({{counter "c" 0 1}})", {.num = 10, .throughput = {.records_per_second = 2}},
      {.clock = &watcher}, output);
  EXPECT_EQ(output.count, 10u);
  EXPECT_EQ(output.put_at.back() - begun.time_since_epoch(), std::chrono::milliseconds(4500));
}

TEST_F(PacedRun, EndsWithItsDuration) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  const auto statistics = run(
      "x",
      {.duration_ns = 1'000'000'000, .endless = true, .throughput = {.records_per_second = 100}},
      {.threads = 2, .clock = &clock}, output);
  EXPECT_EQ(output.count, 101u);  // the last one at the end of the second
  EXPECT_EQ(statistics.next_record, 101u);
}

TEST_F(PacedRun, EmittersOfAGroupKeepRatesOfTheirOwn) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  Runner runner({.start_ms = 0, .clock = &clock}, signal_);
  const auto plan = [](double rate) {
    return Plan{
        .duration_ns = 1'000'000'000, .endless = true, .throughput = {.records_per_second = rate}};
  };
  runner.add(emitter("a"), plan(10), output, 0);
  runner.add(emitter("b"), plan(100), output, 1);
  runner.add(emitter("c"), {.num = 1, .frequency_ns = 500'000'000, .duration_ns = 1'000'000'000},
             output, 2);
  runner.run();
  const auto count = [&](std::size_t channel) {
    return std::count(output.channels.begin(), output.channels.end(), channel);
  };
  EXPECT_EQ(count(0), 11);
  EXPECT_EQ(count(1), 101);
  EXPECT_EQ(count(2), 2);
  EXPECT_TRUE(std::is_sorted(output.put_at.begin(), output.put_at.end()));
  EXPECT_EQ(output.text.substr(0, 4), "a;b;");
}

TEST_F(PacedRun, RecordsOfAPassAreDueWithIt) {
  SteppingClock clock;
  KeepingOutput output(&clock);
  const auto begun = clock.now().time_since_epoch();
  run("x", {.num = 2, .frequency_ns = 5'000'000, .duration_ns = 10'000'000}, {.clock = &clock},
      output);
  EXPECT_EQ(output.due_at,
            (std::vector<std::chrono::nanoseconds>{
                begun + std::chrono::milliseconds(5), begun + std::chrono::milliseconds(5),
                begun + std::chrono::milliseconds(10), begun + std::chrono::milliseconds(10)}));
}

TEST(ProgressLine, SaysHowFarARunIs) {
  const ProgressNumbers before{.elapsed = std::chrono::seconds(60), .generated = 1000, .bytes = 0};
  const ProgressNumbers now{.elapsed = std::chrono::milliseconds(60'500),
                            .generated = 2000,
                            .bytes = 1'500'000,
                            .delivered = 1900,
                            .failed = 5,
                            .planned = 8000};
  EXPECT_EQ(progress_text(now, before, 200),
            "01:00 2000 records (25 %) 2000/s 3.0 MB/s, delivered 1900, failed 5, waiting 95");
  EXPECT_EQ(progress_text(now, before, 78),
            "01:00 2000 records 2000/s 3.0 MB/s, delivered 1900, failed 5, waiting 95");
  EXPECT_EQ(progress_text(now, before, 65),
            "01:00 2000 records 2000/s, delivered 1900, failed 5, waiting 95");
  EXPECT_EQ(progress_text(now, before, 20), "01:00 2000 records 2");
}

}  // namespace
}  // namespace barnabas
