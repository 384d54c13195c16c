#include "generator/emitters/go_duration.h"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace barnabas {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};

// Two letters before one, so that "ms" is not read as "m". U+00B5 and U+03BC both print as µ.
constexpr std::array<Unit, 8> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"\u00b5s", 1'000},
                                     {"\u03bcs", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};
constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// One number with its unit, taken off the front of `text`; false where there is none, or one that
// does not fit.
bool take_part(std::string_view& text, std::uint64_t& nanoseconds) {
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  std::uint64_t scale = 1;
  bool digits = false;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (whole > most / 10) return false;
    whole = whole * 10 + static_cast<std::uint64_t>(text.front() - '0');
    digits = true;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
      digits = true;
      if (scale >= 1'000'000'000'000) continue;  // below a nanosecond of any unit that counts
      fraction = fraction * 10 + static_cast<std::uint64_t>(text.front() - '0');
      scale *= 10;
    }
  }
  if (!digits) return false;
  for (const auto& unit : units) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    if (whole > most / unit.nanoseconds) return false;
    nanoseconds = whole * unit.nanoseconds +
                  static_cast<std::uint64_t>(static_cast<long double>(fraction) *
                                             static_cast<long double>(unit.nanoseconds) /
                                             static_cast<long double>(scale));
    return nanoseconds <= most;
  }
  return false;
}

}  // namespace

Result<std::int64_t> parse_go_duration(std::string_view name, std::string_view text) {
  const auto invalid = fail(
      ErrorCode::InvalidConfig,
      fmt::format("{}: '{}' is not a duration; write numbers with units, as 500ms, 1.5s or 1h30m "
                  "(ns, us, ms, s, m, h)",
                  name, text));
  auto rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return 0;
  if (rest.empty()) return invalid;
  std::uint64_t sum = 0;
  while (!rest.empty()) {
    std::uint64_t part = 0;
    if (!take_part(rest, part) || part > most - sum) return invalid;
    sum += part;
  }
  const auto nanoseconds = static_cast<std::int64_t>(sum);
  return negative ? -nanoseconds : nanoseconds;
}

std::string go_duration_text(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "0s";
  const std::string sign = nanoseconds < 0 ? "-" : "";
  auto rest = nanoseconds < 0 ? 0 - static_cast<std::uint64_t>(nanoseconds)
                              : static_cast<std::uint64_t>(nanoseconds);
  // `rest` in the unit of `per` nanoseconds, with as many decimals as it needs.
  const auto decimal = [](std::uint64_t value, std::uint64_t per) {
    auto text = fmt::format("{}", value / per);
    if (value % per == 0) return text;
    text += fmt::format(".{:0{}}", value % per, fmt::formatted_size("{}", per) - 1);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
  };
  if (rest < 1'000) return fmt::format("{}{}ns", sign, rest);
  if (rest < 1'000'000) return fmt::format("{}{}\u00b5s", sign, decimal(rest, 1'000));
  if (rest < 1'000'000'000) return fmt::format("{}{}ms", sign, decimal(rest, 1'000'000));
  std::string text = sign;
  constexpr std::uint64_t minute = 60'000'000'000;
  constexpr std::uint64_t hour = 60 * minute;
  if (rest >= hour) text += fmt::format("{}h", rest / hour);
  if (rest >= minute) text += fmt::format("{}m", rest % hour / minute);
  return text + decimal(rest % minute, 1'000'000'000) + "s";
}

}  // namespace barnabas
