#pragma once
// Zipf: few come often, many seldom.
//
// Hörmann and Derflinger: rejection from the integral of x^-s, which can be inverted; needs about
// one try whatever the count. Rank k, from 0, is drawn in proportion to (k + 1)^-s.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "generator/template/random.h"

namespace barnabas {

class Zipf {
 public:
  Zipf(std::int64_t count, double exponent)
      : exponent_(exponent),
        low_(integral(1.5) - 1),
        high_(integral(static_cast<double>(count) + 0.5)),
        near_(2 - inverse(integral(2.5) - std::pow(2, -exponent))),
        count_(count) {}

  std::int64_t draw(Random& random) const {
    while (true) {
      const double area = high_ + random.unit() * (low_ - high_);
      const double x = inverse(area);
      const auto rank = std::clamp<std::int64_t>(std::llround(x), 1, count_);
      const auto k = static_cast<double>(rank);
      if (k - x <= near_ || area >= integral(k + 0.5) - std::pow(k, -exponent_)) return rank - 1;
    }
  }

 private:
  double integral(double x) const {
    if (std::abs(exponent_ - 1) < 1e-9) return std::log(x);
    return (std::pow(x, 1 - exponent_) - 1) / (1 - exponent_);
  }
  double inverse(double area) const {
    if (std::abs(exponent_ - 1) < 1e-9) return std::exp(area);
    return std::pow(std::max(1 + area * (1 - exponent_), 1e-300), 1 / (1 - exponent_));
  }

  double exponent_;
  double low_;
  double high_;
  double near_;
  std::int64_t count_;
};

}  // namespace barnabas
