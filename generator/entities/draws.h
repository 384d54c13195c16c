#pragma once
// Draws of the distributions that more than one part of the generator needs.

#include <cmath>
#include <numbers>

#include "generator/template/random.h"

namespace barnabas {

// Box and Muller: a draw of the normal distribution, mean 0 and deviation 1, out of two uniform
// ones.
inline double normal_draw(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
  return radius * std::cos(2 * std::numbers::pi * random.unit());
}

// Mean 1.
inline double exponential_draw(Random& random) { return -std::log(1 - random.unit()); }

}  // namespace barnabas
