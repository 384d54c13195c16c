#include "cli/time_text.h"

#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>

namespace barnabas {
namespace {

using std::chrono::milliseconds;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// "-5m" and the like.
std::optional<std::int64_t> relative(std::string_view text, std::int64_t now_ms) {
  if (text.size() < 3 || text.front() != '-') return std::nullopt;
  const auto number = whole_number(text.substr(0, text.size() - 1));
  if (!number) return std::nullopt;
  switch (text.back()) {
    case 's':
      return now_ms + *number * 1'000;
    case 'm':
      return now_ms + *number * 60'000;
    case 'h':
      return now_ms + *number * 3'600'000;
    case 'd':
      return now_ms + *number * 86'400'000;
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> calendar(const std::string& text) {
  int year = 0, read = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &read) != 3)
    return std::nullopt;
  auto rest = std::string_view(text).substr(static_cast<std::size_t>(read));
  std::int64_t fraction_ms = 0;
  if (!rest.empty()) {
    if (std::sscanf(rest.data(), "%*1[T ]%2u:%2u:%2u%n", &hour, &minute, &second, &read) != 3)
      return std::nullopt;
    rest = rest.substr(static_cast<std::size_t>(read));
    if (rest.starts_with('.')) {
      std::int64_t place = 100;
      for (rest.remove_prefix(1); !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; place /= 10) {
        fraction_ms += (rest[0] - '0') * place;
        rest.remove_prefix(1);
      }
    }
    if (rest == "Z") rest.remove_prefix(1);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!rest.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto seconds = std::chrono::seconds(hour * 3600 + minute * 60 + second);
  return (std::chrono::sys_days(date).time_since_epoch() + seconds + milliseconds(fraction_ms)) /
         milliseconds(1);
}

}  // namespace

Result<std::int64_t> parse_time(const std::string& text, std::int64_t now_ms) {
  if (const auto number = whole_number(text); number && *number >= 0) return *number;
  const auto bare = text.starts_with('@') ? text.substr(1) : text;
  if (const auto time = relative(bare, now_ms)) return *time;
  if (const auto time = calendar(bare)) return *time;
  return fail(ErrorCode::InvalidRequest,
              fmt::format("'{}' is not a time; write milliseconds since 1970, 2026-11-23, "
                          "2026-11-23T12:00:00Z, or -5m for five minutes ago (s, m, h, d)",
                          text));
}

std::string iso_time(std::int64_t time_ms) {
  const auto since_epoch = milliseconds(time_ms);
  const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days(days)};
  const auto in_day = (since_epoch - days).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1'000 % 60, in_day % 1'000);
}

}  // namespace barnabas
