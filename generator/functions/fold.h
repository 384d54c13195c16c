#pragma once
// Folding names to what e-mail addresses are made of: small letters and digits of ASCII.

#include <string_view>

namespace barnabas {

// Writes the text without accents, spaces and signs; letters that are no variant of an ASCII one
// are left out. At most twice as many bytes as the text has, and one behind them. Returns the end.
char* write_folded(char* to, std::string_view text);

}  // namespace barnabas
