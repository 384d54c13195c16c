#pragma once
// Number: a number literal under all types that can represent it, as Go's ideal constants.
//
// Which one counts is decided by the parameter it is given to; without one, by how it is written:
// 5 is an int, 5.0 and 5e0 are float64, '5' is an int, 5i is complex.

#include <cstdint>
#include <string>
#include <string_view>

#include "generator/template/value.h"

namespace barnabas {

struct Number {
  bool is_integer = false;
  bool is_unsigned = false;
  bool is_float = false;
  bool is_complex = false;
  std::int64_t integer = 0;
  std::uint64_t unsigned_integer = 0;
  double floating = 0;
  Complex complex;
};

struct NumberResult {
  Number number;
  std::string error;  // not empty: no number, and why
};

// `text` is what the lexer took for a number: "0x1F", "-1_000", "1e3", "'a'", "1+2i".
NumberResult parse_number(std::string_view text);

// Whether the literal is a float by the way it is written.
bool is_written_as_float(std::string_view text);

}  // namespace barnabas
