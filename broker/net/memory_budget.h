#pragma once
// MemoryBudget: how much memory requests on their way in may hold, all connections together.
//
// A connection takes tokens before it makes room for a body and gives them back after the answer,
// so that many large requests at once wait their turn instead of ending the process (Kafka's
// queued.max.request.bytes). Loop's thread only.

#include <algorithm>
#include <cstddef>
#include <deque>

#include "broker/net/signal.h"

namespace barnabas {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : limit_(bytes), free_(bytes) {}

  // Waits, in order of arrival, until `bytes` are free. A request larger than the whole budget gets
  // through when it is alone.
  awaitable<void> take(EventLoop& loop, std::size_t bytes) {
    bytes = std::min(bytes, limit_);
    if (waiting_.empty() && bytes <= free_) {
      free_ -= bytes;
      co_return;
    }
    Waiter waiter(loop, bytes);
    waiting_.push_back(&waiter);
    const Registration registration{waiting_, &waiter};
    co_await waiter.granted.wait();
  }

  void give_back(std::size_t bytes) {
    free_ += std::min(bytes, limit_);
    while (!waiting_.empty() && waiting_.front()->bytes <= free_) {
      free_ -= waiting_.front()->bytes;
      waiting_.front()->granted.notify();
      waiting_.pop_front();
    }
  }

 private:
  struct Waiter {
    Waiter(EventLoop& loop, std::size_t wanted) : granted(loop), bytes(wanted) {}
    Signal granted;
    std::size_t bytes;
  };
  // Leaves the queue even when the waiting connection is ended.
  struct Registration {
    std::deque<Waiter*>& queue;
    Waiter* waiter;
    ~Registration() { std::erase(queue, waiter); }
  };

  const std::size_t limit_;
  std::size_t free_;
  std::deque<Waiter*> waiting_;
};

}  // namespace barnabas
