#include "generator/run/arrivals.h"

#include <cmath>

#include "generator/entities/draws.h"
#include "generator/template/random.h"

namespace barnabas {
namespace {

__extension__ using Wide = __int128;

}  // namespace

std::optional<std::int64_t> Arrivals::due_ns() const {
  if (options_.every_ns <= 0 && passed_ >= options_.count) return std::nullopt;
  if (options_.poisson) {
    if (random_ns_ > 9e18) return std::nullopt;
    return static_cast<std::int64_t>(random_ns_);
  }
  const auto due = options_.every_ns > 0
                       ? static_cast<Wide>(passed_) * options_.every_ns
                       : static_cast<Wide>(passed_) * options_.span_ns / options_.count;
  if (due > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(due);
}

std::optional<std::uint64_t> Arrivals::count_before(std::int64_t end_ns) const {
  if (options_.every_ns <= 0 && end_ns >= options_.span_ns) return options_.count;
  if (options_.poisson || options_.every_ns <= 0 || end_ns == INT64_MAX) return std::nullopt;
  const auto every = static_cast<std::uint64_t>(options_.every_ns);
  return (static_cast<std::uint64_t>(end_ns) + every - 1) / every;
}

void Arrivals::draw() {
  if (!options_.poisson) return;
  Random random(Random::record_key(Random::emitter_key(options_.seed, options_.draws), passed_));
  if (options_.every_ns > 0) {
    random_ns_ += static_cast<double>(options_.every_ns) * exponential_draw(random);
    return;
  }
  if (passed_ >= options_.count) return;
  // The least of so many that fall anywhere into what is left of the span.
  const double left = static_cast<double>(options_.span_ns) - random_ns_;
  const auto remaining = static_cast<double>(options_.count - passed_);
  random_ns_ += left * (1 - std::pow(1 - random.unit(), 1 / remaining));
}

}  // namespace barnabas
