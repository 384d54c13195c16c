#pragma once
// Output: what a command found out, printed as a table, JSON, lines of JSON or YAML.

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "cli/command_line.h"

namespace barnabas {

// A tree of values, the same for all formats.
struct Value {
  using List = std::vector<Value>;
  using Fields =
      std::vector<std::pair<std::string, Value>>;  // in the order in which they are shown

  Value() = default;
  Value(bool truth) : content(truth) {}
  Value(const char* text) : content(std::string(text)) {}
  Value(std::string text) : content(std::move(text)) {}
  Value(List list) : content(std::move(list)) {}
  Value(Fields fields) : content(std::move(fields)) {}
  template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) Value(T number)
      : content(static_cast<std::int64_t>(number)) {}
  template <class T>
  Value(const std::optional<T>& maybe) {
    if (maybe) *this = Value(*maybe);
  }

  std::variant<std::monostate, bool, std::int64_t, std::string, List, Fields> content;
};

// Rows with the same fields each: aligned columns under a header, or a list of objects.
std::string render_rows(const std::vector<Value::Fields>& rows, OutputFormat format);
// Any value in JSON or YAML; a table shows fields as "name  value" lines.
std::string render_value(const Value& value, OutputFormat format);
// The value on one line of JSON.
std::string to_json(const Value& value);

// Prints to stdout.
void print_rows(const std::vector<Value::Fields>& rows, OutputFormat format);
void print_value(const Value& value, OutputFormat format);

}  // namespace barnabas
