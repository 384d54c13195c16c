// Category address: where somebody lives. City, postal code, region, coordinates of a record are of
// one place, in whatever order they are asked for; a second city is another place.

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "generator/functions/functions.h"
#include "generator/functions/patterns.h"
#include "generator/functions/places.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

std::string_view city(Call& call, Random& random) {
  auto& context = context_of(call);
  if (context.show(Shown::City)) {
    context.new_place();
    context.show(Shown::City);
  }
  const int place = need_place(call, random);
  context.last_index = place;
  return cell(data_of(call).city, place);
}

// That of the place; where places of the user's have none, any.
std::string_view region_of(Words regions, Words all, int place, Random& random) {
  if (!regions.empty() || all.empty()) return cell(regions, place);
  return all[random.below(all.size())];
}

// The region of the record's place; where only states are asked for, each is of another place.
std::string_view state(Call& call, Random& random) {
  auto& context = context_of(call);
  if (context.show(Shown::State)) {
    context.new_place();
    context.show(Shown::State);
  }
  const int place = need_place(call, random);
  return region_of(data_of(call).region, data_of(call).state, place, random);
}

std::string_view state_short(Call& call, Random& random) {
  const int place = need_place(call, random);
  return region_of(data_of(call).region_code, data_of(call).state_short, place, random);
}

std::string_view street(Call& call, Random& random) { return data_of(call).street.draw(random); }
std::string_view capital(Call& call, Random& random) { return data_of(call).capital.draw(random); }

std::string_view country_random(Call& call, Random& random) {
  const auto& data = data_of(call);
  return data.country[random.below(data.country.size())];
}

// The locale's own; a locale of the user's has none, and draws one.
std::string_view country(Call& call, Random& random) {
  const auto& data = data_of(call);
  if (data.own_country < 0) return country_random(call, random);
  return cell(data.country, data.own_country);
}

const RegexGenerator* zip(Call& call, Random& random) {
  const auto place = static_cast<std::size_t>(need_place(call, random));
  const auto& patterns = data_of(call).postal_code;
  return place < patterns.size() ? &patterns[place] : nullptr;
}

void needs_data(Specialization& use) { require_data(use); }

// The functions that end in _at: an entry of a set by its position.
Value entry_at(Call& call, Words words, const Value& position) {
  const auto index = position.as_int();
  if (index < 0 || static_cast<std::size_t>(index) >= words.size()) {
    return call.fail("there are entries 0 to " + std::to_string(words.size() - 1));
  }
  return Value::of_string(words[static_cast<std::size_t>(index)]);
}

bool lacks_data(const Call& call) {
  return call.environment == nullptr || call.environment->data == nullptr;
}

template <const auto member>
Value at(Call& call, Arguments arguments) {
  if (lacks_data(call)) return call.fail("no locale was loaded");
  return entry_at(call, data_of(call).*member, arguments[0]);
}

Value capital_at(Call& call, Arguments arguments) {
  if (lacks_data(call)) return call.fail("no locale was loaded");
  return entry_at(call, data_of(call).capital.words, arguments[0]);
}

Value zip_at(Call& call, Arguments arguments) {
  if (lacks_data(call)) return call.fail("no locale was loaded");
  const auto& patterns = data_of(call).postal_code;
  const auto index = arguments[0].as_int();
  if (index < 0 || static_cast<std::size_t>(index) >= patterns.size()) {
    return call.fail("there are entries 0 to " + std::to_string(patterns.size() - 1));
  }
  auto random = call.random();
  return expand(call, patterns[static_cast<std::size_t>(index)], random);
}

// From 1 to n digits, the first not 0.
char* write_drawn_building(char* out, std::int64_t digits_max, Random random) {
  static constexpr auto powers = [] {
    std::array<std::int64_t, 19> powers_of_ten{1};
    for (std::size_t i = 1; i < powers_of_ten.size(); ++i)
      powers_of_ten[i] = powers_of_ten[i - 1] * 10;
    return powers_of_ten;
  }();
  const auto digits = static_cast<std::size_t>(random.between(1, digits_max + 1));
  return write_integer(out, random.between(powers[digits - 1], powers[digits]));
}

char* write_building(char* out, const WriterData& data, Call& call) {
  return write_drawn_building(out, data.get<std::int64_t>(), call.random());
}

constexpr const char* wrong_digits = "the digits must be 1 to 18";
bool is_digit_count(std::int64_t digits) { return digits >= 1 && digits <= 18; }

Value building(Call& call, Arguments arguments) {
  const auto digits_max = arguments[0].as_int();
  if (!is_digit_count(digits_max)) return call.fail(wrong_digits);
  char* text = call.arena.allocate(20);
  const char* end = write_drawn_building(text, digits_max, call.random());
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

void specialize_building(Specialization& use) {
  const auto digits_max = use.arguments[0].as_int();
  if (!is_digit_count(digits_max)) use.error = wrong_digits;
  use.data.set(digits_max);
  use.size_max = 20;
  use.writer = write_building;
}

Value cardinal(Call& call, Arguments arguments) {
  static constexpr std::string_view brief[] = {"N", "NE", "E", "SE", "S", "SW", "W", "NW"};
  static constexpr std::string_view whole[] = {"North", "North-East", "East", "South-East",
                                               "South", "South-West", "West", "North-West"};
  const auto index = call.random().below(8);
  return Value::of_string(arguments[0].as_bool() ? brief[index] : whole[index]);
}

// Four decimals, from a number of ten-thousandths.
char* write_degrees(char* out, std::int64_t value) {
  if (value < 0) {
    *out++ = '-';
    value = -value;
  }
  out = write_integer(out, value / 10000);
  *out++ = '.';
  return write_four(out, static_cast<std::uint32_t>(value % 10000));
}

// Within about five kilometres of the record's place; anywhere, if the record has none.
template <bool is_latitude>
char* write_coordinate(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  const std::int64_t limit = is_latitude ? 900'000 : 1'800'000;
  const auto place = static_cast<std::size_t>(context_of(call).place);  // -1: beyond the end
  const auto& centres = is_latitude ? data_of(call).latitude : data_of(call).longitude;
  if (place >= centres.size() || !centres[place])
    return write_degrees(out, random.between(-limit, limit + 1));
  return write_degrees(out, *centres[place] + random.between(-450, 451));
}

template <bool is_latitude>
void specialize_coordinate(Specialization& use) {
  if (!require_data(use)) return;
  use.writer = write_coordinate<is_latitude>;
  use.size_max = 10;
}

Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

// Uniform over the disc: the root makes up for the circles that grow with the radius.
Value nearby_gps(Call& call, Arguments arguments) {
  auto random = call.random();
  constexpr double metres_per_degree = 111'320;
  const double latitude = arguments[0].as_float();
  const double radius = static_cast<double>(arguments[2].as_int()) / metres_per_degree;
  const double distance = radius * std::sqrt(random.unit());
  const double angle = 2 * std::numbers::pi * random.unit();
  const double shrink = std::max(0.01, std::cos(latitude * std::numbers::pi / 180));
  const auto north = std::llround((latitude + distance * std::sin(angle)) * 10000);
  const auto east =
      std::llround((arguments[1].as_float() + distance * std::cos(angle) / shrink) * 10000);
  char* text = call.arena.allocate(64);
  char* end = write_degrees(text, north);
  *end++ = ' ';
  end = write_degrees(end, east);
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

constexpr Parameters index = {{"index", Type::Int}};

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output, void (*specialize)(Specialization&) = nullptr) {
  return {.name = name,
          .category = "address",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

// The same for a function whose result depends on the locale.
constexpr Function local(std::string_view name, std::string_view description, Parameters parameters,
                         Value (*evaluate)(Call&, Arguments), std::string_view example,
                         std::string_view output, void (*specialize)(Specialization&)) {
  auto function = row(name, description, parameters, evaluate, example, output, specialize);
  function.localizable = true;
  return function;
}

constexpr Function functions[] = {
    row("building", "a house number of at most so many digits", {{"digits", Type::Int}}, building,
        "{{building 2}}", "47", specialize_building),
    picked<capital>("address", "capital", "the capital of a state or region", "{{capital}}",
                    "Austin"),
    local("capital_at", "the capital at a position", index, capital_at, "{{capital_at 0}}",
          "Montgomery", needs_data),
    row("cardinal", "a direction of the compass, short or whole", {{"short", Type::Bool}}, cardinal,
        "{{cardinal true}}", "NE"),
    picked<city>("address", "city", "a city; what else is asked of the place agrees with it",
                 "{{city}}", "Seattle"),
    local("city_at", "the city at a position", index, at<&LocaleData::city>, "{{city_at 0}}",
          "Akron", needs_data),
    picked<country>("address", "country", "the locale's country, two letters", "{{country}}", "US"),
    local("country_at", "the country at a position, two letters", index, at<&LocaleData::country>,
          "{{country_at 0}}", "AD", needs_data),
    picked<country_random>("address", "country_random", "any country, two letters",
                           "{{country_random}}", "PE", false),
    local("latitude", "the latitude of the record's place, or any", {}, unreachable, "{{latitude}}",
          "47.5981", specialize_coordinate<true>),
    local("longitude", "the longitude of the record's place, or any", {}, unreachable,
          "{{longitude}}", "-122.3352", specialize_coordinate<false>),
    row("nearby_gps", "coordinates within so many metres of others",
        {{"latitude", Type::Float64}, {"longitude", Type::Float64}, {"metres", Type::Int}},
        nearby_gps, "{{nearby_gps 41.9 12.5 1000}}", "41.9043 12.4971"),
    picked<state>("address", "state", "the state or region of the record's place", "{{state}}",
                  "Washington"),
    local("state_at", "the state or region at a position", index, at<&LocaleData::state>,
          "{{state_at 0}}", "Alabama", needs_data),
    picked<state_short>("address", "state_short", "the state of the record's place, abbreviated",
                        "{{state_short}}", "WA"),
    local("state_short_at", "the abbreviation of the state at a position", index,
          at<&LocaleData::state_short>, "{{state_short_at 0}}", "AL", needs_data),
    picked<street>("address", "street", "a street", "{{street}}", "Main Street"),
    local("zip", "a postal code of the record's place", {}, draw_pattern<zip>, "{{zip}}", "98104",
          specialize_pattern<zip>),
    local("zip_at", "a postal code of the place at a position", index, zip_at, "{{zip_at 0}}",
          "44307", needs_data),
};

}  // namespace

std::span<const Function> address_functions() { return functions; }

}  // namespace barnabas
