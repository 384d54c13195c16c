#pragma once
// Reads GeoJSON (RFC 7946) into a GeoShape.
//
// Polygon, MultiPolygon, LineString and MultiLineString count, alone, as the geometry of a Feature,
// or in a FeatureCollection or GeometryCollection; points are passed over. Positions are
// [longitude, latitude] in degrees, what stands behind these two is not looked at.

#include <string_view>

#include "generator/functions/geo_shape.h"
#include "protocol/base/result.h"

namespace barnabas {

// `name` is the file, for messages: an error says where in it what was found, and what was
// expected there.
Result<GeoShape> parse_geojson(std::string_view name, std::string_view text);

}  // namespace barnabas
