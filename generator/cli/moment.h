#pragma once
// Moments as options write them: 2026-05-17T12:00:00Z, 2026-05-17, milliseconds since 1970, or
// relative to now: now, now-24h.

#include <cstdint>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

// Milliseconds since 1970; `now_ms` is what now means. An error names the option.
Result<std::int64_t> parse_moment(std::string_view name, std::string_view text,
                                  std::int64_t now_ms);

}  // namespace barnabas
