#pragma once
// Signal: a coroutine waits, something else wakes it. The condition variable of the event loop.
//
// Built on a timer, so that every wait has a deadline. One waiter at a time; a notify() that comes
// before the wait is remembered. Loop's thread only.

#include <asio/steady_timer.hpp>
#include <chrono>

#include "broker/net/asio.h"
#include "broker/net/event_loop.h"

namespace barnabas {

class Signal {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Signal(EventLoop& loop) : timer_(loop.context()) {}

  void notify() {
    notified_ = true;
    timer_.cancel();
  }

  // Whether notify() came since the last wait ended.
  bool notified() const { return notified_; }

  // Waits for notify(); false when `deadline` came first.
  awaitable<bool> wait_until(Time deadline) {
    if (!notified_) {
      timer_.expires_at(deadline);
      co_await timer_.async_wait(as_tuple);
    }
    co_return std::exchange(notified_, false);
  }

  awaitable<void> wait() {
    // time_point::max() overflows inside Asio; a year is as good.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::hours(24 * 365);
    while (!co_await wait_until(deadline)) {
    }
  }

 private:
  asio::steady_timer timer_;
  bool notified_ = false;
};

}  // namespace barnabas
