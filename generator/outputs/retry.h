#pragma once
// Retries: how often, and how long after each other, something is tried that may pass.

#include <algorithm>
#include <chrono>

namespace barnabas {

inline constexpr std::chrono::milliseconds retry_pause_first{100};
inline constexpr std::chrono::milliseconds retry_pause_max{5000};

// The pause before the next try, after so many that failed: 100 ms, and twice as long each time.
inline std::chrono::milliseconds retry_pause(int failed_tries) {
  const int doublings = std::clamp(failed_tries - 1, 0, 10);
  return std::min(retry_pause_first * (1 << doublings), retry_pause_max);
}

}  // namespace barnabas
