// The part of category address that follows a user's GeoJSON: steps inside of areas and along
// lines. Each run walks once over each file, whatever template asks for the next step.

#include <charconv>
#include <cmath>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"

namespace barnabas {

namespace {

// Longer steps than half round the earth mean nothing.
constexpr std::int64_t metres_max = 20'000'000;

const GeoShape* shape_of(const Call& call) {
  return call.environment == nullptr ? nullptr : call.environment->shape;
}

// The reason why there can be no step, or "".
std::string refusal(const GeoShape* shape, std::int64_t metres, bool needs_area) {
  if (shape == nullptr) return "there is no GeoJSON file: give one with --geojson FILE";
  if (needs_area && !shape->has_area()) {
    return shape->name() + ": expected a Polygon or MultiPolygon to be inside of, found only lines";
  }
  if (metres < 1 || metres > metres_max) return "the metres of a step must be 1 to 20000000";
  return "";
}

// "LATITUDE LONGITUDE", with twelve decimals.
Value position_text(Call& call, const GeoPosition& position) {
  constexpr std::size_t size_max = 48;
  constexpr int decimals = 12;
  char* text = call.arena.allocate(size_max);
  char* const limit = text + size_max;
  char* end = std::to_chars(text, limit, position.latitude, std::chars_format::fixed, decimals).ptr;
  *end++ = ' ';
  end = std::to_chars(end, limit, position.longitude, std::chars_format::fixed, decimals).ptr;
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

// Latitude and longitude count only for the first step of the run.
Value into_polygon(Call& call, Arguments arguments) {
  const auto* shape = shape_of(call);
  const auto metres = arguments[2].as_int();
  if (auto why = refusal(shape, metres, true); !why.empty()) return call.fail(std::move(why));
  const GeoPosition start{.longitude = arguments[1].as_float(),
                          .latitude = arguments[0].as_float()};
  if (!(std::abs(start.latitude) <= 90 && std::abs(start.longitude) <= 180))
    return call.fail("latitudes are -90 to 90, longitudes -180 to 180");
  auto random = call.random();
  auto& walk = call.environment->run.walks[shape].area;
  if (!walk.has_begun()) walk.begin(*shape, start);
  return position_text(call, walk.step(*shape, static_cast<double>(metres), random));
}

Value into_polygon_without_start(Call& call, Arguments arguments) {
  const auto* shape = shape_of(call);
  const auto metres = arguments[0].as_int();
  if (auto why = refusal(shape, metres, true); !why.empty()) return call.fail(std::move(why));
  auto random = call.random();
  auto& walk = call.environment->run.walks[shape].area;
  if (!walk.has_begun()) walk.begin(*shape, shape->random_inside(random));
  return position_text(call, walk.step(*shape, static_cast<double>(metres), random));
}

Value on_polyline(Call& call, Arguments arguments) {
  const auto* shape = shape_of(call);
  const auto metres = arguments[0].as_int();
  if (auto why = refusal(shape, metres, false); !why.empty()) return call.fail(std::move(why));
  auto random = call.random();
  auto& walk = call.environment->run.walks[shape].line;
  const auto position = walk.step(*shape, static_cast<double>(metres), random);
  if (!position) {
    return call.fail(shape->name() + ": its lines are too short for steps of " +
                     std::to_string(metres) + " metres");
  }
  return position_text(call, *position);
}

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output) {
  return {.name = name,
          .category = "address",
          .description = description,
          .parameters = parameters,
          .stateful = true,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

constexpr Function functions[] = {
    row("nearby_gps_into_polygon",
        "the next step, of at most so many metres, of a walk inside the areas of --geojson FILE, "
        "which begins at a position",
        {{"latitude", Type::Float64}, {"longitude", Type::Float64}, {"metres", Type::Int}},
        into_polygon, "{{nearby_gps_into_polygon 41.9 12.5 100}}",
        "41.900513846212 12.500211403379"),
    row("nearby_gps_into_polygon_without_start",
        "the same for a walk that begins anywhere inside the areas", {{"metres", Type::Int}},
        into_polygon_without_start, "{{nearby_gps_into_polygon_without_start 100}}",
        "41.869276404921 12.463806018302"),
    row("nearby_gps_on_polyline",
        "the next step, of so many metres, of a walk to and fro along the lines of --geojson FILE",
        {{"metres", Type::Int}}, on_polyline, "{{nearby_gps_on_polyline 100}}",
        "41.800000000000 12.401206370715"),
};

}  // namespace

std::span<const Function> geo_functions() { return functions; }

}  // namespace barnabas
