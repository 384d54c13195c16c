#include "generator/functions/geojson.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace barnabas {
namespace {

using Json = nlohmann::json;
using Positions = std::vector<GeoPosition>;

// What was found, in few words, however large or deep it is.
std::string excerpt(const Json& json) {
  constexpr std::size_t length_max = 60;
  if (json.is_object()) return "an object";
  if (json.is_array() && json.size() > 3) return fmt::format("a list of {}", json.size());
  if (json.is_array()) {
    std::string text;
    for (const auto& item : json) {
      text += text.empty() ? "[" : ", ";
      text += item.is_array() ? "[...]" : excerpt(item);
    }
    return json.empty() ? "[]" : text + "]";
  }
  auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= length_max) return text;
  text.resize(length_max);
  return text + "...";
}

class GeoJsonReader {
 public:
  explicit GeoJsonReader(std::string_view name) : name_(name) {}

  Result<GeoShape> run(const Json& json) {
    if (auto done = object(json, ""); !done) return tl::unexpected(done.error());
    if (polygons_.empty() && lines_.empty()) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: expected a Polygon, MultiPolygon, LineString or "
                              "MultiLineString, found {}",
                              name_, points_ ? "nothing but points" : "no geometry"));
    }
    return GeoShape(name_, std::move(polygons_), lines_);
  }

 private:
  tl::unexpected<Error> wrong(std::string_view place, std::string_view expected,
                              std::string_view found) const {
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}{}expected {}, found {}", name_, place,
                                                      place.empty() ? "" : ": ", expected, found));
  }

  static std::string inside(std::string_view place, std::string_view key) {
    return fmt::format("{}{}{}", place, place.empty() ? "" : ".", key);
  }

  // What is under a key; a null of its own where there is nothing.
  static const Json& member(const Json& json, const char* key) {
    static const Json nothing;
    const auto found = json.find(key);
    return found == json.end() ? nothing : *found;
  }

  Result<void> object(const Json& json, const std::string& place) {
    if (!json.is_object()) return wrong(place, "a GeoJSON object", excerpt(json));
    const auto& type = member(json, "type");
    if (type == "Feature") return feature(json, place);
    if (type != "FeatureCollection") return geometry(json, place);
    return each(json, "features", place, [&](const Json& item, const std::string& where) {
      if (!item.is_object() || member(item, "type") != "Feature")
        return Result<void>(wrong(where, "a Feature", excerpt(item)));
      return feature(item, where);
    });
  }

  Result<void> feature(const Json& json, const std::string& place) {
    const auto& shape = member(json, "geometry");
    if (shape.is_null()) return {};  // a feature without a place
    return geometry(shape, inside(place, "geometry"));
  }

  Result<void> geometry(const Json& json, const std::string& place) {
    if (!json.is_object() || member(json, "type") != "GeometryCollection")
      return simple_geometry(json, place);
    return each(json, "geometries", place, [&](const Json& item, const std::string& where) {
      return simple_geometry(item, where);
    });
  }

  Result<void> simple_geometry(const Json& json, const std::string& place) {
    if (!json.is_object()) return wrong(place, "a geometry", excerpt(json));
    const auto& type = member(json, "type");
    const auto where = inside(place, "coordinates");
    const auto& coordinates = member(json, "coordinates");
    if (type == "Point" || type == "MultiPoint") {
      points_ = true;
      return {};
    }
    if (type == "Polygon") return polygon(coordinates, where);
    if (type == "LineString") return line(coordinates, where);
    if (type == "MultiPolygon") {
      return each(json, "coordinates", place,
                  [&](const Json& item, const std::string& at) { return polygon(item, at); });
    }
    if (type == "MultiLineString") {
      return each(json, "coordinates", place,
                  [&](const Json& item, const std::string& at) { return line(item, at); });
    }
    return wrong(inside(place, "type"),
                 "FeatureCollection, Feature, Polygon, MultiPolygon, LineString or MultiLineString",
                 excerpt(type));
  }

  template <class Read>
  Result<void> each(const Json& json, const char* key, const std::string& place, Read read) {
    const auto& list = member(json, key);
    const auto where = inside(place, key);
    if (!list.is_array()) return wrong(where, "a list", excerpt(list));
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (auto done = read(list[i], fmt::format("{}[{}]", where, i)); !done) return done;
    }
    return {};
  }

  Result<void> positions(const Json& json, const std::string& place, Positions& result) {
    if (!json.is_array()) return wrong(place, "a list of positions", excerpt(json));
    for (std::size_t i = 0; i < json.size(); ++i) {
      const auto& item = json[i];
      const auto where = fmt::format("{}[{}]", place, i);
      if (!item.is_array() || item.size() < 2 || !item[0].is_number() || !item[1].is_number())
        return wrong(where, "a position [longitude, latitude]", excerpt(item));
      const GeoPosition position{.longitude = item[0].get<double>(),
                                 .latitude = item[1].get<double>()};
      if (std::abs(position.longitude) > 180 || std::abs(position.latitude) > 90) {
        return wrong(where, "[longitude -180 to 180, latitude -90 to 90] in degrees",
                     excerpt(item));
      }
      if (result.empty() || result.back() != position) result.push_back(position);
    }
    return {};
  }

  Result<void> line(const Json& json, const std::string& place) {
    Positions result;
    if (auto done = positions(json, place, result); !done) return done;
    if (result.size() < 2)
      return wrong(place, "a line of two or more different positions", excerpt(json));
    lines_.push_back(std::move(result));
    return {};
  }

  Result<void> polygon(const Json& json, const std::string& place) {
    if (!json.is_array() || json.empty())
      return wrong(place, "a list of rings, the outline first", excerpt(json));
    std::vector<GeoRing> rings;
    for (std::size_t i = 0; i < json.size(); ++i) {
      const auto where = fmt::format("{}[{}]", place, i);
      auto& ring = rings.emplace_back();
      if (auto done = positions(json[i], where, ring); !done) return done;
      if (ring.size() < 4 || ring.front() != ring.back()) {
        return wrong(where, "a ring of four or more positions, the last one like the first",
                     excerpt(json[i]));
      }
    }
    GeoPolygon made(std::move(rings));
    if (made.area <= 0) return wrong(place, "an outline around an area", "one around nothing");
    polygons_.push_back(std::move(made));
    return {};
  }

  std::string name_;
  std::vector<GeoPolygon> polygons_;
  std::vector<Positions> lines_;
  bool points_ = false;
};

}  // namespace

Result<GeoShape> parse_geojson(std::string_view name, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // how Windows marks UTF-8
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    std::string what = error.what();
    what.erase(0, what.find("] ") + 2);
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: this is not JSON: {}", name, what));
  }
  return GeoJsonReader(name).run(json);
}

}  // namespace barnabas
