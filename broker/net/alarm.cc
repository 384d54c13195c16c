#include "broker/net/alarm.h"

#include <asio/steady_timer.hpp>
#include <utility>

#include "broker/net/event_loop.h"

namespace barnabas {

struct Alarm::State {
  asio::steady_timer timer;
  std::function<void()> ring;
  // A wait that has expired but not been called yet can no longer be cancelled: it finds out here.
  std::uint64_t settings = 0;
};

Alarm::Alarm(EventLoop& loop, std::function<void()> ring)
    : state_(std::make_shared<State>(asio::steady_timer(loop.context()), std::move(ring))) {}

Alarm::~Alarm() { cancel(); }

void Alarm::set(Time time) {
  state_->timer.expires_at(time);
  const auto setting = ++state_->settings;
  state_->timer.async_wait([weak = std::weak_ptr(state_), setting](const std::error_code&) {
    const auto state = weak.lock();
    if (state != nullptr && state->settings == setting) state->ring();
  });
}

void Alarm::set_after(std::chrono::nanoseconds delay) {
  set(std::chrono::steady_clock::now() + delay);
}

void Alarm::cancel() {
  ++state_->settings;
  state_->timer.cancel();
}

}  // namespace barnabas
