#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/geojson.h"
#include "generator/template/template.h"

namespace barnabas {
namespace {

// A lake of 0.2 by 0.1 degrees with an island in the middle, and a pond east of it.
constexpr const char* lake = R"({"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [9, 45]}},
  {"type": "Feature", "properties": {}, "geometry": null},
  {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [
    [[[9.0, 45.0], [9.2, 45.0], [9.2, 45.1], [9.0, 45.1], [9.0, 45.0]],
     [[9.08, 45.03], [9.12, 45.03], [9.12, 45.07], [9.08, 45.07], [9.08, 45.03]]],
    [[[9.3, 45.0], [9.31, 45.0], [9.31, 45.01], [9.3, 45.0]]]]}}]})";

bool is_in_lake(const GeoPosition& position) {
  const bool in_box = position.longitude > 9.0 && position.longitude < 9.2 &&
                      position.latitude > 45.0 && position.latitude < 45.1;
  const bool on_island = position.longitude > 9.08 && position.longitude < 9.12 &&
                         position.latitude > 45.03 && position.latitude < 45.07;
  return in_box && !on_island;
}

GeoShape shape(std::string_view text) {
  auto parsed = parse_geojson("test.geojson", text);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return *std::move(parsed);
}

std::string error_of(std::string_view text) {
  const auto parsed = parse_geojson("test.geojson", text);
  return parsed ? "" : parsed.error().message;
}

// What a template makes of a shape, one record after the other.
class Walker {
 public:
  Walker(const GeoShape* keeps_to, std::string_view text)
      : environment_(state_), table_(all_functions()) {
    environment_.shape = keeps_to;
    auto parsed =
        Template::parse(text, {.name = "t", .functions = &table_, .environment = &environment_});
    EXPECT_TRUE(parsed) << parsed.error().text();
    template_.emplace(*std::move(parsed));
    renderer_.emplace(*template_, &environment_);
  }

  std::string text() {
    TextBuffer out;
    environment_.begin_record(0);
    const auto rendered = renderer_->render({.seed = 7, .number = number_++}, Value(), out);
    return rendered ? std::string(out.view()) : rendered.error().message;
  }

  GeoPosition next() {
    const auto written = text();
    GeoPosition position;
    EXPECT_EQ(std::sscanf(written.c_str(), "%lf %lf", &position.latitude, &position.longitude), 2)
        << written;
    return position;
  }

  bool is_stateful() const { return template_->is_stateful(); }

 private:
  RunState state_;
  Environment environment_;
  FunctionTable table_;
  std::optional<Template> template_;
  std::optional<Renderer> renderer_;
  std::uint64_t number_ = 0;
};

TEST(Geo, AWalkFromAStartStaysInsideAndGoesNoFurtherThanItsSteps) {
  const auto water = shape(lake);
  Walker walker(&water, "{{nearby_gps_into_polygon 45.05 9.05 500}}");
  EXPECT_TRUE(walker.is_stateful());
  GeoPosition last{.longitude = 9.05, .latitude = 45.05};
  double far = 0;
  for (int i = 0; i < 5000; ++i) {
    const auto next = walker.next();
    ASSERT_TRUE(is_in_lake(next)) << next.longitude << ' ' << next.latitude;
    ASSERT_LE(geo_distance_m(last, next), 500.001);
    far = std::max(far, geo_distance_m(next, {.longitude = 9.05, .latitude = 45.05}));
    last = next;
  }
  EXPECT_GT(far, 5000) << "it gets about";
}

TEST(Geo, StepsLongerThanTheAreaIsWideNeverCrossAnEdge) {
  const auto water = shape(lake);
  Walker walker(&water, "{{nearby_gps_into_polygon 45.05 9.05 1000000}}");
  auto last = walker.next();
  for (int i = 0; i < 1000; ++i) {
    const auto next = walker.next();
    ASSERT_TRUE(is_in_lake(next)) << next.longitude << ' ' << next.latitude;
    ASSERT_FALSE(water.is_divided(last, next));
    last = next;
  }
}

TEST(Geo, AStartOnTheEdgeOrOutsideBeginsAtTheNearestEdge) {
  const auto water = shape(lake);
  Walker corner(&water, "{{nearby_gps_into_polygon 45.0 9.0 10}}");
  const auto first = corner.next();
  EXPECT_TRUE(is_in_lake(first));
  EXPECT_LE(geo_distance_m({.longitude = 9.0, .latitude = 45.0}, first), 10.001);
  Walker outside(&water, "{{nearby_gps_into_polygon 46.0 9.1 10}}");
  const auto entered = outside.next();
  EXPECT_TRUE(is_in_lake(entered));
  EXPECT_LE(geo_distance_m({.longitude = 9.1, .latitude = 45.1}, entered), 10.001);
}

TEST(Geo, WalksWithoutAStartBeginAnywhereInsideAndAlsoOnlyThere) {
  const auto water = shape(lake);
  Random random(1);
  int west = 0, east = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto position = water.random_inside(random);
    ASSERT_TRUE(water.contains(position));
    if (is_in_lake(position)) ++(position.longitude < 9.1 ? west : east);
  }
  EXPECT_NEAR(west, east, 250);
  Walker walker(&water, "{{nearby_gps_into_polygon_without_start 10}}");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(water.contains(walker.next()));
}

TEST(Geo, ALineIsWalkedToItsEndAndBackInStepsOfTheMetresAskedFor) {
  const auto line = shape(
      R"({"type": "LineString", "coordinates": [[9.0, 45.0], [9.0, 45.002], [9.0, 45.003]]})");
  const double length = geo_distance_m({9.0, 45.0}, {9.0, 45.003});
  Walker walker(&line, "{{nearby_gps_on_polyline 100}}");
  for (int step = 1; step < 50; ++step) {
    const auto at = walker.next();
    double along = std::fmod(step * 100.0, 2 * length);
    if (along > length) along = 2 * length - along;
    EXPECT_DOUBLE_EQ(at.longitude, 9.0);
    EXPECT_NEAR(geo_distance_m({9.0, 45.0}, at), along, 0.001) << step;
  }
}

TEST(Geo, MetresAreThoseOfTheSphereAlsoOverLongEdges) {
  // Along the parallel of 60 degrees a degree is half as long as at the equator.
  const auto line = shape(R"({"type": "LineString", "coordinates": [[0, 60], [90, 60]]})");
  Walker walker(&line, "{{nearby_gps_on_polyline 55597}}");
  EXPECT_NEAR(walker.next().longitude, 1.0, 0.001);
  for (int i = 0; i < 50; ++i) walker.next();
  EXPECT_NEAR(walker.next().longitude, 52.0, 0.01);
}

TEST(Geo, WhereLinesMeetTheWayGoesOn) {
  const auto lines = shape(R"({"type": "MultiLineString", "coordinates": [
      [[9.0, 45.0], [9.001, 45.0]], [[9.002, 45.0], [9.001, 45.0]]]})");
  Walker walker(&lines, "{{nearby_gps_on_polyline 20}}");
  std::set<bool> beyond;
  for (int i = 0; i < 50; ++i) beyond.insert(walker.next().longitude > 9.001);
  EXPECT_EQ(beyond.size(), 2u);
}

TEST(Geo, AnOutlineIsALineThatIsWalkedRoundAndRound) {
  const auto ring = shape(R"({"type": "Polygon",
      "coordinates": [[[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001], [0, 0]]]})");
  Walker walker(&ring, "{{nearby_gps_on_polyline 111}}");
  const auto first = walker.next();
  walker.next();
  walker.next();
  walker.next();
  EXPECT_LT(geo_distance_m(first, walker.next()), 2);
}

TEST(Geo, TheSameDrawsMakeTheSameWay) {
  const auto water = shape(lake);
  const std::string text =
      "{{nearby_gps_into_polygon_without_start 500}} {{nearby_gps_on_polyline 500}}";
  Walker one(&water, text), two(&water, text);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(one.text(), two.text());
}

TEST(Geo, WhatCannotBeWalkedIsSaid) {
  const auto line = shape(R"({"type": "LineString", "coordinates": [[0, 0], [0.0000001, 0]]})");
  EXPECT_NE(Walker(nullptr, "{{nearby_gps_on_polyline 1}}").text().find("--geojson FILE"),
            std::string::npos);
  EXPECT_NE(Walker(&line, "{{nearby_gps_into_polygon_without_start 1}}").text().find("only lines"),
            std::string::npos);
  EXPECT_NE(Walker(&line, "{{nearby_gps_on_polyline 0}}").text().find("1 to 20000000"),
            std::string::npos);
  EXPECT_NE(Walker(&line, "{{nearby_gps_on_polyline 20000000}}").text().find("too short"),
            std::string::npos);
}

TEST(GeoJson, ErrorsNameTheFileThePlaceWhatWasFoundAndWhatWasExpected) {
  EXPECT_NE(
      error_of("{\"type\":\n x}").find("test.geojson: this is not JSON: parse error at line 2"),
      std::string::npos);
  EXPECT_EQ(error_of(R"({"type": "Circle"})"),
            "test.geojson: type: expected FeatureCollection, Feature, Polygon, MultiPolygon, "
            "LineString or MultiLineString, found \"Circle\"");
  EXPECT_EQ(error_of(R"({"type": "FeatureCollection", "features": [{"type": "Feature",
      "geometry": {"type": "Polygon", "coordinates": [[[45, 9], [46, 10], [45, 9]]]}}]})"),
            "test.geojson: features[0].geometry.coordinates[0]: expected a ring of four or more "
            "positions, the last one like the first, found [[...], [...], [...]]");
  EXPECT_EQ(error_of(R"({"type": "LineString", "coordinates": [[9, 45], [45.1, 100]]})"),
            "test.geojson: coordinates[1]: expected [longitude -180 to 180, latitude -90 to 90] "
            "in degrees, found [45.1, 100]");
  EXPECT_EQ(error_of(R"({"type": "Point", "coordinates": [9, 45]})"),
            "test.geojson: expected a Polygon, MultiPolygon, LineString or MultiLineString, found "
            "nothing but points");
  EXPECT_EQ(error_of(R"({"type": "LineString", "coordinates": [[9, 45], "x"]})"),
            "test.geojson: coordinates[1]: expected a position [longitude, latitude], found "
            "\"x\"");
}

TEST(GeoJson, NestingAsDeepAsTheFileIsLongIsRefusedQuietly) {
  constexpr int depth = 200'000;
  EXPECT_NE(error_of(R"({"type": "Polygon", "coordinates": )" + std::string(depth, '[') +
                     std::string(depth, ']') + "}")
                .find("expected a position"),
            std::string::npos);
}

TEST(GeoJson, GeometriesStandAloneInFeaturesAndInCollections) {
  const std::string line =
      R"({"type": "LineString", "coordinates": [[9, 45, 200], [9.1, 45, 210]]})";
  EXPECT_EQ(shape(line).lines().size(), 1u);
  EXPECT_EQ(shape(R"({"type": "Feature", "geometry": )" + line + "}").lines().size(), 1u);
  EXPECT_EQ(shape(R"({"type": "GeometryCollection", "geometries": [)" + line + "," + line + "]}")
                .lines()
                .size(),
            2u);
}

}  // namespace
}  // namespace barnabas
