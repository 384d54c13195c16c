// Guesses about dates and times that are written as text.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>

#include "generator/proof/guess.h"

namespace barnabas {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t usual_spread_ms = 30 * day_ms;

struct Moment {
  std::string layout;  // Go's
  std::optional<std::int64_t> ms;
  bool has_time = false;
};

bool is_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    const bool fits = pattern[i] == 'd'   ? std::isdigit(code) != 0
                      : pattern[i] == 'a' ? std::isalpha(code) != 0
                                          : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

int number(std::string_view text, std::size_t from, std::size_t size) {
  int value = 0;
  for (const char digit : text.substr(from, size)) value = value * 10 + (digit - '0');
  return value;
}

std::optional<std::int64_t> day_start_ms(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * day_ms;
}

// Takes "15:04:05", a fraction and a zone from the front; false where there is no such time.
bool take_time(std::string_view& rest, Moment& moment) {
  const bool seconds = is_like(rest, "dd:dd:dd");
  if (!seconds && !is_like(rest, "dd:dd")) return false;
  const int hour = number(rest, 0, 2), minute = number(rest, 3, 2);
  const int second = seconds ? number(rest, 6, 2) : 0;
  if (hour > 23 || minute > 59 || second > 59) return false;
  if (moment.ms) *moment.ms += ((hour * 60 + minute) * 60 + second) * 1000LL;
  moment.layout += seconds ? "15:04:05" : "15:04";
  moment.has_time = true;
  rest.remove_prefix(seconds ? 8 : 5);
  if (seconds && is_like(rest, ".d")) {
    std::size_t digits = 1;
    while (is_like(rest.substr(digits), "d")) ++digits;
    moment.layout += '.' + std::string(digits - 1, '0');
    rest.remove_prefix(digits);
  }
  if (is_like(rest, "Z") || is_like(rest, "+dd:dd") || is_like(rest, "-dd:dd")) {
    moment.layout += "Z07:00";
    rest.remove_prefix(rest[0] == 'Z' ? 1 : 6);
  } else if (is_like(rest, "+dddd") || is_like(rest, "-dddd")) {
    moment.layout += "-0700";
    rest.remove_prefix(5);
  } else if (is_like(rest, " aaa")) {
    moment.layout += " MST";
    rest.remove_prefix(4);
  }
  return true;
}

// 2026-05-17, 17.05.2026, 05/17/2026. `day_first` decides what the last two forms mean.
bool take_date(std::string_view& rest, bool day_first, Moment& moment) {
  int year = 0, month = 0, day = 0;
  if (is_like(rest, "dddd-dd-dd") || is_like(rest, "dddd/dd/dd")) {
    year = number(rest, 0, 4);
    month = number(rest, 5, 2);
    day = number(rest, 8, 2);
    moment.layout = fmt::format("2006{0}01{0}02", rest[4]);
  } else if (is_like(rest, "dd/dd/dddd") || is_like(rest, "dd.dd.dddd") ||
             is_like(rest, "dd-dd-dddd")) {
    year = number(rest, 6, 4);
    month = number(rest, day_first ? 3 : 0, 2);
    day = number(rest, day_first ? 0 : 3, 2);
    moment.layout =
        fmt::format("{1}{0}{2}{0}2006", rest[2], day_first ? "02" : "01", day_first ? "01" : "02");
  } else {
    return false;
  }
  moment.ms = day_start_ms(year, month, day);
  rest.remove_prefix(10);
  return moment.ms.has_value();
}

std::optional<Moment> read_moment(std::string_view text, bool day_first) {
  Moment moment;
  auto rest = text;
  if (is_like(rest, "aaa, dd aaa dddd dd:dd:dd aaa") && rest.size() == 29) {
    moment.layout = "Mon, 02 Jan 2006 15:04:05 MST";
    moment.has_time = true;
    return moment;
  }
  if (take_date(rest, day_first, moment)) {
    if (rest.empty()) return moment;
    if (rest[0] != 'T' && rest[0] != ' ') return std::nullopt;
    moment.layout += rest[0];
    rest.remove_prefix(1);
  }
  if (!take_time(rest, moment) || !rest.empty()) return std::nullopt;
  return moment;
}

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
