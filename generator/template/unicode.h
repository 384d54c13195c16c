#pragma once
// UTF-8, rune by rune, and what the language and its functions ask about runes.
//
// As in Go, a byte that belongs to no rune counts as one rune of one byte, U+FFFD.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace barnabas {

constexpr char32_t rune_error = 0xFFFD;
constexpr char32_t rune_max = 0x10FFFF;

struct Rune {
  char32_t value = rune_error;
  std::size_t size = 0;  // bytes; 0 only for the empty text
};

// The first rune of the text, the last rune.
Rune first_rune(std::string_view text);
Rune last_rune(std::string_view text);

std::size_t count_runes(std::string_view text);

// Appends the rune as UTF-8; what is no rune becomes U+FFFD.
void append_rune(std::string& to, char32_t rune);

// Go's unicode.IsLetter or IsDigit.
bool is_letter_or_digit(char32_t rune);

// Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space.
bool is_printable(char32_t rune);

// Go's unicode.ToUpper and ToLower: one rune for one.
char32_t to_upper(char32_t rune);
char32_t to_lower(char32_t rune);

}  // namespace barnabas
