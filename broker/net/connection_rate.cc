#include "broker/net/connection_rate.h"

#include <algorithm>

namespace barnabas {
namespace {

// REQUIRES: per_second > 0.
ConnectionRate::Duration cost(std::int32_t per_second) {
  return ConnectionRate::Duration(std::chrono::seconds(1)) / per_second;
}

}  // namespace

ConnectionRate::Duration ConnectionRate::wait(Time now, std::int32_t per_second) const {
  if (per_second <= 0) return longest_wait;
  const Duration wait = due_ + cost(per_second) - (now + window);
  return std::clamp<Duration>(wait, Duration::zero(), longest_wait);
}

void ConnectionRate::count(Time now, std::int32_t per_second) {
  if (per_second > 0) due_ = std::max(due_, now) + cost(per_second);
}

}  // namespace barnabas
