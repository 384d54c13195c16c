#include "generator/functions/go_layout.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <string>

namespace barnabas {
namespace {

struct Moment {
  std::tm parts{};
  int milliseconds = 0;
};

Moment local_moment(std::int64_t ms) {
  Moment moment;
  auto seconds = static_cast<std::time_t>(ms / 1000);
  moment.milliseconds = static_cast<int>(ms % 1000);
  if (moment.milliseconds < 0) {
    moment.milliseconds += 1000;
    --seconds;
  }
  localtime_r(&seconds, &moment.parts);
  return moment;
}

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};

// What a piece of a layout stands for. `zones` are written with the offset.
enum class Piece {
  MonthName,
  MonthShort,
  Month,
  MonthTwo,
  DayName,
  DayShort,
  Day,
  DayPadded,
  DayTwo,
  YearDayPadded,
  YearDay,
  Hour,
  Hour12,
  Hour12Two,
  Minute,
  MinuteTwo,
  Second,
  SecondTwo,
  Year,
  YearTwo,
  HalfUpper,
  HalfLower,
  ZoneName,
  Zone,
};

struct Pattern {
  std::string_view text;
  Piece piece;
};

// In the order in which they are tried: what is longer comes before what it begins with.
constexpr Pattern patterns[] = {
    {"January", Piece::MonthName}, {"Jan", Piece::MonthShort},
    {"Monday", Piece::DayName},    {"Mon", Piece::DayShort},
    {"MST", Piece::ZoneName},      {"002", Piece::YearDay},
    {"01", Piece::MonthTwo},       {"02", Piece::DayTwo},
    {"03", Piece::Hour12Two},      {"04", Piece::MinuteTwo},
    {"05", Piece::SecondTwo},      {"06", Piece::YearTwo},
    {"15", Piece::Hour},           {"1", Piece::Month},
    {"2006", Piece::Year},         {"2", Piece::Day},
    {"__2", Piece::YearDayPadded}, {"_2", Piece::DayPadded},
    {"3", Piece::Hour12},          {"4", Piece::Minute},
    {"5", Piece::Second},          {"PM", Piece::HalfUpper},
    {"pm", Piece::HalfLower},      {"-07:00:00", Piece::Zone},
    {"-070000", Piece::Zone},      {"-07:00", Piece::Zone},
    {"-0700", Piece::Zone},        {"-07", Piece::Zone},
    {"Z07:00:00", Piece::Zone},    {"Z070000", Piece::Zone},
    {"Z07:00", Piece::Zone},       {"Z0700", Piece::Zone},
    {"Z07", Piece::Zone},
};

bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// The pattern that the rest of the layout begins with, or nullptr.
const Pattern* pattern_at(std::string_view rest) {
  for (const auto& pattern : patterns) {
    if (!rest.starts_with(pattern.text)) continue;
    const bool is_short = pattern.piece == Piece::MonthShort || pattern.piece == Piece::DayShort;
    const auto next = pattern.text.size();
    // "Janus" and "Mondo" are words.
    if (is_short && next < rest.size() && rest[next] >= 'a' && rest[next] <= 'z') continue;
    if (pattern.piece == Piece::DayPadded && rest.starts_with("_2006")) continue;
    return &pattern;
  }
  return nullptr;
}

// "Z07:00" is Z in UTC; else sign, hours, minutes and seconds as far as the pattern has them.
std::string zone_text(std::string_view pattern, long offset) {
  if (pattern[0] == 'Z' && offset == 0) return "Z";
  const auto size = std::labs(offset);
  const bool colons = pattern.find(':') != pattern.npos;
  auto text = fmt::format("{}{:02}", offset < 0 ? '-' : '+', size / 3600);
  const auto digits = pattern.size() - (colons ? (pattern.size() > 6 ? 2 : 1) : 0) - 1;
  if (digits >= 4) text += fmt::format("{}{:02}", colons ? ":" : "", size / 60 % 60);
  if (digits >= 6) text += fmt::format("{}{:02}", colons ? ":" : "", size % 60);
  return text;
}

int hour_of_half(const std::tm& parts) { return parts.tm_hour % 12 == 0 ? 12 : parts.tm_hour % 12; }

std::string piece_text(const Pattern& pattern, const std::tm& parts) {
  const auto month = static_cast<std::size_t>(parts.tm_mon);
  const auto day = static_cast<std::size_t>(parts.tm_wday);
  const auto two = [](int value) { return fmt::format("{:02}", value); };
  switch (pattern.piece) {
    case Piece::MonthName:
      return std::string(months[month]);
    case Piece::MonthShort:
      return std::string(months[month].substr(0, 3));
    case Piece::Month:
      return fmt::to_string(parts.tm_mon + 1);
    case Piece::MonthTwo:
      return two(parts.tm_mon + 1);
    case Piece::DayName:
      return std::string(days[day]);
    case Piece::DayShort:
      return std::string(days[day].substr(0, 3));
    case Piece::Day:
      return fmt::to_string(parts.tm_mday);
    case Piece::DayPadded:
      return fmt::format("{:2}", parts.tm_mday);
    case Piece::DayTwo:
      return two(parts.tm_mday);
    case Piece::YearDayPadded:
      return fmt::format("{:3}", parts.tm_yday + 1);
    case Piece::YearDay:
      return fmt::format("{:03}", parts.tm_yday + 1);
    case Piece::Hour:
      return two(parts.tm_hour);
    case Piece::Hour12:
      return fmt::to_string(hour_of_half(parts));
    case Piece::Hour12Two:
      return two(hour_of_half(parts));
    case Piece::Minute:
      return fmt::to_string(parts.tm_min);
    case Piece::MinuteTwo:
      return two(parts.tm_min);
    case Piece::Second:
      return fmt::to_string(parts.tm_sec);
    case Piece::SecondTwo:
      return two(parts.tm_sec);
    case Piece::Year:
      return fmt::format("{:04}", parts.tm_year + 1900);
    case Piece::YearTwo:
      return two((parts.tm_year + 1900) % 100);
    case Piece::HalfUpper:
      return parts.tm_hour < 12 ? "AM" : "PM";
    case Piece::HalfLower:
      return parts.tm_hour < 12 ? "am" : "pm";
    case Piece::ZoneName:
      return parts.tm_zone;
    case Piece::Zone:
      return zone_text(pattern.text, parts.tm_gmtoff);
  }
  return "";
}

// ".000" or ".999" at this place: how many digits, or 0.
std::size_t fraction_digits(std::string_view rest) {
  if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',')) return 0;
  if (rest[1] != '0' && rest[1] != '9') return 0;
  std::size_t end = 1;
  while (end < rest.size() && rest[end] == rest[1]) ++end;
  return is_digit(rest, end) ? 0 : end - 1;
}

// Noughts stay, nines go away at the end.
void append_fraction(TextBuffer& out, std::string_view rest, std::size_t digits, int milliseconds) {
  auto text = fmt::format("{:03}", milliseconds);
  text.resize(digits, '0');
  if (rest[1] == '9') text.resize(text.find_last_not_of('0') + 1);
  if (text.empty()) return;
  out.append(rest[0]);
  out.append(text);
}

}  // namespace

void append_go_time(TextBuffer& out, std::int64_t ms, std::string_view layout) {
  const auto moment = local_moment(ms);
  while (!layout.empty()) {
    if (const auto digits = fraction_digits(layout); digits > 0) {
      append_fraction(out, layout, digits, moment.milliseconds);
      layout.remove_prefix(digits + 1);
    } else if (const auto* pattern = pattern_at(layout)) {
      out.append(piece_text(*pattern, moment.parts));
      layout.remove_prefix(pattern->text.size());
    } else {
      out.append(layout.front());
      layout.remove_prefix(1);
    }
  }
}

void append_strftime(TextBuffer& out, std::int64_t ms, std::string_view format) {
  const auto moment = local_moment(ms);
  std::string whole;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format.substr(at, 2) == "%L") {
      whole += fmt::format("{:03}", moment.milliseconds);
      ++at;
      continue;
    }
    whole += format[at];
    // "%%L" is a percent sign and a letter.
    if (format[at] == '%' && at + 1 < format.size()) whole += format[++at];
  }
  std::array<char, 1024> text{};
  out.append({text.data(), std::strftime(text.data(), text.size(), whole.c_str(), &moment.parts)});
}

}  // namespace barnabas
