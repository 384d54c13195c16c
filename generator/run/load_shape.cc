#include "generator/run/load_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "generator/emitters/go_duration.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr int steps_max = 1000;

// A line from `from` to 1 encloses work = from * t + (1 - from) / (2 * period) * t * t.
double ramp_time(double work, double period, double from) {
  const double whole = period * (1 + from) / 2;
  if (work >= whole) return period + (work - whole);
  const double square = std::sqrt(from * from + 2 * (1 - from) / period * work);
  return work <= 0 ? 0 : 2 * work / (from + square);
}

double step_time(double work, double period, int steps) {
  const double unit = period / steps;  // the work of the first step
  double begun = 0;
  for (int step = 0; step < steps; ++step) {
    const double here = unit * (step + 1);
    if (work < begun + here) return period * step + (work - begun) / here * period;
    begun += here;
  }
  return period * steps + (work - begun);
}

// The work until t is t + swing * period / (2 pi) * (1 - cos(2 pi t / period)), which cannot be
// turned around: Newton's steps, kept between bounds.
double sine_time(double work, double period, double swing) {
  const double turns = std::floor(work / period);
  const double rest = work - turns * period;
  const double round = 2 * std::numbers::pi / period;
  double low = 0;
  double high = period;
  double time = rest;
  for (int i = 0; i < 60; ++i) {
    const double too_much = time + swing / round * (1 - std::cos(round * time)) - rest;
    (too_much > 0 ? high : low) = time;
    if (std::abs(too_much) < 1e-10 || high - low < 1e-10) break;
    const double slope = 1 + swing * std::sin(round * time);
    const double next = time - too_much / slope;
    time = next > low && next < high ? next : (low + high) / 2;
  }
  return turns * period + time;
}

double burst_time(double work, double period, double length, double rest) {
  const double whole = length + rest * (period - length);
  const double turns = std::floor(work / whole);
  const double left = work - turns * whole;
  if (left <= length || rest <= 0) return turns * period + std::min(left, length);
  return turns * period + length + (left - length) / rest;
}

struct Parameter {
  std::string_view name;
  double LoadShape::*number = nullptr;
  bool is_duration = false;
  double lowest = 0;
  double highest = 1;
};

struct Shape {
  std::string_view name;
  LoadShape defaults;
  std::vector<Parameter> parameters;
};

Parameter duration(std::string_view name, double LoadShape::*number) {
  return {.name = name, .number = number, .is_duration = true};
}

const std::vector<Shape>& shapes() {
  using Kind = LoadShape::Kind;
  static const std::vector<Shape> all{
      {"constant", {.kind = Kind::Constant}, {}},
      {"ramp",
       {.kind = Kind::Ramp, .period_s = 60},
       {duration("over", &LoadShape::period_s),
        {.name = "from", .number = &LoadShape::from, .highest = 1000}}},
      {"step",
       {.kind = Kind::Step, .period_s = 30},
       {duration("every", &LoadShape::period_s), {.name = "steps"}}},
      {"sine",
       {.kind = Kind::Sine, .period_s = 60},
       {duration("period", &LoadShape::period_s), {.name = "swing", .number = &LoadShape::swing}}},
      {"burst",
       {.kind = Kind::Burst, .period_s = 10, .length_s = 1},
       {duration("every", &LoadShape::period_s),
        duration("for", &LoadShape::length_s),
        {.name = "rest", .number = &LoadShape::from}}},
      {"poisson", {.kind = Kind::Poisson}, {}},
  };
  return all;
}

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

std::string known_parameters(const Shape& shape) {
  std::string text;
  for (const auto& parameter : shape.parameters)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", parameter.name);
  return text.empty() ? "none" : text;
}

template <class T>
std::optional<T> read_number(std::string_view text) {
  T number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<void> set(LoadShape& shape, const Parameter& parameter, std::string_view text) {
  if (parameter.number == nullptr) {
    const auto steps = read_number<int>(text);
    if (!steps || *steps < 1 || *steps > steps_max)
      return wrong(fmt::format("steps: expected 1 to {}, found '{}'", steps_max, text));
    shape.steps = *steps;
    return {};
  }
  if (parameter.is_duration) {
    const auto time = parse_go_duration(parameter.name, text);
    if (!time) return wrong(time.error().message);
    if (*time <= 0) return wrong(fmt::format("{}: expected more than 0", parameter.name));
    shape.*parameter.number = static_cast<double>(*time) / 1e9;
    return {};
  }
  const auto number = read_number<double>(text);
  if (!number || !(*number >= parameter.lowest) || !(*number <= parameter.highest)) {
    return wrong(fmt::format("{}: expected a share of the rate, {} to {}, found '{}'",
                             parameter.name, parameter.lowest, parameter.highest, text));
  }
  shape.*parameter.number = *number;
  return {};
}

Result<LoadShape> with_parameters(const Shape& shape, std::string_view text) {
  auto made = shape.defaults;
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const auto name = one.substr(0, one.find('='));
    const auto value = one.substr(std::min(one.size(), name.size() + 1));
    const auto& known = shape.parameters;
    const auto found = std::find_if(known.begin(), known.end(), [&](const Parameter& parameter) {
      return parameter.name == name;
    });
    if (found == known.end() || one.size() == name.size()) {
      return wrong(fmt::format("shape '{}': '{}' means nothing; its parameters, as NAME=VALUE: {}",
                               shape.name, one, known_parameters(shape)));
    }
    if (auto done = set(made, *found, value); !done)
      return wrong(fmt::format("shape '{}': {}", shape.name, done.error().message));
  }
  if (made.kind == LoadShape::Kind::Burst && made.length_s > made.period_s)
    return wrong("shape 'burst': 'for' is longer than 'every'");
  return made;
}

}  // namespace

double LoadShape::time_of(double work) const {
  switch (kind) {
    case Kind::Constant:
    case Kind::Poisson:
      break;
    case Kind::Ramp:
      return ramp_time(work, period_s, from);
    case Kind::Step:
      return step_time(work, period_s, steps);
    case Kind::Sine:
      return sine_time(work, period_s, swing);
    case Kind::Burst:
      return burst_time(work, period_s, length_s, from);
  }
  return work;
}

Result<LoadShape> parse_load_shape(std::string_view text) {
  const auto name = text.substr(0, text.find(':'));
  std::vector<std::string> names;
  for (const auto& shape : shapes()) {
    if (shape.name == name)
      return with_parameters(shape, text.substr(std::min(text.size(), name.size() + 1)));
    names.emplace_back(shape.name);
  }
  return wrong(
      fmt::format("there is no shape '{}'; there are constant, ramp, step, sine, burst and "
                  "poisson.{}",
                  name, did_you_mean(std::string(name), names)));
}

}  // namespace barnabas
