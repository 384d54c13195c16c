// Guesses about numbers.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "generator/proof/guess.h"

namespace barnabas {
namespace {

// What integer and floating (32 bits) can take.
constexpr std::int64_t plain_integer_max = 2'000'000'000;
constexpr double plain_float_max = 100'000;

bool all_between(const std::vector<std::int64_t>& values, std::int64_t low, std::int64_t high) {
  return std::all_of(values.begin(), values.end(),
                     [&](std::int64_t value) { return value >= low && value <= high; });
}

// The distance of each from the one before, if it is always the same; else 0.
std::int64_t step_of(const std::vector<std::int64_t>& values) {
  if (values.size() < 2) return 0;
  // Unsigned, where a distance that is too large wraps.
  const auto distance = [&](std::size_t i) {
    return static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(values[i - 1]);
  };
  for (std::size_t i = 2; i < values.size(); ++i) {
    if (distance(i) != distance(1)) return 0;
  }
  return static_cast<std::int64_t>(distance(1));
}

bool names_moment(const FieldName& name) {
  return name.has({"ts", "time", "timestamp", "date", "created", "updated", "modified", "at",
                   "epoch", "when", "sent", "received", "registertime"}) ||
         name.ends_with({"time", "date", "timestamp", "ts"});
}

std::string draw(std::int64_t from, std::int64_t to) {
  const bool plain = from >= -plain_integer_max && to <= plain_integer_max;
  // The upper bound of integer is never drawn.
  return fmt::format("{{{{{} {} {}}}}}", plain ? "integer" : "integer64", from,
                     to == INT64_MAX ? to : to + 1);
}

// The numbers with as many digits as this one.
Guess like_one(std::int64_t value) {
  if (value == 0) return {draw(0, 9), "a number from 0 to 9, since only 0 was seen"};
  value = std::max(value, -INT64_MAX);  // whose absolute value there is
  std::int64_t low = 1;
  while (low <= std::abs(value) / 10) low *= 10;
  const auto high = low > INT64_MAX / 10 ? INT64_MAX : low * 10 - 1;
  const auto why = fmt::format("a number of as many digits as {}, the only one seen", value);
  return value < 0 ? Guess{draw(-high, -low), why} : Guess{draw(low, high), why};
}

Guess between(std::int64_t low, std::int64_t high) {
  return {draw(low, high), fmt::format("a number from {} to {}, as seen", low, high)};
}

}  // namespace

Guess guess_integer(const FieldName& name, const std::vector<std::int64_t>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (names_moment(name) && all_between(values, 1'000'000'000'000, 4'000'000'000'000))
    return {"{{unix_time_stamp_ms 30}}", "milliseconds since 1970, of the last 30 days"};
  if (names_moment(name) && all_between(values, 1'000'000'000, 4'000'000'000))
    return {"{{unix_time_stamp 30}}", "seconds since 1970, of the last 30 days"};
  const auto step = step_of(values);
  const bool own_id = name.joined() == "id" || name.has({"sequence", "seq", "number", "offset"});
  if (step > 0 && (own_id || name.ends_with({"id"}) || values.size() >= 4))
    return {fmt::format("{{{{counter \"{}\" {} {}}}}}", name.path(), *low, step),
            fmt::format("counts from {} in steps of {}", *low, step)};
  if (values.size() == 1 && name.joined() == "id" && *low > 0)
    return {fmt::format("{{{{counter \"{}\" {} 1}}}}", name.path(), *low),
            fmt::format("counts from {}", *low)};
  if (*low != *high) return between(*low, *high);
  if (values.size() >= 3) return {fmt::to_string(*low), "always this number"};
  if (name.has({"age"})) return {draw(18, 90), "an age from 18 to 90"};
  if (name.has({"year"})) return {draw(*low - 10, *low), "a year of ten"};
  if (name.has({"percent", "percentage", "pct"})) return {draw(0, 100), "a percentage"};
  if (name.has({"port"})) return {draw(1024, 65'535), "a port"};
  if (name.has({"quantity", "qty", "count", "items", "rating"})) {
    const auto most = std::max<std::int64_t>(*low, name.has({"rating"}) ? 5 : 10);
    return {draw(1, most), fmt::format("a small number, 1 to {}", most)};
  }
  return like_one(*low);
}

Guess guess_float(const FieldName& name, const std::vector<double>& values, int decimals) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  double low = *lowest, high = *highest;
  const bool one = low == high;
  if (one && std::abs(low) <= 90 && name.has({"latitude", "lat"}))
    return {"{{latitude}}", "a latitude"};
  if (one && std::abs(low) <= 180 && name.has({"longitude", "lon", "lng", "long"}))
    return {"{{longitude}}", "a longitude"};
  if (one && values.size() >= 3)
    return {fmt::format("{:.{}f}", low, std::max(decimals, 1)), "always this number"};
  auto why = fmt::format("a number from {} to {}, as seen", low, high);
  if (one) {
    // The same order of magnitude.
    const auto magnitude = low == 0 ? 1 : std::pow(10, std::floor(std::log10(std::abs(low))));
    high = (low < 0 ? -1 : 10) * magnitude;
    low = (low < 0 ? -10 : low == 0 ? 0 : 1) * magnitude;
    why = fmt::format("a number of the size of {}, the only one seen", *lowest);
  }
  const auto places = std::clamp(decimals, 1, 15);
  why += fmt::format(", with {} decimal{}", places, places == 1 ? "" : "s");
  // floating has seven digits; what needs more is drawn as a whole number and divided.
  const double scale = std::pow(10, places);
  const bool plain = std::max(std::abs(low), std::abs(high)) * scale < 1e7 &&
                     std::max(std::abs(low), std::abs(high)) < plain_float_max;
  if (plain)
    return {fmt::format("{{{{format_float \"%.{}f\" (floating {} {})}}}}", places, low, high), why};
  if (std::max(std::abs(low), std::abs(high)) * scale < 9e15) {
    return {fmt::format("{{{{printf \"%.{0}f\" (histogram \"{1:.{0}f}..{2:.{0}f}=1\")}}}}", places,
                        low, high),
            why};
  }
  return {fmt::format("{}", *lowest), "always the first number seen: they are too large to draw"};
}

}  // namespace barnabas
