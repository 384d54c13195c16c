#include "generator/proof/text_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

namespace barnabas {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_hex(char letter) { return std::isxdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }

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

}  // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return is_digit(letter) || (is_upper(letter) && letter != 'I' && letter != 'L' &&
                                       letter != 'O' && letter != 'U');
         });
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != text.npos && at > 0 && text.find('@', at + 1) == text.npos &&
         text.find('.', at) != text.npos && text.find(' ') == text.npos && text.back() != '.';
}

bool is_ipv4(std::string_view text) {
  int parts = 0;
  std::size_t at = 0;
  while (at <= text.size() && parts < 5) {
    const auto dot = std::min(text.find('.', at), text.size());
    if (dot == at || dot - at > 3) return false;
    int value = 0;
    for (auto i = at; i < dot; ++i) {
      if (!is_digit(text[i])) return false;
      value = value * 10 + (text[i] - '0');
    }
    if (value > 255) return false;
    ++parts;
    at = dot + 1;
  }
  return parts == 4;
}

bool is_ipv6(std::string_view text) {
  return std::count(text.begin(), text.end(), ':') >= 3 && text.size() >= 8 &&
         (text.find("::") != text.npos || std::count(text.begin(), text.end(), ':') == 7) &&
         std::all_of(text.begin(), text.end(),
                     [](char letter) { return is_hex(letter) || letter == ':'; });
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_hex(text[i])) return false;
  }
  return true;
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

}  // namespace barnabas
