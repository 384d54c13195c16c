#pragma once
// Sizes in bytes as people write them: "500", "500B", "16KB", "5MB", "1GB".

#include <cstdint>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

// Bytes; a KB has 1024 of them. An error says what was expected; `name` is what it speaks of.
Result<std::uint64_t> parse_byte_size(std::string_view name, std::string_view text);

}  // namespace barnabas
