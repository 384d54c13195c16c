// Go's functions: what every template knows. and, or have no evaluate(): they take only as many of
// their arguments as they need, which the compiler sees to.

#include <fmt/format.h>

#include <array>

#include "generator/template/compare.h"
#include "generator/template/escape.h"
#include "generator/template/function.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

Value text_of(Call& call) { return Value::of_string(call.arena.copy(call.scratch.view())); }

Value print(Call& call, Arguments arguments) {
  call.scratch.clear();
  print_all(call.scratch, arguments);
  return text_of(call);
}

Value println(Call& call, Arguments arguments) {
  call.scratch.clear();
  print_line(call.scratch, arguments);
  return text_of(call);
}

Value printf(Call& call, Arguments arguments) {
  call.scratch.clear();
  print_format(call.scratch, arguments[0].as_string(), arguments.subspan(1));
  return text_of(call);
}

// The escapers take what print would write; nothing at all is `<no value>` to them.
std::string_view printed(Call& call, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].is_string()) return arguments[0].as_string();
  auto values = call.arena.values(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    values[i] = arguments[i].is_nothing() ? Value::of_string("<no value>") : arguments[i];
  }
  return print(call, values).as_string();
}

template <void (*Escape)(TextBuffer&, std::string_view)>
Value escaped(Call& call, Arguments arguments) {
  const auto text = printed(call, arguments);
  call.scratch.clear();
  Escape(call.scratch, text);
  return text_of(call);
}

Value negation(Call&, Arguments arguments) { return Value::of_bool(!is_true(arguments[0])); }

Value length(Call& call, Arguments arguments) {
  const auto& item = arguments[0];
  switch (item.kind()) {
    case Kind::String:
      return Value::of_int(static_cast<std::int64_t>(item.as_string().size()));
    case Kind::List:
      return Value::of_int(static_cast<std::int64_t>(item.items().size()));
    case Kind::Map:
      return Value::of_int(static_cast<std::int64_t>(item.map().entries.size()));
    case Kind::Nothing:
      if (item.boxed()) return call.fail("len of nil pointer");
      return call.fail("reflect: call of reflect.Value.Type on zero Value");
    default:
      return call.fail("len of type " + type_name(item));
  }
}

// A position in something of that size, or the failure that it is none.
Value position_of(Call& call, const Value& index, std::size_t size) {
  if (index.is_nothing()) return call.fail("cannot index slice/array with nil");
  if (!index.is_integer()) {
    if (!call.strict && index.is_float()) {
      return position_of(call, Value::of_int(static_cast<std::int64_t>(index.as_float())), size);
    }
    return call.fail("cannot index slice/array with type " + type_name(index));
  }
  if (index.as_int() < 0 || index.as_int() > static_cast<std::int64_t>(size)) {
    return call.fail(fmt::format("index out of range: {}", index.as_int()));
  }
  return Value::of_int(index.as_int());
}

Value zero_of(Kind kind) {
  switch (kind) {
    case Kind::Bool:
      return Value::of_bool(false);
    case Kind::Int:
      return Value::of_int(0);
    case Kind::Int64:
      return Value::of_int64(0);
    case Kind::Float32:
      return Value::of_float32(0);
    case Kind::Float64:
      return Value::of_float64(0);
    case Kind::String:
      return Value::of_string("");
    case Kind::List:
      return Value::of_list({});
    default:
      return Value().as_boxed();
  }
}

Value index_map(Call& call, const Map& map, const Value& index) {
  const bool by_text = map.key == Kind::String;
  const auto wanted = kind_name(map.key);
  if (index.is_nothing())
    return call.fail(fmt::format("value is nil; should be of type {}", wanted));
  if (by_text ? !index.is_string() : !index.is_integer()) {
    return call.fail(fmt::format("value has type {}; should be {}", type_name(index), wanted));
  }
  const auto found = by_text ? map_lookup(map, index.as_string()) : map_lookup(map, index.as_int());
  return found.is_nothing() && !found.boxed() ? zero_of(map.element) : found;
}

Value index_once(Call& call, const Value& item, const Value& index) {
  if (item.is_nothing()) return call.fail("index of nil pointer");
  if (item.kind() == Kind::Map) return index_map(call, item.map(), index);
  if (item.kind() != Kind::List && !item.is_string()) {
    return call.fail("can't index item of type " + type_name(item));
  }
  const auto size = item.is_string() ? item.as_string().size() : item.items().size();
  const auto position = position_of(call, index, size);
  if (position.failed()) return position;
  const auto at = static_cast<std::size_t>(position.as_int());
  if (at == size) {
    // Go lets the length pass here, and stumbles over it a moment later.
    return call.fail(item.is_string() ? "reflect: string index out of range"
                                      : "reflect: slice index out of range");
  }
  if (item.is_string()) return Value::of_uint8(static_cast<std::uint8_t>(item.as_string()[at]));
  return item.item(at);
}

Value index(Call& call, Arguments arguments) {
  auto item = arguments[0].unboxed();
  if (item.is_nothing()) return call.fail("index of untyped nil");
  for (const auto& position : arguments.subspan(1)) {
    item = index_once(call, item, position);
    if (item.failed()) break;
  }
  return item;
}

Value slice(Call& call, Arguments arguments) {
  const auto& item = arguments[0];
  const auto count = arguments.size() - 1;
  if (item.is_nothing()) return call.fail("slice of untyped nil");
  if (count > 3) return call.fail(fmt::format("too many slice indexes: {}", count));
  if (item.is_string() && count == 3) return call.fail("cannot 3-index slice a string");
  if (!item.is_string() && item.kind() != Kind::List) {
    return call.fail("can't slice item of type " + type_name(item));
  }
  const auto size = item.is_string() ? item.as_string().size() : item.items().size();
  std::array<std::size_t, 3> bounds = {0, size, size};
  for (std::size_t i = 0; i < count; ++i) {
    if (call.strict && arguments[i + 1].boxed()) {
      return call.fail("cannot index slice/array with type interface {}");
    }
    const auto position = position_of(call, arguments[i + 1], size);
    if (position.failed()) return position;
    bounds[i] = static_cast<std::size_t>(position.as_int());
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (bounds[i] <= bounds[i + 1]) continue;
    return call.fail(fmt::format("invalid slice index: {} > {}", bounds[i], bounds[i + 1]));
  }
  const auto length = bounds[1] - bounds[0];
  if (item.is_string()) return Value::of_string(item.as_string().substr(bounds[0], length));
  return Value::of_list(item.items().subspan(bounds[0], length), item.element());
}

// There are no functions among a template's values, so that all calls fail, each in its way.
Value call_value(Call& call, Arguments arguments) {
  if (arguments[0].is_nothing()) return call.fail("call of nil");
  const auto* written = static_cast<const std::string*>(call.prepared);
  std::string callee = "<" + type_name(arguments[0]) + " Value>";
  if (written != nullptr && !written->empty()) {
    callee = *written;
  } else if (arguments[0].is_string()) {
    callee = arguments[0].as_string();
  }
  return call.fail(fmt::format("non-function {} of type {}", callee, type_name(arguments[0])));
}

// Compares the first with each of the others.
Value equal(Call& call, Arguments arguments) {
  if (arguments.size() < 2) return call.fail("missing argument for comparison");
  for (const auto& other : arguments.subspan(1)) {
    const auto result = compare_equal(call, arguments[0], other);
    if (result.failed() || result.as_bool()) return result;
  }
  return Value::of_bool(false);
}

Value not_equal(Call& call, Arguments arguments) {
  const auto result = compare_equal(call, arguments[0], arguments[1]);
  return result.failed() ? result : Value::of_bool(!result.as_bool());
}

Value less(Call& call, Arguments arguments) {
  return compare_less(call, arguments[0], arguments[1]);
}

Value less_or_equal(Call& call, Arguments arguments) {
  const auto result = compare_less(call, arguments[0], arguments[1]);
  if (result.failed() || result.as_bool()) return result;
  return compare_equal(call, arguments[0], arguments[1]);
}

Value greater(Call& call, Arguments arguments) {
  const auto result = less_or_equal(call, arguments);
  return result.failed() ? result : Value::of_bool(!result.as_bool());
}

Value greater_or_equal(Call& call, Arguments arguments) {
  const auto result = less(call, arguments);
  return result.failed() ? result : Value::of_bool(!result.as_bool());
}

constexpr Parameters values = {{"values", Type::Any}};
constexpr Parameters one_and_more = {{"value", Type::Any}, {"values", Type::Any}};
constexpr Parameters two = {{"a", Type::Any}, {"b", Type::Any}};

constexpr Function make(std::string_view name, std::string_view description, Parameters parameters,
                        bool variadic, Type returns, Value (*evaluate)(Call&, Arguments),
                        std::string_view example, std::string_view output) {
  return {.name = name,
          .category = "language",
          .description = description,
          .parameters = parameters,
          .variadic = variadic,
          .returns = returns,
          .constant = true,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

constexpr Function functions[] = {
    make("and", "the first of its arguments that is empty, else the last", one_and_more, true,
         Type::Any, nullptr, "{{and 1 0 2}}", "0"),
    make("call", "calls a value that is a function", one_and_more, true, Type::Any, call_value, "",
         ""),
    make("eq", "whether the first argument equals one of the others", one_and_more, true,
         Type::Bool, equal, "{{eq 1 2 1}}", "true"),
    make("ge", "whether a is greater than b, or equal", two, false, Type::Bool, greater_or_equal,
         "{{ge 2 2}}", "true"),
    make("gt", "whether a is greater than b", two, false, Type::Bool, greater, "{{gt 2 1}}",
         "true"),
    make("html", "the text with what HTML treats apart escaped", values, true, Type::String,
         escaped<escape_html>, "{{html \"a<b\"}}", "a&lt;b"),
    make("index", "the element of a list or map under an index, and so on inside of it",
         one_and_more, true, Type::Any, index, "{{index \"abc\" 1}}", "98"),
    make("js", "the text escaped for a string of JavaScript", values, true, Type::String,
         escaped<escape_js>, "{{js \"it's\"}}", "it\\'s"),
    make("le", "whether a is less than b, or equal", two, false, Type::Bool, less_or_equal,
         "{{le 2 2}}", "true"),
    make("len", "how many elements, or bytes, the value has", {{"value", Type::Any}}, false,
         Type::Int, length, "{{len \"abc\"}}", "3"),
    make("lt", "whether a is less than b", two, false, Type::Bool, less, "{{lt 1 2}}", "true"),
    make("ne", "whether a and b differ", two, false, Type::Bool, not_equal, "{{ne 1 2}}", "true"),
    make("not", "whether the value is empty", {{"value", Type::Any}}, false, Type::Bool, negation,
         "{{not 0}}", "true"),
    make("or", "the first of its arguments that is not empty, else the last", one_and_more, true,
         Type::Any, nullptr, "{{or 0 2}}", "2"),
    make("print", "the values as text, spaces between those that are no strings", values, true,
         Type::String, print, "{{print 1 2 \"a\"}}", "1 2a"),
    make("printf", "the values in a format with %d, %s, %5.2f and the like",
         {{"format", Type::String}, {"values", Type::Any}}, true, Type::String, printf,
         "{{printf \"%05d\" 42}}", "00042"),
    make("println", "the values as text with spaces between, and a newline", values, true,
         Type::String, println, "{{println 1 2}}", "1 2\n"),
    make("slice", "a part of a list or text: from the first index to the second", one_and_more,
         true, Type::Any, slice, "{{slice \"abcd\" 1 3}}", "bc"),
    make("urlquery", "the text escaped for the query of a URL", values, true, Type::String,
         escaped<escape_url_query>, "{{urlquery \"a b\"}}", "a+b"),
};

}  // namespace

std::span<const Function> builtin_functions() { return functions; }

}  // namespace barnabas
