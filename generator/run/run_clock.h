#pragma once
// RunClock: the time that a run keeps, so that tests can let it pass.

#include "generator/run/stop_signal.h"

namespace barnabas {

class RunClock {
 public:
  using Time = StopSignal::Clock::time_point;

  virtual ~RunClock() = default;
  virtual Time now() { return StopSignal::Clock::now(); }
  // Returns at that time, or earlier if a signal comes.
  virtual void wait_until(Time when, StopSignal& signal) { signal.wait_until(when); }
};

}  // namespace barnabas
