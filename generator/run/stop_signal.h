#pragma once
// StopSignal: Ctrl-C and its like, asked for instead of being interrupted by.
//
// The signals are blocked from construction on, in this thread and those it starts afterwards, and
// stay pending until somebody asks: so a record is never cut in two, and waiting for the next
// record and waiting for a signal are one system call. To be made before any other thread is.

#include <chrono>
#include <csignal>

namespace barnabas {

class StopSignal {
 public:
  using Clock = std::chrono::steady_clock;

  // Blocks SIGINT, SIGTERM and SIGHUP; a closed pipe becomes an error of write().
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Whether a signal has come since the last clear().
  bool stopped();

  // Returns at that time, or earlier if a signal comes; then stopped().
  void wait_until(Clock::time_point when);

  // From now on only the next signal counts.
  void clear() { stopped_ = false; }

 private:
  // Takes a pending signal, waiting for one so long.
  void take(std::chrono::nanoseconds patience);

  sigset_t signals_;
  sigset_t before_;
  bool stopped_ = false;
};

}  // namespace barnabas
