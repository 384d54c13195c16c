#pragma once
// Base64 (RFC 4648): bytes in text, as Kafka prints ids (url alphabet, no padding) and as its JSON
// converters print binary fields (standard alphabet, padded).

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.h"

namespace barnabas {

enum class Base64Alphabet {
  Standard,  // + and /, padded with =
  Url,       // - and _, not padded
};

std::string base64_encode(Bytes bytes, Base64Alphabet alphabet);

// Reads either alphabet, padded or not; nothing where a character belongs to neither.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace barnabas
