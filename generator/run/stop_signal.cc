#include "generator/run/stop_signal.h"

#include <pthread.h>

#include <algorithm>
#include <ctime>

namespace barnabas {
namespace {

constexpr auto between_looks = std::chrono::milliseconds(100);
// For so many looks a signal may be pending.
constexpr int looks_max = 20;

}  // namespace

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  // A closed pipe and a file that is as large as it may be become errors of write().
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
  looker_ = std::thread([this] { look_for_neglected(); });
}

StopSignal::~StopSignal() {
  if (!hears_signals_) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    changed_.notify_all();
  }
  looker_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignal::look_for_neglected() {
  std::unique_lock lock(mutex_);
  for (int seen = 0; !ends_; changed_.wait_for(lock, between_looks)) {
    sigset_t pending{};
    sigpending(&pending);
    const bool waits = sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
                       sigismember(&pending, SIGHUP) == 1;
    seen = waits ? seen + 1 : 0;
    // Taken, because one that is still pending at the end would kill the program.
    const timespec at_once{};
    if (seen == looks_max && sigtimedwait(&signals_, nullptr, &at_once) > 0) requested_ = true;
  }
}

bool StopSignal::stopped() {
  if (watcher_) watcher_();
  if (!stopped_) take(std::chrono::nanoseconds(0));
  return stopped_;
}

void StopSignal::wait_until(Clock::time_point when) {
  while (!stopped_) {
    if (watcher_) watcher_();
    const auto left = when - Clock::now();
    if (left <= Clock::duration::zero()) return;
    take(watcher_ ? std::min<std::chrono::nanoseconds>(left, between_looks) : left);
  }
}

void StopSignal::request() {
  const std::lock_guard lock(mutex_);
  requested_ = true;
  changed_.notify_all();
}

void StopSignal::take(std::chrono::nanoseconds patience) {
  if (requested_) stopped_ = true;
  if (stopped_) return;
  if (!hears_signals_) {
    if (patience <= patience.zero()) return;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return requested_.load(); });
    stopped_ = requested_;
    return;
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  timespec wait{};
  wait.tv_sec = static_cast<time_t>(seconds.count());
  wait.tv_nsec = static_cast<long>((patience - seconds).count());
  if (sigtimedwait(&signals_, nullptr, &wait) > 0) stopped_ = true;
}

}  // namespace barnabas
