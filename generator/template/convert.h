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

// Whether the value has the parameter's type already; never for lists, which are rare.
inline bool has_type(const Value& value, Type type) {
  constexpr Kind kinds[] = {Kind::Failure, Kind::Bool,    Kind::Int,    Kind::Int64,
                            Kind::Float32, Kind::Float64, Kind::String, Kind::Failure,
                            Kind::Failure, Kind::Failure};
  return type == Type::Any || value.kind() == kinds[static_cast<std::size_t>(type)];
}

// The value as the parameter's type, or nothing. Memory for texts comes from the arena.
std::optional<Value> convert(const Value& value, Type type, Conversion conversion, Arena& arena);

// Why convert() gave nothing, as Go says it.
std::string conversion_error(const Value& value, Type type);

// A literal number for a parameter: Go looks at the parameter first.
std::optional<Value> convert_number(const Number& number, Type type);

// The zero of a type that can be nil.
std::optional<Value> nil_of(Type type);

}  // namespace barnabas
