#pragma once
// Alarm: calls back once when a time has come. What a timer of Asio is, without its headers.
//
// Loop's thread only.

#include <chrono>
#include <functional>
#include <memory>

namespace barnabas {

class EventLoop;

class Alarm {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Alarm(EventLoop& loop, std::function<void()> ring);
  // After this, and after cancel(), it does not ring any more, not even if its time had come.
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  // Rings at `time` and not at the one set before. A time in the past rings from the loop as well.
  void set(Time time);
  void set_after(std::chrono::nanoseconds delay);
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace barnabas
