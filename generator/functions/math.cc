// Category math: arithmetic, and numbers drawn uniformly.

#include <algorithm>
#include <limits>

#include "generator/functions/constant.h"
#include "generator/functions/functions.h"
#include "generator/template/formatter.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// Go's integers wrap around.
std::int64_t wrap(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }
std::uint64_t bits(const Value& value) { return static_cast<std::uint64_t>(value.as_int()); }

std::int64_t add(std::uint64_t a, std::uint64_t b) { return wrap(a + b); }
std::int64_t sub(std::uint64_t a, std::uint64_t b) { return wrap(a - b); }
std::int64_t mul(std::uint64_t a, std::uint64_t b) { return wrap(a * b); }
std::int64_t least(std::uint64_t a, std::uint64_t b) { return std::min(wrap(a), wrap(b)); }
std::int64_t greatest(std::uint64_t a, std::uint64_t b) { return std::max(wrap(a), wrap(b)); }

template <Value (*Make)(std::int64_t), std::int64_t (*Compute)(std::uint64_t, std::uint64_t)>
Value compute(Call&, Arguments arguments) {
  return Make(Compute(bits(arguments[0]), bits(arguments[1])));
}

template <Value (*Make)(std::int64_t), bool remainder>
Value divide(Call& call, Arguments arguments) {
  const auto a = arguments[0].as_int();
  const auto b = arguments[1].as_int();
  if (b == 0) return call.fail("runtime error: integer divide by zero");
  if (b == -1) return Make(remainder ? 0 : wrap(0 - bits(arguments[0])));
  return Make(remainder ? a % b : a / b);
}

Value smaller(Call&, Arguments arguments) {
  return Value::of_float64(std::min(arguments[0].as_float(), arguments[1].as_float()));
}
Value larger(Call&, Arguments arguments) {
  return Value::of_float64(std::max(arguments[0].as_float(), arguments[1].as_float()));
}

template <Value (*Make)(std::int64_t)>
Value integer(Call& call, Arguments arguments) {
  const auto low = arguments[0].as_int();
  const auto high = arguments[1].as_int();
  if (low >= high) return call.fail("the minimum must be below the maximum, which is not drawn");
  return Make(call.random().between(low, high));
}

struct Range {
  std::int64_t low;
  std::uint64_t width;
};

char* write_range(char* out, const WriterData& data, Call& call) {
  const auto& range = data.get<Range>();
  const auto drawn = static_cast<std::uint64_t>(range.low) + call.random().below(range.width);
  return write_integer(out, wrap(drawn));
}

// A range of at most 10000 small numbers: digits come from a table.
char* write_small_range(char* out, const WriterData& data, Call& call) {
  const auto& range = data.get<Range>();
  const auto drawn = static_cast<std::uint64_t>(range.low) + call.random().below(range.width);
  return write_small(out, static_cast<std::uint32_t>(drawn));
}

void specialize_integer(Specialization& use) {
  const auto low = use.arguments[0].as_int();
  const auto high = use.arguments[1].as_int();
  if (low >= high) {
    use.error = "the minimum must be below the maximum, which is not drawn";
    return;
  }
  const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  use.data.set(Range{low, width});
  use.size_max = 20;
  use.writer = low >= 0 && high <= 10000 ? write_small_range : write_range;
}

Value floating(Call& call, Arguments arguments) {
  const double low = arguments[0].as_float();
  const double high = arguments[1].as_float();
  const auto unit = static_cast<double>(call.random().next() >> 40) * 0x1p-24;
  return Value::of_float32(static_cast<float>(low + unit * (high - low)));
}

Value format_float(Call& call, Arguments arguments) {
  call.scratch.clear();
  print_format(call.scratch, arguments[0].as_string(), arguments.subspan(1));
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

constexpr Parameters ints = {{"a", Type::Int}, {"b", Type::Int}};
constexpr Parameters longs = {{"a", Type::Int64}, {"b", Type::Int64}};
constexpr Parameters floats = {{"a", Type::Float64}, {"b", Type::Float64}};

constexpr auto of_int = Value::of_int;
constexpr auto of_int64 = Value::of_int64;

constexpr Function functions[] = {
    constant("math", "add", "a + b", ints, Type::Int, compute<of_int, add>, "{{add 3 5}}", "8"),
    constant("math", "add64", "a + b, 64 bits", longs, Type::Int64, compute<of_int64, add>,
             "{{add64 3 5}}", "8"),
    constant("math", "div", "a / b, without the rest", ints, Type::Int, divide<of_int, false>,
             "{{div 9 4}}", "2"),
    constant("math", "div64", "a / b, without the rest, 64 bits", longs, Type::Int64,
             divide<of_int64, false>, "{{div64 9 4}}", "2"),
    {.name = "floating",
     .category = "math",
     .description = "a number drawn from min up to, but without, max",
     .parameters = {{"min", Type::Float32}, {"max", Type::Float32}},
     .returns = Type::Float32,
     .example = "{{floating 1 10}}",
     .output = "7.5043564",
     .evaluate = floating},
    constant("math", "format_float", "a number in one of printf's formats",
             {{"format", Type::String}, {"number", Type::Float32}}, Type::String, format_float,
             "{{format_float \"%.2f\" 2.345}}", "2.35"),
    {.name = "integer",
     .category = "math",
     .description = "a whole number drawn from min up to, but without, max",
     .parameters = {{"min", Type::Int}, {"max", Type::Int}},
     .returns = Type::Int,
     .example = "{{integer 10 20}}",
     .output = "17",
     .evaluate = integer<of_int>,
     .specialize = specialize_integer},
    {.name = "integer64",
     .category = "math",
     .description = "a whole number of 64 bits drawn from min up to, but without, max",
     .parameters = {{"min", Type::Int64}, {"max", Type::Int64}},
     .returns = Type::Int64,
     .example = "{{integer64 10 20}}",
     .output = "12",
     .evaluate = integer<of_int64>,
     .specialize = specialize_integer},
    constant("math", "max", "the larger of two numbers", floats, Type::Float64, larger,
             "{{max 1 4}}", "4"),
    constant("math", "maxint", "the larger of two whole numbers", ints, Type::Int,
             compute<of_int, greatest>, "{{maxint 1 4}}", "4"),
    constant("math", "maxint64", "the larger of two whole numbers, 64 bits", longs, Type::Int64,
             compute<of_int64, greatest>, "{{maxint64 1 4}}", "4"),
    constant("math", "min", "the smaller of two numbers", floats, Type::Float64, smaller,
             "{{min 1 4}}", "1"),
    constant("math", "minint", "the smaller of two whole numbers", ints, Type::Int,
             compute<of_int, least>, "{{minint 1 4}}", "1"),
    constant("math", "minint64", "the smaller of two whole numbers, 64 bits", longs, Type::Int64,
             compute<of_int64, least>, "{{minint64 1 4}}", "1"),
    constant("math", "mod", "the rest of a / b", ints, Type::Int, divide<of_int, true>,
             "{{mod 9 4}}", "1"),
    constant("math", "mod64", "the rest of a / b, 64 bits", longs, Type::Int64,
             divide<of_int64, true>, "{{mod64 9 4}}", "1"),
    constant("math", "mul", "a * b", ints, Type::Int, compute<of_int, mul>, "{{mul 3 5}}", "15"),
    constant("math", "mul64", "a * b, 64 bits", longs, Type::Int64, compute<of_int64, mul>,
             "{{mul64 3 5}}", "15"),
    constant("math", "sub", "a - b", ints, Type::Int, compute<of_int, sub>, "{{sub 3 5}}", "-2"),
    constant("math", "sub64", "a - b, 64 bits", longs, Type::Int64, compute<of_int64, sub>,
             "{{sub64 3 5}}", "-2"),
};

}  // namespace

std::span<const Function> math_functions() { return functions; }

}  // namespace barnabas
