#pragma once
// SpinPolicy: whether the event loop should look for work once more or go to sleep.
//
// Waking a sleeping thread costs 20 to 40 us on a virtual machine, more than serving a request.
// While requests follow each other within that time it pays to keep looking; when they do not,
// looking only takes the CPU away from the client. The policy learns which from the gaps it sees:
// a gap that ended within `spin_max` speaks for spinning, one that did not speaks against.
//
// Pure: time is passed in. One thread.

#include <algorithm>
#include <chrono>

namespace barnabas {

class SpinPolicy {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::microseconds spin_max{50};

  // The loop found work; the gap since it last had none is what the policy learns from.
  void found_work(Time now) {
    if (waiting_) {
      const bool short_gap = now - idle_since_ <= spin_max;
      score_ = std::clamp(score_ + (short_gap ? 1 : -2), score_min, score_max);
    }
    waiting_ = false;
  }

  // The loop found none; says whether to look again rather than sleep.
  bool keep_looking(Time now) {
    if (!waiting_) {
      waiting_ = true;
      idle_since_ = now;
    }
    return score_ > 0 && now - idle_since_ <= spin_max;
  }

 private:
  static constexpr int score_min = -4;
  static constexpr int score_max = 16;
  int score_ = 0;
  bool waiting_ = false;
  Time idle_since_{};
};

}  // namespace barnabas
