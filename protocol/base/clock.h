#pragma once
// Clock: where every timer and timestamp gets its time, so that tests can turn it by hand.
//
// Two times, as in Kafka: wall-clock milliseconds since 1970 UTC for record timestamps and
// retention, and a steady time that never jumps for timeouts.

#include <chrono>
#include <cstdint>

namespace barnabas {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01 UTC; may jump when somebody sets the clock.
  virtual std::int64_t wall_ms() const = 0;
  // Never goes back; only differences mean something.
  virtual std::chrono::steady_clock::time_point steady() const = 0;
};

// The machine's own clock. Any thread.
class SystemClock final : public Clock {
 public:
  std::int64_t wall_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::now();
  }
};

// A clock that stands still until it is advanced. One thread.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(std::int64_t start_ms = 1'700'000'000'000) : wall_ms_(start_ms) {}
  std::int64_t wall_ms() const override { return wall_ms_; }
  std::chrono::steady_clock::time_point steady() const override { return steady_; }
  void advance(std::chrono::milliseconds by) {
    wall_ms_ += by.count();
    steady_ += by;
  }
  // Sets the wall clock alone, as an administrator would; steady time goes on.
  void set_wall_ms(std::int64_t wall_ms) { wall_ms_ = wall_ms; }

 private:
  std::int64_t wall_ms_;
  std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
};

}  // namespace barnabas
