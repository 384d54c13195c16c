#pragma once
// Go's string and character literals: read from templates, written by %q.

#include <optional>
#include <string>
#include <string_view>

#include "generator/template/unicode.h"

namespace barnabas {

// The text between the quotes of "interpreted" or `raw` literals; nothing if it is malformed.
std::optional<std::string> unquote(std::string_view literal);

// The rune of a 'c' literal, or why there is none.
struct Character {
  char32_t rune = 0;
  std::string error;  // "invalid syntax", or "malformed character constant: ..."
};
Character unquote_character(std::string_view literal);

enum class Charset : bool { Unicode, Ascii };

// A literal that reads as the text. Ascii: escapes everything beyond.
std::string quote(std::string_view text, Charset charset = Charset::Unicode);
std::string quote_character(char32_t rune, Charset charset = Charset::Unicode);

// Whether the text can stand between backquotes as it is.
bool can_backquote(std::string_view text);

}  // namespace barnabas
