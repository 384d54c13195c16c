#pragma once
// StopSignal: Ctrl-C and its like, asked for instead of being interrupted by.
//
// The signals are blocked from construction on, in this thread and those it starts afterwards, and
// stay pending until somebody asks: so a record is never cut in two, and waiting for the next
// record and waiting for a signal are one system call. To be made before any other thread is. A
// signal that nobody asks for, because a record does not end, is a request after two seconds.
//
// One made OnRequest hears no signals: another thread stops it. That is how a server ends one run
// out of several.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace barnabas {

class StopSignal {
 public:
  using Clock = std::chrono::steady_clock;

  // Blocks SIGINT, SIGTERM and SIGHUP; a closed pipe and a file that may not
  // grow become errors of write().
  StopSignal();
  struct OnRequest {};
  explicit StopSignal(OnRequest) : hears_signals_(false) {}
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Whether a signal has come since the last clear().
  bool stopped();

  // Returns at that time, or earlier if a signal comes; then stopped().
  void wait_until(Clock::time_point when);

  // Called when somebody looks for a signal, and a few times a second while somebody waits for one:
  // for what is to be shown of a run meanwhile. On the thread that looks.
  void set_watcher(std::function<void()> watcher) { watcher_ = std::move(watcher); }

  // From now on only the next signal counts.
  void clear() {
    came_ = came_ || stopped_ || requested_;
    stopped_ = requested_ = false;
  }
  // Whether one has ever come, whatever clear() made of it.
  bool has_come() { return came_ || stopped(); }

  // Stops as a signal does. Any thread; the waits of one that hears signals end only with those.
  void request();
  // True from a request on, until clear(): for work that looks now and then, on any thread.
  const std::atomic<bool>& requested() const { return requested_; }

 private:
  // Runs on a thread of its own: looks for signals that nobody takes.
  void look_for_neglected();
  // Takes a pending signal, waiting for one so long.
  void take(std::chrono::nanoseconds patience);

  const bool hears_signals_ = true;
  sigset_t signals_{};
  sigset_t before_{};
  bool stopped_ = false;
  bool came_ = false;
  std::atomic<bool> requested_ = false;
  std::function<void()> watcher_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ends_ = false;
  std::thread looker_;
};

}  // namespace barnabas
