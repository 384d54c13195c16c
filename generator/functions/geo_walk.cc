#include "generator/functions/geo_walk.h"

#include <numbers>

namespace barnabas {

void GeoAreaWalk::begin(const GeoShape& shape, const GeoPosition& start) {
  // Who stands on the edge is not inside yet: each way would lead over it.
  constexpr double edge_m = 0.01;
  const auto nearest = shape.nearest_on_edge(start);
  begun_ = true;
  is_inside_ = shape.contains(start) && geo_distance_m(start, nearest) > edge_m;
  at_ = is_inside_ ? start : nearest;
}

GeoPosition GeoAreaWalk::step(const GeoShape& shape, double metres_max, Random& random) {
  // First a little to the left or right, then further, then anywhere, and ever shorter.
  constexpr int tries = 48;
  double reach = metres_max;
  for (int i = 0; i < tries; ++i) {
    const double turn = !has_moved_ || i >= 12 ? 1.0 : i < 6 ? 0.25 : 0.5;
    const double heading = heading_ + std::numbers::pi * turn * (2 * random.unit() - 1);
    const auto next = geo_destination(at_, {.heading = heading, .metres = reach * random.unit()});
    if (shape.contains(next) && (!is_inside_ || !shape.is_divided(at_, next))) {
      at_ = next;
      heading_ = heading;
      has_moved_ = is_inside_ = true;
      return at_;
    }
    if (i % 6 == 5) reach /= 2;
  }
  if (!is_inside_) at_ = shape.random_inside(random);
  is_inside_ = true;
  return at_;
}

// At the end of the line: where the way goes on.
void GeoLineWalk::cross_end(const GeoShape& shape, Random& random) {
  const auto& ends = shape.meeting({.line = line_, .at_start = !forward_});
  if (ends.empty()) {
    forward_ = !forward_;
    return;
  }
  const auto& chosen = ends[random.below(ends.size())];
  line_ = chosen.line;
  forward_ = chosen.at_start;
  metres_ = chosen.at_start ? 0 : shape.lines()[line_].length_m();
}

std::optional<GeoPosition> GeoLineWalk::step(const GeoShape& shape, double metres, Random& random) {
  if (!begun_) line_ = shape.random_line(random);
  begun_ = true;
  constexpr int ends_max = 1'000'000;
  for (int passed = 0; passed < ends_max; ++passed) {
    const auto& line = shape.lines()[line_];
    const double left = forward_ ? line.length_m() - metres_ : metres_;
    if (metres <= left) {
      metres_ += forward_ ? metres : -metres;
      return line.at(metres_);
    }
    metres -= left;
    metres_ = forward_ ? line.length_m() : 0;
    cross_end(shape, random);
  }
  return std::nullopt;
}

}  // namespace barnabas
