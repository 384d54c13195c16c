#include "generator/functions/fold.h"

#include <algorithm>
#include <array>

#include "generator/template/unicode.h"

namespace barnabas {

namespace {

// U+00C0 to U+017F, two letters each; a blank is none.
constexpr std::string_view latin =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
    "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";
static_assert(latin.size() == 2 * (0x180 - 0xC0));

// What becomes of ASCII: small letters and digits, or nothing.
constexpr auto ascii = [] {
  std::array<char, 0x80> letters{};
  for (char letter = '0'; letter <= '9'; ++letter)
    letters[static_cast<std::size_t>(letter)] = letter;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    letters[static_cast<std::size_t>(letter)] = letter;
    letters[static_cast<std::size_t>(letter - 32)] = letter;
  }
  return letters;
}();

}  // namespace

// Names are mostly ASCII: those letters go through a table, without a branch that depends on them.
char* write_folded(char* to, std::string_view text) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80) {
      *to = ascii[byte];
      to += ascii[byte] != 0 ? 1 : 0;
      text.remove_prefix(1);
      continue;
    }
    const auto rune = first_rune(text);
    text.remove_prefix(rune.size);
    if (rune.value < 0xC0 || rune.value >= 0x180) continue;
    for (const char letter : latin.substr(2 * (rune.value - 0xC0), 2)) {
      if (letter != ' ') *to++ = letter;
    }
  }
  return to;
}

}  // namespace barnabas
