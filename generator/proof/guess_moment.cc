// Guesses about dates and times that are written as text.

#include <fmt/format.h>

#include <algorithm>

#include "generator/proof/guess.h"
#include "generator/proof/text_formats.h"

namespace barnabas {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t usual_spread_ms = 30 * day_ms;

// All as the first one, or none.
std::vector<Moment> read_all(const std::vector<std::string>& values, bool day_first) {
  std::vector<Moment> moments;
  for (const auto& value : values) {
    auto moment = read_moment(value, day_first);
    if (!moment) return {};
    if (!moments.empty() && moment->layout != moments.front().layout) return {};
    moments.push_back(*std::move(moment));
  }
  return moments;
}

Guess written(const std::string& ms, const std::string& layout, const std::string& why) {
  return {in_quotes(fmt::format("format_timestamp {} \"{}\"", ms, layout)),
          fmt::format("{}, written as {}", why, layout)};
}

}  // namespace

Guess guess_moment(const FieldName& name, const std::vector<std::string>& values) {
  // With dots the day comes first; with strokes the month, unless that is impossible.
  const bool dots = values.front().size() > 2 && values.front()[2] != '/';
  auto moments = read_all(values, dots);
  if (moments.empty()) moments = read_all(values, !dots);
  if (moments.empty()) return {};
  const auto& layout = moments.front().layout;
  if (name.has({"birth", "birthday", "birthdate", "born", "dob"}) && layout == "2006-01-02")
    return {in_quotes("birthdate 18 90"), "a day of birth, of people from 18 to 90"};
  std::int64_t from = INT64_MAX, to = INT64_MIN;
  for (const auto& moment : moments) {
    from = std::min(from, moment.ms.value_or(INT64_MAX));
    to = std::max(to, moment.ms.value_or(INT64_MIN));
  }
  const auto spread = to > from ? to - from : usual_spread_ms;
  if (name.has({"expires", "expiry", "expiration", "due", "until", "valid", "end"}))
    return written(fmt::format("(add64 now (integer64 0 {}))", spread), layout, "a time to come");
  const bool event = name.has({"ts", "time", "timestamp", "created", "updated", "modified", "at",
                               "event", "sent", "received", "login", "seen", "date"});
  if (to > from && !event)
    return written(
        fmt::format("(integer64 {} {})", from, to + (moments.front().has_time ? 1 : day_ms)),
        layout, "a time between the first and the last one seen");
  return written(fmt::format("(sub64 now (integer64 0 {}))", spread), layout,
                 fmt::format("a time of the last {} days, up to now",
                             std::max<std::int64_t>(spread / day_ms, 1)));
}

}  // namespace barnabas
