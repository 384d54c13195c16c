#pragma once
// What tests of runs share: an output that keeps what it is given, a clock that runs when asked to.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "generator/functions/functions.h"
#include "generator/run/runner.h"

namespace barnabas {

// Keeps "value;" of each record, and when it was put and due.
class KeepingOutput : public Output {
 public:
  explicit KeepingOutput(RunClock* clock = nullptr) : clock_(clock) {}

  Result<std::size_t> open(const ChannelConfig&) override { return std::size_t{0}; }
  Result<void> put(std::size_t channel, const Record& record) override {
    if (count == refused_from) return fail(ErrorCode::KafkaStorageError, "full");
    text.append(record.value).append(";");
    channels.push_back(channel);
    if (clock_ != nullptr) put_at.push_back(clock_->now().time_since_epoch());
    due_at.push_back(record.due.value_or(std::chrono::nanoseconds(-1)));
    ++count;
    return {};
  }
  Result<void> flush() override { return {}; }
  DeliveryCounts counts() override { return {.delivered = count}; }
  Delivery finish(StopSignal&) override { return {.delivered = count}; }

  std::string text;
  std::vector<std::size_t> channels;
  std::vector<std::chrono::nanoseconds> put_at;
  std::vector<std::chrono::nanoseconds> due_at;
  std::uint64_t count = 0;
  std::uint64_t refused_from = UINT64_MAX;

 private:
  RunClock* clock_;
};

// Time passes only when somebody waits, and a little whenever somebody asks.
class SteppingClock : public RunClock {
 public:
  Time now() override { return time_ += step; }
  void wait_until(Time when, StopSignal&) override { time_ = std::max(time_, when); }

  std::chrono::nanoseconds step{0};

 private:
  Time time_{std::chrono::seconds(1000)};
};

class RunTest : public testing::Test {
 protected:
  std::unique_ptr<Emitter> emitter(const std::string& text, const std::string& name = "e") {
    auto made = Emitter::make({.name = name, .value_template = text, .template_name = "value"},
                              functions_, std::make_unique<Environment>(state_));
    EXPECT_TRUE(made.has_value()) << made.error().text();
    return *std::move(made);
  }
  // One emitter; what it left behind for later ones is forgotten first.
  Statistics run(const std::string& text, const Plan& plan, RunnerOptions options,
                 KeepingOutput& output) {
    state_ = {};
    options.start_ms = 0;
    Runner runner(options, signal_);
    runner.add(emitter(text), plan, output, 0);
    return runner.run();
  }

  const FunctionTable functions_ = all_functions();
  RunState state_;
  StopSignal signal_{StopSignal::OnRequest{}};
};

}  // namespace barnabas
