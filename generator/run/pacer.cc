#include "generator/run/pacer.h"

#include <algorithm>
#include <cmath>

namespace barnabas {
namespace {

constexpr double seconds_max = 4e9;
// What a record is taken for before there is one.
constexpr double usual_record_bytes = 512;

}  // namespace

Pacer::Pacer(const Throughput& throughput, const LoadShape& shape, std::uint64_t seed)
    : throughput_(throughput), shape_(shape), random_(Random::emitter_key(seed, 0)) {}

void Pacer::take(std::uint64_t bytes) {
  ++records_;
  bytes_ += bytes;
  if (shape_.kind == LoadShape::Kind::Poisson) {
    const double amount = throughput_.records_per_second > 0 ? 1 : static_cast<double>(bytes);
    stretched_ += amount * -std::log(1 - random_.unit());
  }
  move_on();
}

void Pacer::skip(std::uint64_t records) {
  if (throughput_.records_per_second <= 0) return;
  records_ += records;
  stretched_ += static_cast<double>(records);
  move_on();
}

void Pacer::move_on() {
  const bool counts_records = throughput_.records_per_second > 0;
  double amount = static_cast<double>(counts_records ? records_ : bytes_);
  if (shape_.kind == LoadShape::Kind::Poisson) amount = stretched_;
  const double rate =
      counts_records ? throughput_.records_per_second : throughput_.bytes_per_second;
  const double seconds = std::min(shape_.time_of(amount / rate), seconds_max);
  due_ = std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

std::uint64_t Pacer::records_ahead() const {
  const double per_second = throughput_.records_per_second > 0
                                ? throughput_.records_per_second
                                : throughput_.bytes_per_second / usual_record_bytes;
  return static_cast<std::uint64_t>(std::clamp(per_second / 1000, 1.0, 1024.0));
}

}  // namespace barnabas
