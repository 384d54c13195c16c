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

}  // namespace

char* write_folded(char* to, std::string_view text) {
  while (!text.empty()) {
    const auto rune = first_rune(text);
    text.remove_prefix(rune.size);
    const auto value = rune.value;
    if ((value >= 'a' && value <= 'z') || (value >= '0' && value <= '9')) {
      *to++ = static_cast<char>(value);
    } else if (value >= 'A' && value <= 'Z') {
      *to++ = static_cast<char>(value + 32);
    } else if (value >= 0xC0 && value < 0x180) {
      for (const char letter : latin.substr(2 * (value - 0xC0), 2)) {
        if (letter != ' ') *to++ = letter;
      }
    }
  }
  return to;
}

}  // namespace barnabas
