#pragma once
// Check digits by Luhn's formula, and the digits in front of them.

#include <cstdint>
#include <string_view>

#include "generator/template/random.h"

namespace barnabas {

// Writes that many drawn digits.
inline void write_random_digits(char* out, std::size_t count, Random& random) {
  SmallDraws draws(random);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<char>('0' + draws.below(10));
}

// The digit to be put behind these digits: from the right, every second one counts double.
inline char luhn_digit(std::string_view digits) {
  unsigned sum = 0;
  bool doubles = true;
  for (auto at = digits.size(); at-- > 0; doubles = !doubles) {
    unsigned value = static_cast<unsigned>(digits[at] - '0') * (doubles ? 2 : 1);
    if (value > 9) value -= 9;
    sum += value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace barnabas
