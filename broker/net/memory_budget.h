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
  // through when it is alone. Whoever is cancelled while he waits has taken nothing.
  awaitable<void> take(EventLoop& loop, std::size_t bytes) {
    bytes = std::min(bytes, limit_);
    if (waiting_.empty() && bytes <= free_) {
      free_ -= bytes;
      co_return;
    }
    Waiter waiter(*this, loop, bytes);
    co_await waiter.granted.wait();
    waiter.took = true;
  }

  void give_back(std::size_t bytes) {
    free_ += std::min(bytes, limit_);
    let_in();
  }

 private:
  struct Waiter {
    Waiter(MemoryBudget& owner, EventLoop& loop, std::size_t wanted)
        : budget(owner), granted(loop), bytes(wanted) {
      budget.waiting_.push_back(this);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    // Without `took` the connection has ended: in the queue, or after its tokens were granted and
    // before it could say so. Those behind it get what it leaves.
    ~Waiter() {
      if (took) return;
      if (std::erase(budget.waiting_, this) == 0) budget.free_ += bytes;
      budget.let_in();
    }

    MemoryBudget& budget;
    Signal granted;
    const std::size_t bytes;
    bool took = false;
  };

  void let_in() {
    while (!waiting_.empty() && waiting_.front()->bytes <= free_) {
      free_ -= waiting_.front()->bytes;
      waiting_.front()->granted.notify();
      waiting_.pop_front();
    }
  }

  const std::size_t limit_;
  std::size_t free_;
  std::deque<Waiter*> waiting_;
};

}  // namespace barnabas
