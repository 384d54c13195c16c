#pragma once
// SpinPolicy: whether the event loop should look for work once more or go to sleep.
//
// Waking a sleeping thread costs 20 to 80 us on a virtual machine, more than serving a request, and
// the client must be woken too before its next request can come. While requests follow each other
// within about twice that time it pays to keep looking (measured: half the latency at the same CPU
// time); when they do not, looking only takes the CPU away from the client. The policy learns which
// from the gaps it sees: a gap that ended within `spin_max` speaks for spinning, one that did not
// speaks against. Between two looks the loop offers the CPU to others. One who takes it and sends
// no request by it has other work to do, and looking on would be at its cost: that speaks against
// too.
//
// Pure: time is passed in. One thread.

#include <algorithm>
#include <chrono>

namespace barnabas {

class SpinPolicy {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::microseconds spin_max{200};
  // Two looks so far apart had somebody else's work between them.
  static constexpr std::chrono::microseconds taken_away{100};

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
    } else if (now - last_look_ > taken_away && score_ > 0) {
      score_ = std::max(score_ - 4, score_min);
      return false;
    }
    last_look_ = now;
    return score_ > 0 && now - idle_since_ <= spin_max;
  }

 private:
  static constexpr int score_min = -4;
  static constexpr int score_max = 16;
  int score_ = 0;
  bool waiting_ = false;
  Time idle_since_{};
  Time last_look_{};
};

}  // namespace barnabas
