#pragma once
// GeoWalk: somebody who moves over a GeoShape, step by step: what the nearby_gps_ functions show.
//
// Inside of an area a step goes at most the metres asked for, mostly the way of the step before,
// and never over an edge; where there is no way on within some tries, it stays where it is. Along
// lines a step has exactly these metres: at the end of a line it goes on over one that begins
// there, and turns round where there is none. Belongs to a run; the same draws make the same way.

#include "generator/functions/geo_shape.h"

namespace barnabas {

class GeoAreaWalk {
 public:
  bool has_begun() const { return begun_; }
  // Where the first step sets out. Outside of the area it is the nearest edge.
  void begin(const GeoShape& shape, const GeoPosition& start);

  // REQUIRES: has_begun().
  GeoPosition step(const GeoShape& shape, double metres_max, Random& random);

 private:
  bool begun_ = false;
  bool is_inside_ = false;
  bool has_moved_ = false;
  double heading_ = 0;
  GeoPosition at_;
};

class GeoLineWalk {
 public:
  // The first step sets out from the start of one of the lines. Nothing where the metres pass more
  // lines than anybody would: the lines are too short for them.
  std::optional<GeoPosition> step(const GeoShape& shape, double metres, Random& random);

 private:
  void cross_end(const GeoShape& shape, Random& random);

  bool begun_ = false;
  std::size_t line_ = 0;
  bool forward_ = true;
  double metres_ = 0;  // from the line's start
};

// The walks of a run over one shape.
struct GeoWalk {
  GeoAreaWalk area;
  GeoLineWalk line;
};

}  // namespace barnabas
