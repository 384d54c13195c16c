// Category distributions: draws that are not uniform, which JR had none of.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "generator/entities/draws.h"
#include "generator/entities/zipf.h"
#include "generator/functions/alias_table.h"
#include "generator/functions/functions.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

Value normal(Call& call, Arguments arguments) {
  if (!(arguments[1].as_float() >= 0)) return call.fail("the deviation must not be negative");
  auto random = call.random();
  return Value::of_float64(arguments[0].as_float() + arguments[1].as_float() * normal_draw(random));
}

Value exponential(Call& call, Arguments arguments) {
  if (!(arguments[0].as_float() > 0)) return call.fail("the mean must be above 0");
  auto random = call.random();
  return Value::of_float64(arguments[0].as_float() * exponential_draw(random));
}

// Small means: how many uniform draws fit under e^-mean. Large ones: close to normal.
Value poisson(Call& call, Arguments arguments) {
  const double mean = arguments[0].as_float();
  if (!(mean > 0) || mean > 1e15) return call.fail("the mean must be above 0, and at most 1e15");
  auto random = call.random();
  if (mean > 60) {
    const double drawn = std::round(mean + std::sqrt(mean) * normal_draw(random));
    return Value::of_int(static_cast<std::int64_t>(std::max(drawn, 0.0)));
  }
  const double limit = std::exp(-mean);
  std::int64_t count = 0;
  for (double product = random.unit(); product > limit; product *= random.unit()) ++count;
  return Value::of_int(count);
}

Value zipf(Call& call, Arguments arguments) {
  const auto count = arguments[0].as_int();
  const double exponent = arguments[1].as_float();
  if (count < 1) return call.fail("the count must be above 0");
  if (!(exponent > 0) || exponent > 20)
    return call.fail("the exponent must be above 0, at most 20");
  auto random = call.random();
  return Value::of_int(Zipf(count, exponent).draw(random));
}

// Options with weights, as "red=5|green=1"; one without a weight has 1.
struct Options {
  std::vector<std::string> texts;
  AliasTable chances;
  std::string error;
};

Options parse_options(std::string_view text) {
  Options options;
  std::vector<std::uint32_t> weights;
  std::uint64_t total = 0;
  while (true) {
    const auto option = text.substr(0, text.find('|'));
    const auto equals = option.rfind('=');
    std::uint32_t weight = 1;
    if (equals != option.npos) {
      const auto number = option.substr(equals + 1);
      const auto* end = number.data() + number.size();
      const auto read = std::from_chars(number.data(), end, weight);
      if (read.ec != std::errc() || read.ptr != end) {
        options.error = "'" + std::string(number) + "' is no weight; write whole numbers";
        return options;
      }
    }
    options.texts.emplace_back(option.substr(0, equals));
    weights.push_back(weight);
    total += weight;
    if (option.size() == text.size()) break;
    text.remove_prefix(option.size() + 1);
  }
  if (total == 0)
    options.error = "one of the weights must be above 0";
  else
    options.chances = AliasTable(weights);
  return options;
}

const Options* prepared_options(Call& call, Arguments arguments, Options& own) {
  if (call.prepared != nullptr) return static_cast<const Options*>(call.prepared);
  own = parse_options(arguments[0].as_string());
  return &own;
}

void prepare_options(Specialization& use) {
  const auto options = std::make_shared<const Options>(parse_options(use.arguments[0].as_string()));
  use.error = options->error;
  use.prepared = options.get();
  use.owned = options;
}

Value weighted(Call& call, Arguments arguments) {
  Options own;
  const auto* options = prepared_options(call, arguments, own);
  if (!options->error.empty()) return call.fail(options->error);
  const auto index = options->chances.draw(call.random().next());
  return Value::of_string(call.arena.copy(options->texts[index]));
}

// "0..10=5|10..100=1": a part by its weight, then a number of the part, all alike.
Value histogram(Call& call, Arguments arguments) {
  Options own;
  const auto* options = prepared_options(call, arguments, own);
  if (!options->error.empty()) return call.fail(options->error);
  auto random = call.random();
  const std::string_view part = options->texts[options->chances.draw(random.next())];
  const auto dots = part.find("..");
  double low = 0;
  double high = 0;
  const auto reads = [](std::string_view text, double& number) {
    const auto* end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
  };
  if (dots == part.npos || !reads(part.substr(0, dots), low) ||
      !reads(part.substr(dots + 2), high) || !(low < high)) {
    return call.fail("'" + std::string(part) + "' is no range; write them as 0..10=5|10..100=1");
  }
  return Value::of_float64(low + random.unit() * (high - low));
}

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Type returns, Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output, void (*specialize)(Specialization&) = nullptr) {
  return {.name = name,
          .category = "distributions",
          .description = description,
          .parameters = parameters,
          .returns = returns,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

constexpr Function functions[] = {
    row("exponential", "a number with that mean: times between events that come at random",
        {{"mean", Type::Float64}}, Type::Float64, exponential,
        "{{exponential 10 | printf \"%.2f\"}}", "7.31"),
    row("histogram", "a number out of ranges with weights", {{"ranges", Type::String}},
        Type::Float64, histogram, "{{histogram \"0..10=5|10..100=1\" | printf \"%.1f\"}}", "4.2",
        prepare_options),
    row("normal", "a number around a mean, with a standard deviation",
        {{"mean", Type::Float64}, {"deviation", Type::Float64}}, Type::Float64, normal,
        "{{normal 100 15 | printf \"%.1f\"}}", "108.4"),
    row("poisson", "a count with that mean: how many events there are in a time",
        {{"mean", Type::Float64}}, Type::Int, poisson, "{{poisson 4}}", "3"),
    row("weighted", "one of the options, by their weights", {{"options", Type::String}},
        Type::String, weighted, "{{weighted \"red=5|green=1\"}}", "red", prepare_options),
    row("zipf", "a number below the count; few come often, many seldom: hot keys",
        {{"count", Type::Int}, {"exponent", Type::Float64}}, Type::Int, zipf, "{{zipf 1000 1.1}}",
        "0"),
};

}  // namespace

std::span<const Function> distribution_functions() { return functions; }

}  // namespace barnabas
