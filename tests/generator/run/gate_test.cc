// A run whose records are held back, counted and stopped from outside.

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

#include "generator/functions/functions.h"
#include "generator/run/emitter.h"
#include "generator/run/runner.h"

namespace barnabas {
namespace {

class Sink : public Output {
 public:
  Result<std::size_t> open(const ChannelConfig&) override { return std::size_t{0}; }
  Result<void> put(std::size_t, const Record& record) override {
    text += record.value;
    ++count;
    return {};
  }
  Result<void> flush() override {
    ++flushes;
    return {};
  }
  DeliveryCounts counts() override { return {.delivered = count}; }
  Delivery finish(StopSignal&) override { return {.delivered = count}; }

  std::string text;
  std::uint64_t count = 0;
  int flushes = 0;
};

// Lets so many records through; remembers what came out.
class CountingGate : public RunGate {
 public:
  explicit CountingGate(int open_for) : left_(open_for) {}
  bool must_wait() override { return left_ % 2 == 0; }
  bool enter() override { return left_-- > 0; }
  void leave(const Record* record) override { seen += record ? record->value : "-"; }

  std::string seen;

 private:
  int left_;
};

// Says when the first record is about to be made.
class AnnouncingGate : public RunGate {
 public:
  bool must_wait() override { return false; }
  bool enter() override {
    entered.set_value();
    return true;
  }
  void leave(const Record*) override {}

  std::promise<void> entered;
};

class Gate : public testing::Test {
 protected:
  std::unique_ptr<Emitter> emitter(const std::string& text) {
    auto made =
        Emitter::make({.name = "e", .value_template = text, .cancelled = &signal_.requested()},
                      functions_, std::make_unique<Environment>(state_));
    EXPECT_TRUE(made.has_value());
    return *std::move(made);
  }
  Statistics run(const std::string& text, RunGate* gate) {
    Runner runner({.gate = gate}, signal_);
    runner.add(emitter(text), {.endless = true}, sink_, 0);
    return runner.run();
  }

  const FunctionTable functions_ = all_functions();
  RunState state_;
  StopSignal signal_{StopSignal::OnRequest{}};
  Sink sink_;
};

TEST_F(Gate, EachRecordPassesIt_AndItEndsTheRun) {
  CountingGate gate(4);
  const auto statistics = run(R"({{if eq (counter "c" 0 1) 2}}{{else}}x{{end}})", &gate);
  EXPECT_EQ(gate.seen, "xx-x");
  EXPECT_EQ(sink_.text, "xxx");
  EXPECT_EQ(sink_.flushes, 3);
  EXPECT_EQ(statistics.generated, 3u);
  EXPECT_TRUE(statistics.succeeded());
}

TEST_F(Gate, AnotherThreadStopsARun_EvenInTheMiddleOfARecordWithoutEnd) {
  AnnouncingGate gate;
  std::thread other([&] {
    gate.entered.get_future().wait();
    signal_.request();
  });
  const auto statistics = run("{{range 1000000000000}}{{end}}", &gate);
  other.join();
  EXPECT_NE(statistics.error.find("stopped before its end"), std::string::npos);
  EXPECT_EQ(sink_.count, 0u);
}

TEST_F(Gate, ARequestEndsAWait) {
  std::thread other([this] { signal_.request(); });
  signal_.wait_until(StopSignal::Clock::now() + std::chrono::hours(1));
  other.join();
  EXPECT_TRUE(signal_.stopped());
  signal_.clear();
  EXPECT_FALSE(signal_.stopped());
}

}  // namespace
}  // namespace barnabas
