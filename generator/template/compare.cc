#include "generator/template/compare.h"

#include <fmt/format.h>

#include "generator/template/formatter.h"

namespace barnabas {

namespace {

// What is compared with its like. Signed and unsigned are one here: a byte fits an int.
enum class Group { None, Bool, Integer, Float, Complex, String };

Group group_of(const Value& value) {
  if (value.is_integer()) return Group::Integer;
  if (value.is_float()) return Group::Float;
  if (value.is_string()) return Group::String;
  if (value.kind() == Kind::Bool) return Group::Bool;
  return value.kind() == Kind::Complex ? Group::Complex : Group::None;
}

bool is_number(Group group) { return group == Group::Integer || group == Group::Float; }

double as_double(const Value& value) {
  return value.is_float() ? value.as_float() : static_cast<double>(value.as_int());
}

Value incompatible(Call& call, const Value& a, const Value& b) {
  return call.fail(
      fmt::format("incompatible types for comparison: {} and {}", type_name(a), type_name(b)));
}

std::string shown(const Value& value, char verb) {
  TextBuffer text;
  Formatter(text).print(value, static_cast<unsigned char>(verb));
  return std::string(text.view());
}

// Lists, maps, objects, and nothing: only nothing equals something, itself.
Value equal_others(Call& call, const Value& a, const Value& b) {
  if (a.is_nothing() || b.is_nothing()) {
    return Value::of_bool(a.is_nothing() == b.is_nothing());
  }
  if (a.kind() != b.kind()) {
    return call.fail(fmt::format("non-comparable types {}: {}, {}: {}", shown(a, 's'), type_name(a),
                                 type_name(b), shown(b, 'v')));
  }
  if (a.kind() == Kind::Object) return Value::of_bool(&a.object() == &b.object());
  return call.fail(fmt::format("non-comparable type {}: {}", shown(b, 's'), type_name(b)));
}

}  // namespace

Value compare_equal(Call& call, const Value& a, const Value& b) {
  const auto group = group_of(a);
  if (group != group_of(b)) {
    if (!call.strict && is_number(group) && is_number(group_of(b))) {
      return Value::of_bool(as_double(a) == as_double(b));
    }
    if (a.is_nothing() || b.is_nothing()) return Value::of_bool(false);
    return incompatible(call, a, b);
  }
  switch (group) {
    case Group::Bool:
      return Value::of_bool(a.as_bool() == b.as_bool());
    case Group::Integer:
      return Value::of_bool(a.as_int() == b.as_int());
    case Group::Float:
      return Value::of_bool(a.as_float() == b.as_float());
    case Group::Complex:
      return Value::of_bool(a.complex().real == b.complex().real &&
                            a.complex().imaginary == b.complex().imaginary);
    case Group::String:
      return Value::of_bool(a.as_string() == b.as_string());
    case Group::None:
      break;
  }
  return equal_others(call, a, b);
}

Value compare_less(Call& call, const Value& a, const Value& b) {
  const auto group = group_of(a);
  const auto other = group_of(b);
  if (group == Group::None || other == Group::None) {
    return call.fail("invalid type for comparison");
  }
  if (group != other) {
    if (!call.strict && is_number(group) && is_number(other)) {
      return Value::of_bool(as_double(a) < as_double(b));
    }
    return incompatible(call, a, b);
  }
  switch (group) {
    case Group::Integer:
      return Value::of_bool(a.as_int() < b.as_int());
    case Group::Float:
      return Value::of_bool(a.as_float() < b.as_float());
    case Group::String:
      return Value::of_bool(a.as_string() < b.as_string());
    default:
      return call.fail("invalid type for comparison");
  }
}

}  // namespace barnabas
