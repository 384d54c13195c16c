#include "generator/template/convert.h"

#include <cmath>

#include "generator/template/print.h"

namespace barnabas {

namespace {

bool is_type(const Value& value, Type type) {
  switch (type) {
    case Type::Any:
      return true;
    case Type::Bool:
      return value.kind() == Kind::Bool;
    case Type::Int:
      return value.kind() == Kind::Int;
    case Type::Int64:
      return value.kind() == Kind::Int64;
    case Type::Float32:
      return value.kind() == Kind::Float32;
    case Type::Float64:
      return value.kind() == Kind::Float64;
    case Type::String:
      return value.kind() == Kind::String;
    case Type::List:
      return value.kind() == Kind::List && value.element() == Kind::Nothing;
    case Type::Strings:
      return value.kind() == Kind::List && value.element() == Kind::String;
    case Type::Ints:
      return value.kind() == Kind::List && value.element() == Kind::Int;
  }
  return false;
}

std::optional<std::int64_t> whole_number(const Value& value) {
  if (value.is_integer()) return value.as_int();
  if (!value.is_float()) return {};
  const double number = value.as_float();
  if (!(number >= -0x1p63 && number < 0x1p63) || std::trunc(number) != number) return {};
  return static_cast<std::int64_t>(number);
}

std::optional<double> any_number(const Value& value) {
  if (value.is_float()) return value.as_float();
  if (value.is_integer()) return static_cast<double>(value.as_int());
  return {};
}

Value as_text(const Value& number, Arena& arena) {
  TextBuffer text;
  print_value(text, number);
  return Value::of_string(arena.copy(text.view()));
}

// Each item as the element type; nothing if one of them cannot be.
std::optional<Value> convert_items(const Value& list, Type element, Kind kind, Arena& arena) {
  const auto items = arena.values(list.items().size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto item = convert(list.items()[i], element, Conversion::Lenient, arena);
    if (!item) return {};
    items[i] = *item;
  }
  return Value::of_list(items, kind);
}

std::optional<Value> convert_leniently(const Value& value, Type type, Arena& arena) {
  const auto whole = whole_number(value);
  const auto number = any_number(value);
  switch (type) {
    case Type::Int:
      if (whole) return Value::of_int(*whole);
      break;
    case Type::Int64:
      if (whole) return Value::of_int64(*whole);
      break;
    case Type::Float32:
      if (number) return Value::of_float32(static_cast<float>(*number));
      break;
    case Type::Float64:
      if (number) return Value::of_float64(*number);
      break;
    case Type::String:
      if (number || value.kind() == Kind::Bool) return as_text(value, arena);
      break;
    case Type::List:
      if (value.kind() == Kind::List) return Value::of_list(value.items());
      break;
    case Type::Strings:
      if (value.kind() == Kind::List) {
        return convert_items(value, Type::String, Kind::String, arena);
      }
      break;
    case Type::Ints:
      if (value.kind() == Kind::List) return convert_items(value, Type::Int, Kind::Int, arena);
      break;
    default:
      break;
  }
  return {};
}

}  // namespace

std::optional<Value> convert(const Value& value, Type type, Conversion conversion, Arena& arena) {
  if (is_type(value, type)) return type == Type::Any ? value : value.unboxed();
  if (value.is_nothing()) return value.boxed() ? std::nullopt : nil_of(type);
  if (conversion == Conversion::Strict) return {};
  return convert_leniently(value, type, arena);
}

std::string conversion_error(const Value& value, Type type) {
  if (value.is_nothing() && !value.boxed()) {
    return "invalid value; expected " + std::string(type_name(type));
  }
  const auto got = value.is_nothing() ? "interface {}" : type_name(value);
  return "wrong type for value; expected " + std::string(type_name(type)) + "; got " + got;
}

std::optional<Value> convert_number(const Number& number, Type type) {
  switch (type) {
    case Type::Int:
      if (number.is_integer) return Value::of_int(number.integer);
      break;
    case Type::Int64:
      if (number.is_integer) return Value::of_int64(number.integer);
      break;
    case Type::Float32:
      if (number.is_float) return Value::of_float32(static_cast<float>(number.floating));
      break;
    case Type::Float64:
      if (number.is_float) return Value::of_float64(number.floating);
      break;
    default:
      break;
  }
  return {};
}

std::optional<Value> nil_of(Type type) {
  switch (type) {
    case Type::Any:
      return Value();
    case Type::List:
      return Value::of_list({});
    case Type::Strings:
      return Value::of_list({}, Kind::String);
    case Type::Ints:
      return Value::of_list({}, Kind::Int);
    default:
      return {};
  }
}

}  // namespace barnabas
