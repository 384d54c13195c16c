#pragma once
// GeoShape: areas and lines on the earth that positions keep to, from a user's GeoJSON.
//
// Positions are degrees, longitude first, as GeoJSON has them; edges are straight in degrees, as
// RFC 7946 says. Distances are metres on a sphere of the earth's mean radius. An area is one or
// more polygons with holes. Lines are walked along; where the ends of two lines are the same
// position, or those of one, the way goes on there. Immutable, so any thread may look.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "generator/template/random.h"

namespace barnabas {

struct GeoPosition {
  double longitude = 0;
  double latitude = 0;

  bool operator==(const GeoPosition&) const = default;
};

// Metres between two positions.
double geo_distance_m(const GeoPosition& from, const GeoPosition& to);

// The position that many metres away; the heading is in radians, clockwise from north.
struct GeoLeg {
  double heading = 0;
  double metres = 0;
};
GeoPosition geo_destination(const GeoPosition& from, const GeoLeg& leg);

// The positions of a ring, the last one like the first.
using GeoRing = std::vector<GeoPosition>;

struct GeoPolygon {
  std::vector<GeoRing> rings;  // the outline, then the holes
  GeoPosition low, high;       // the corners of the box around it
  double area = 0;             // in square degrees

  explicit GeoPolygon(std::vector<GeoRing> all_rings);
  bool contains(const GeoPosition& position) const;
};

// One end of a line.
struct GeoEnd {
  std::size_t line = 0;
  bool at_start = false;
};

class GeoLine {
 public:
  // Pieces longer than a tenth of a degree are cut, so that metres along them are exact.
  explicit GeoLine(const std::vector<GeoPosition>& positions);

  double length_m() const { return metres_.back(); }
  GeoPosition at(double metres_from_start) const;
  const GeoPosition& end(bool at_start) const {
    return at_start ? positions_.front() : positions_.back();
  }

 private:
  std::vector<GeoPosition> positions_;
  std::vector<double> metres_;  // from the start to each of them
};

class GeoShape {
 public:
  // Lines are the outlines of the polygons where there are no others.
  GeoShape(std::string name, std::vector<GeoPolygon> polygons,
           const std::vector<std::vector<GeoPosition>>& lines);

  const std::string& name() const { return name_; }
  bool has_area() const { return !polygons_.empty(); }

  bool contains(const GeoPosition& position) const;
  // Whether an edge lies between the two.
  bool is_divided(const GeoPosition& from, const GeoPosition& to) const;
  // REQUIRES, for both: has_area().
  GeoPosition random_inside(Random& random) const;
  GeoPosition nearest_on_edge(const GeoPosition& position) const;

  const std::vector<GeoLine>& lines() const { return lines_; }
  // A line, longer ones oftener.
  std::size_t random_line(Random& random) const;
  // The ends of lines that meet this one.
  const std::vector<GeoEnd>& meeting(const GeoEnd& end) const {
    return meeting_[2 * end.line + (end.at_start ? 1 : 0)];
  }

 private:
  void connect_lines();

  std::string name_;
  std::vector<GeoPolygon> polygons_;
  std::vector<GeoLine> lines_;
  std::vector<std::vector<GeoEnd>> meeting_;
};

}  // namespace barnabas
