#pragma once
// Whether a value may be given to a parameter, and what becomes of it.

#include <optional>
#include <string>

#include "generator/template/function.h"
#include "generator/template/number.h"
#include "generator/template/value.h"

namespace barnabas {

enum class Conversion : bool {
  Strict,   // Go's: the types are the same
  Lenient,  // numbers convert if nothing is lost, and become texts
};

// The value as the parameter's type, or nothing. Memory for texts comes from the arena.
std::optional<Value> convert(const Value& value, Type type, Conversion conversion, Arena& arena);

// Why convert() gave nothing, as Go says it.
std::string conversion_error(const Value& value, Type type);

// A literal number for a parameter: Go looks at the parameter first.
std::optional<Value> convert_number(const Number& number, Type type);

// The zero of a type that can be nil.
std::optional<Value> nil_of(Type type);

}  // namespace barnabas
