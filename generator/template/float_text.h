#pragma once
// Floating-point numbers as Go writes them.
//
// %v and %g without a precision give the fewest digits that read back as the same number of the
// same width, with an exponent where it is below -4 or above 5: 1e+06, 123456.5, 4.

#include <string>

namespace barnabas {

constexpr int shortest = -1;

// `verb` is one of b e E f g G x X; `precision` digits, or shortest; `bits` 32 or 64.
// Appends to `to`: sign only if negative; NaN, +Inf, -Inf.
void append_float(std::string& to, double value, char verb, int precision, int bits);

// %v, at most 32 bytes; returns the end. Allocates nothing.
char* write_float(char* to, double value, int bits);

}  // namespace barnabas
