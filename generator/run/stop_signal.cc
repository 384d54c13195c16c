#include "generator/run/stop_signal.h"

#include <pthread.h>

#include <algorithm>
#include <ctime>

namespace barnabas {

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  std::signal(SIGPIPE, SIG_IGN);
}

StopSignal::~StopSignal() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool StopSignal::stopped() {
  if (!stopped_) take(std::chrono::nanoseconds(0));
  return stopped_;
}

void StopSignal::wait_until(Clock::time_point when) {
  while (!stopped_) {
    const auto left = when - Clock::now();
    if (left <= Clock::duration::zero()) return;
    take(left);
  }
}

void StopSignal::take(std::chrono::nanoseconds patience) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  timespec wait{};
  wait.tv_sec = static_cast<time_t>(seconds.count());
  wait.tv_nsec = static_cast<long>((patience - seconds).count());
  if (sigtimedwait(&signals_, nullptr, &wait) > 0) stopped_ = true;
}

}  // namespace barnabas
