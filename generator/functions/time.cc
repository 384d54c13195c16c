// Category time: moments around now, as numbers and as dates.

#include <chrono>
#include <cstdio>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/go_layout.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t day_ms = 86'400 * second_ms;

std::int64_t now_ms(const Call& call) {
  return call.environment == nullptr ? 0 : call.environment->now_ms;
}

using Days = std::chrono::sys_days;

Days day_of(std::int64_t ms) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
}

void write_digits(char* to, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

// YYYY-MM-DD
Value date(Call& call, Days day) {
  const std::chrono::year_month_day parts(day);
  char* text = call.arena.allocate(10);
  write_digits(text, static_cast<unsigned>(static_cast<int>(parts.year())), 4);
  text[4] = text[7] = '-';
  write_digits(text + 5, static_cast<unsigned>(parts.month()), 2);
  write_digits(text + 8, static_cast<unsigned>(parts.day()), 2);
  return Value::of_string({text, 10});
}

// YYYY-MM-DD HH:MM:SS, by the machine's clock on the wall.
Value date_and_time(Call& call, std::int64_t ms) {
  call.scratch.clear();
  append_go_time(call.scratch, ms, "2006-01-02 15:04:05");
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

// The form is Go's or that of strftime.
template <void (*append)(TextBuffer&, std::int64_t, std::string_view)>
Value formatted(Call& call, Arguments arguments) {
  call.scratch.clear();
  append(call.scratch, arguments[0].as_int(), arguments[1].as_string());
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

Value now(Call& call, Arguments) { return Value::of_int64(now_ms(call)); }

// In a layout of Go, or a format of strftime, which has a percent sign.
Value event_time(Call& call, Arguments arguments) {
  const auto ms = call.environment == nullptr ? 0 : call.environment->event_ms;
  if (arguments.empty()) return Value::of_int64(ms);
  if (arguments.size() > 1 || !arguments[0].is_string())
    return call.fail("expected one layout, or nothing");
  const auto layout = arguments[0].as_string();
  call.scratch.clear();
  if (layout.find('%') != layout.npos)
    append_strftime(call.scratch, ms, layout);
  else
    append_go_time(call.scratch, ms, layout);
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

Value now_add(Call& call, Arguments arguments) {
  return date_and_time(call, now_ms(call) + arguments[0].as_int());
}
Value now_sub(Call& call, Arguments arguments) {
  return date_and_time(call, now_ms(call) - arguments[0].as_int());
}

Value just_passed(Call& call, Arguments arguments) {
  if (arguments[0].as_int() <= 0) return call.fail("the time must be above 0 milliseconds");
  return date_and_time(call, now_ms(call) - call.random().between(0, arguments[0].as_int()));
}

// A moment of the last days, in units of `unit_ms`.
template <std::int64_t unit_ms>
Value unix_time(Call& call, Arguments arguments) {
  const auto days = arguments[0].as_int();
  if (days <= 0 || days > 3'000'000) return call.fail("the days must be 1 to 3000000");
  const auto units = days * day_ms / unit_ms;
  return Value::of_int64(now_ms(call) / unit_ms - units + call.random().between(0, units));
}

// A day within so many days, before or after today.
Value day_within(Call& call, std::int64_t days, int direction) {
  if (days <= 0 || days > 3'000'000) return call.fail("the span must be above 0");
  const auto distance = call.random().between(0, days) * direction;
  return date(call, day_of(now_ms(call)) + std::chrono::days(distance));
}

Value past(Call& call, Arguments arguments) {
  return day_within(call, arguments[0].as_int() * 365, -1);
}
Value future(Call& call, Arguments arguments) {
  return day_within(call, arguments[0].as_int() * 365, 1);
}
Value recent(Call& call, Arguments arguments) {
  return day_within(call, arguments[0].as_int(), -1);
}
Value soon(Call& call, Arguments arguments) { return day_within(call, arguments[0].as_int(), 1); }

// So that today the age is from min to max, both included.
Value birthdate(Call& call, Arguments arguments) {
  const auto youngest = arguments[0].as_int();
  const auto oldest = arguments[1].as_int();
  if (youngest < 0 || oldest < youngest || oldest > 1000) {
    return call.fail("the ages must be 0 <= min <= max");
  }
  const auto today = day_of(now_ms(call));
  const auto years_ago = [&](std::int64_t years) {
    auto day = std::chrono::year_month_day(today) - std::chrono::years(years);
    if (!day.ok()) day = day.year() / day.month() / std::chrono::last;
    return Days(day);
  };
  const auto first = years_ago(oldest + 1) + std::chrono::days(1);
  const auto last = years_ago(youngest);
  const auto span = (last - first).count() + 1;
  return date(call, first + std::chrono::days(call.random().between(0, span)));
}

bool parse_date(std::string_view text, Days& day) {
  int year = 0;
  unsigned month = 0;
  unsigned day_number = 0;
  char behind = 0;
  if (text.size() != 10 || std::sscanf(std::string(text).c_str(), "%4d-%2u-%2u%c", &year, &month,
                                       &day_number, &behind) != 3) {
    return false;
  }
  const std::chrono::year_month_day parts{std::chrono::year(year), std::chrono::month(month),
                                          std::chrono::day(day_number)};
  day = Days(parts);
  return parts.ok();
}

// So many days between two dates, the second one excluded.
Value days_between(Call& call, Arguments arguments, std::span<Value> items) {
  Days from;
  Days to;
  if (!parse_date(arguments[0].as_string(), from) || !parse_date(arguments[1].as_string(), to)) {
    return call.fail("the dates must be written as 2024-12-31");
  }
  if (to <= from) return call.fail("the first date must be before the second");
  auto random = call.random();
  for (auto& item : items) {
    item = date(call, from + std::chrono::days(random.between(0, (to - from).count())));
  }
  return Value::of_list(items, Kind::String);
}

Value date_between(Call& call, Arguments arguments) {
  const auto items = call.arena.values(1);
  const auto drawn = days_between(call, arguments, items);
  return drawn.failed() ? drawn : items[0];
}

Value dates_between(Call& call, Arguments arguments) {
  const auto count = arguments[2].as_int();
  if (count < 0 || count > 1'000'000) return call.fail("the count must be 0 to 1000000");
  return days_between(call, arguments, call.arena.values(static_cast<std::size_t>(count)));
}

constexpr Parameters milliseconds = {{"milliseconds", Type::Int64}};
constexpr Parameters days = {{"days", Type::Int}};
constexpr Parameters years = {{"years", Type::Int}};

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Type returns, Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output) {
  return {.name = name,
          .category = "time",
          .description = description,
          .parameters = parameters,
          .returns = returns,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

constexpr Function functions[] = {
    row("birthdate", "a date of birth of somebody between two ages, both included",
        {{"min", Type::Int}, {"max", Type::Int}}, Type::String, birthdate, "{{birthdate 18 75}}",
        "1987-06-11"),
    row("date_between", "a date from the first up to, but without, the second",
        {{"from", Type::String}, {"to", Type::String}}, Type::String, date_between,
        "{{date_between \"2024-01-01\" \"2024-12-31\"}}", "2024-05-17"),
    row("dates_between", "so many dates from the first up to, but without, the second",
        {{"from", Type::String}, {"to", Type::String}, {"count", Type::Int}}, Type::Strings,
        dates_between, "{{dates_between \"2024-01-01\" \"2024-12-31\" 2}}",
        "[2024-05-17 2024-02-03]"),
    {.name = "event_time",
     .category = "time",
     .description = "when the record is said to happen: milliseconds since 1970, or in a layout of "
                    "Go or strftime",
     .parameters = {{"layout", Type::Any}},
     .variadic = true,
     .returns = Type::Any,
     .example = "{{event_time \"2006-01-02T15:04:05Z07:00\"}}",
     .output = "2026-05-17T10:21:33Z",
     .evaluate = event_time},
    row("format_timestamp", "milliseconds since 1970 in a layout of Go, local time",
        {{"milliseconds", Type::Int64}, {"layout", Type::String}}, Type::String,
        formatted<append_go_time>, "{{format_timestamp now \"2006-01-02\"}}", "2026-05-17"),
    row("future", "a date within the next years", years, Type::String, future, "{{future 3}}",
        "2027-03-08"),
    row("just_passed", "a moment of the last milliseconds, date and time", milliseconds,
        Type::String, just_passed, "{{just_passed 60000}}", "2026-05-17 10:21:33"),
    row("now", "now, in milliseconds since 1970", {}, Type::Int64, now, "{{now}}", "1779013293000"),
    row("now_add", "so many milliseconds from now, date and time", milliseconds, Type::String,
        now_add, "{{now_add 60000}}", "2026-05-17 10:22:33"),
    row("now_sub", "so many milliseconds ago, date and time", milliseconds, Type::String, now_sub,
        "{{now_sub 60000}}", "2026-05-17 10:20:33"),
    row("past", "a date within the last years", years, Type::String, past, "{{past 3}}",
        "2024-11-02"),
    row("recent", "a date within the last days", days, Type::String, recent, "{{recent 7}}",
        "2026-05-14"),
    row("soon", "a date within the next days", days, Type::String, soon, "{{soon 7}}",
        "2026-05-20"),
    row("strftime", "milliseconds since 1970 in a format of strftime, local time",
        {{"milliseconds", Type::Int64}, {"format", Type::String}}, Type::String,
        formatted<append_strftime>, "{{strftime now \"%d.%m.%Y\"}}", "17.05.2026"),
    row("unix_time_stamp", "a second of the last days, since 1970", days, Type::Int64,
        unix_time<second_ms>, "{{unix_time_stamp 10}}", "1778512345"),
    row("unix_time_stamp_ms", "a millisecond of the last days, since 1970", days, Type::Int64,
        unix_time<1>, "{{unix_time_stamp_ms 10}}", "1778512345678"),
};

}  // namespace

std::span<const Function> time_functions() { return functions; }

}  // namespace barnabas
