#pragma once
// Pending<T>: a result that a callback brings later and a coroutine waits for.
//
// The state machines of the broker answer through callbacks, so that they need no event loop; a
// handler turns that into co_await:
//
//   Pending<JoinGroupResponse> answer(context.loop());
//   coordinator.join(request, answer.callback());
//   co_return co_await answer.get();
//
// The callback may be called at once, later, or never; it may outlive the Pending. Loop's thread.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "broker/net/signal.h"

namespace barnabas {

template <class T>
class Pending {
 public:
  explicit Pending(EventLoop& loop) : state_(std::make_shared<State>(loop)) {}

  std::function<void(T)> callback() {
    return [state = state_](T value) {
      state->value = std::move(value);
      state->arrived.notify();
    };
  }

  awaitable<T> get() {
    while (!state_->value) co_await state_->arrived.wait();
    co_return std::move(*state_->value);
  }

 private:
  struct State {
    explicit State(EventLoop& loop) : arrived(loop) {}
    Signal arrived;
    std::optional<T> value;
  };
  std::shared_ptr<State> state_;
};

}  // namespace barnabas
