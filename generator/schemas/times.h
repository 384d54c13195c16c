#pragma once
// Times as JSON texts have them, read for schemas.

#include <cstdint>
#include <optional>
#include <string_view>

namespace barnabas {

// Days since 1970 of "2026-05-17"; nothing for any other text.
std::optional<std::int32_t> parse_date(std::string_view text);

// Nanoseconds since 1970 of "2026-05-17T12:00:00Z": RFC 3339, with a fraction of up to nine digits
// and any offset; a blank may stand for the T. Nothing for any other text, and for years that do
// not fit (before 1678, after 2261).
std::optional<std::int64_t> parse_timestamp(std::string_view text);

}  // namespace barnabas
