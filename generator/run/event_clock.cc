#include "generator/run/event_clock.h"

#include "generator/entities/draws.h"
#include "generator/template/random.h"

namespace barnabas {
namespace {

constexpr std::int64_t ms_ns = 1'000'000;
__extension__ using Wide = __int128;

}  // namespace

std::int64_t EventClock::now_ms(std::uint64_t record, std::int64_t now_ms) {
  if (options_.advance_ns == 0) return now_ms;
  if (!first_ms_) first_ms_ = options_.start_ms.value_or(now_ms);
  const auto passed = static_cast<Wide>(options_.advance_ns) * record / ms_ns;
  return *first_ms_ + static_cast<std::int64_t>(passed);
}

std::int64_t EventClock::event_ms(std::uint64_t record, std::int64_t now_ms) const {
  if (options_.jitter_ns == 0 && options_.lateness_ns == 0) return now_ms;
  Random random(Random::record_key(Random::emitter_key(seed_, draws_), record));
  double away = static_cast<double>(options_.jitter_ns) * (2 * random.unit() - 1);
  away -= static_cast<double>(options_.lateness_ns) * exponential_draw(random);
  return now_ms + static_cast<std::int64_t>(away / ms_ns);
}

}  // namespace barnabas
