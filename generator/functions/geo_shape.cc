#include "generator/functions/geo_shape.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace barnabas {
namespace {

constexpr double earth_radius_m = 6'371'008.8;
constexpr double radians = std::numbers::pi / 180;
constexpr double piece_degrees_max = 0.1;

GeoPosition between(const GeoPosition& from, const GeoPosition& to, double share) {
  return {.longitude = from.longitude + (to.longitude - from.longitude) * share,
          .latitude = from.latitude + (to.latitude - from.latitude) * share};
}

// Where the edge from `a` to `b` crosses a latitude; nothing where it does not.
std::optional<double> crossing(const GeoPosition& a, const GeoPosition& b, double latitude) {
  if ((a.latitude > latitude) == (b.latitude > latitude)) return std::nullopt;
  return between(a, b, (latitude - a.latitude) / (b.latitude - a.latitude)).longitude;
}

// On which side of the line from `a` to `b` a position lies.
bool is_left(const GeoPosition& a, const GeoPosition& b, const GeoPosition& position) {
  return (b.longitude - a.longitude) * (position.latitude - a.latitude) >
         (b.latitude - a.latitude) * (position.longitude - a.longitude);
}

// The position of an edge that is nearest, by the squared distance in flattened degrees.
struct Nearest {
  GeoPosition position;
  double square = INFINITY;

  void consider(const GeoPosition& a, const GeoPosition& b, const GeoPosition& wanted) {
    const double shrink = std::cos(wanted.latitude * radians);
    const double x = (b.longitude - a.longitude) * shrink, y = b.latitude - a.latitude;
    const double to_x = (wanted.longitude - a.longitude) * shrink;
    const double to_y = wanted.latitude - a.latitude;
    const double length = x * x + y * y;
    const double share = length > 0 ? std::clamp((to_x * x + to_y * y) / length, 0.0, 1.0) : 0;
    const double off_x = to_x - share * x, off_y = to_y - share * y;
    if (off_x * off_x + off_y * off_y >= square) return;
    square = off_x * off_x + off_y * off_y;
    position = between(a, b, share);
  }
};

// Twice the area that a ring encloses.
double doubled_area(const GeoRing& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    sum += ring[i - 1].longitude * ring[i].latitude - ring[i].longitude * ring[i - 1].latitude;
  return std::abs(sum);
}

}  // namespace

double geo_distance_m(const GeoPosition& from, const GeoPosition& to) {
  const double north = std::sin((to.latitude - from.latitude) * radians / 2);
  const double east = std::sin((to.longitude - from.longitude) * radians / 2);
  const double part = north * north + std::cos(from.latitude * radians) *
                                          std::cos(to.latitude * radians) * east * east;
  return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(part)));
}

GeoPosition geo_destination(const GeoPosition& from, const GeoLeg& leg) {
  const double angle = leg.metres / earth_radius_m;
  const double latitude = from.latitude * radians;
  const double sine = std::sin(latitude) * std::cos(angle) +
                      std::cos(latitude) * std::sin(angle) * std::cos(leg.heading);
  const double turn = std::atan2(std::sin(leg.heading) * std::sin(angle) * std::cos(latitude),
                                 std::cos(angle) - std::sin(latitude) * sine);
  return {.longitude = from.longitude + turn / radians,
          .latitude = std::asin(std::clamp(sine, -1.0, 1.0)) / radians};
}

GeoPolygon::GeoPolygon(std::vector<GeoRing> all_rings) : rings(std::move(all_rings)) {
  const auto& outline = rings.front();
  low = high = outline.front();
  for (const auto& position : outline) {
    low.longitude = std::min(low.longitude, position.longitude);
    low.latitude = std::min(low.latitude, position.latitude);
    high.longitude = std::max(high.longitude, position.longitude);
    high.latitude = std::max(high.latitude, position.latitude);
  }
  area = doubled_area(outline) / 2;
}

bool GeoPolygon::contains(const GeoPosition& position) const {
  if (position.longitude < low.longitude || position.longitude > high.longitude) return false;
  if (position.latitude < low.latitude || position.latitude > high.latitude) return false;
  bool inside = false;
  for (const auto& ring : rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const auto longitude = crossing(ring[i - 1], ring[i], position.latitude);
      if (longitude && position.longitude < *longitude) inside = !inside;
    }
  }
  return inside;
}

GeoLine::GeoLine(const std::vector<GeoPosition>& positions)
    : positions_{positions.front()}, metres_{0} {
  for (std::size_t i = 1; i < positions.size(); ++i) {
    const auto& from = positions[i - 1];
    const auto& to = positions[i];
    const double degrees =
        std::max(std::abs(to.longitude - from.longitude), std::abs(to.latitude - from.latitude));
    const auto pieces = 1 + static_cast<int>(degrees / piece_degrees_max);
    for (int piece = 1; piece <= pieces; ++piece) {
      const auto next = piece == pieces ? to : between(from, to, double(piece) / pieces);
      metres_.push_back(metres_.back() + geo_distance_m(positions_.back(), next));
      positions_.push_back(next);
    }
  }
}

GeoPosition GeoLine::at(double metres_from_start) const {
  const auto above = std::upper_bound(metres_.begin(), metres_.end(), metres_from_start);
  if (above == metres_.begin()) return positions_.front();
  if (above == metres_.end()) return positions_.back();
  const auto index = static_cast<std::size_t>(above - metres_.begin());
  const double share =
      (metres_from_start - metres_[index - 1]) / (metres_[index] - metres_[index - 1]);
  return between(positions_[index - 1], positions_[index], share);
}

GeoShape::GeoShape(std::string name, std::vector<GeoPolygon> polygons,
                   const std::vector<std::vector<GeoPosition>>& lines)
    : name_(std::move(name)), polygons_(std::move(polygons)) {
  for (const auto& line : lines) lines_.emplace_back(line);
  if (lines.empty()) {
    for (const auto& polygon : polygons_) lines_.emplace_back(polygon.rings.front());
  }
  connect_lines();
}

void GeoShape::connect_lines() {
  std::map<std::pair<double, double>, std::vector<GeoEnd>> at;
  const auto place = [&](const GeoEnd& end) {
    const auto& position = lines_[end.line].end(end.at_start);
    return std::pair(position.longitude, position.latitude);
  };
  for (std::size_t line = 0; line < lines_.size(); ++line) {
    for (const bool at_start : {false, true}) {
      const GeoEnd end{.line = line, .at_start = at_start};
      at[place(end)].push_back(end);
    }
  }
  for (std::size_t line = 0; line < lines_.size(); ++line) {
    for (const bool at_start : {false, true}) {
      auto ends = at[place({.line = line, .at_start = at_start})];
      std::erase_if(
          ends, [&](const GeoEnd& end) { return end.line == line && end.at_start == at_start; });
      meeting_.push_back(std::move(ends));
    }
  }
}

bool GeoShape::contains(const GeoPosition& position) const {
  return std::any_of(polygons_.begin(), polygons_.end(),
                     [&](const GeoPolygon& polygon) { return polygon.contains(position); });
}

bool GeoShape::is_divided(const GeoPosition& from, const GeoPosition& to) const {
  for (const auto& polygon : polygons_) {
    for (const auto& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        const auto &a = ring[i - 1], &b = ring[i];
        if (is_left(a, b, from) != is_left(a, b, to) &&
            is_left(from, to, a) != is_left(from, to, b))
          return true;
      }
    }
  }
  return false;
}

// A latitude of one of the polygons, larger ones oftener, and a longitude where it is inside there.
GeoPosition GeoShape::random_inside(Random& random) const {
  double area = 0;
  for (const auto& polygon : polygons_) area += polygon.area;
  area *= random.unit();
  std::size_t chosen = 0;
  while (chosen + 1 < polygons_.size() && area >= polygons_[chosen].area)
    area -= polygons_[chosen++].area;
  const auto& polygon = polygons_[chosen];
  constexpr int tries = 16;
  for (int i = 0; i < tries; ++i) {
    const double latitude =
        polygon.low.latitude + (polygon.high.latitude - polygon.low.latitude) * random.unit();
    std::vector<double> edges;
    for (const auto& ring : polygon.rings) {
      for (std::size_t edge = 1; edge < ring.size(); ++edge) {
        if (const auto at = crossing(ring[edge - 1], ring[edge], latitude)) edges.push_back(*at);
      }
    }
    std::sort(edges.begin(), edges.end());
    double width = 0;
    for (std::size_t edge = 1; edge < edges.size(); edge += 2)
      width += edges[edge] - edges[edge - 1];
    if (width <= 0) continue;
    width *= random.unit();
    for (std::size_t edge = 1; edge < edges.size(); edge += 2) {
      const double here = edges[edge] - edges[edge - 1];
      if (width < here) return {.longitude = edges[edge - 1] + width, .latitude = latitude};
      width -= here;
    }
  }
  return polygon.rings.front().front();
}

GeoPosition GeoShape::nearest_on_edge(const GeoPosition& position) const {
  Nearest nearest;
  for (const auto& polygon : polygons_) {
    for (const auto& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i)
        nearest.consider(ring[i - 1], ring[i], position);
    }
  }
  return nearest.position;
}

std::size_t GeoShape::random_line(Random& random) const {
  double metres = 0;
  for (const auto& line : lines_) metres += line.length_m();
  metres *= random.unit();
  std::size_t chosen = 0;
  while (chosen + 1 < lines_.size() && metres >= lines_[chosen].length_m())
    metres -= lines_[chosen++].length_m();
  return chosen;
}

}  // namespace barnabas
