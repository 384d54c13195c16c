#pragma once
// Times as people write and read them on a command line, always UTC.

#include <cstdint>
#include <string>

#include "protocol/base/result.h"

namespace barnabas {

// Milliseconds since 1970 from "1700000000000", "2026-11-23", "2026-11-23T12:00:00[.123][Z]", or
// relative to `now_ms`: "-90s", "-5m", "-2h", "-1d", each with an optional "@" in front.
// Errors say what is accepted.
Result<std::int64_t> parse_time(const std::string& text, std::int64_t now_ms);

// "2026-11-23T12:00:00.123Z".
std::string iso_time(std::int64_t time_ms);

}  // namespace barnabas
