#pragma once
// Durations as JR's flags and files write them, which is as Go writes them.
//
// A sign, then numbers with units: "500ms", "1h30m", "1.5s", "0". Units are ns, us (or µs), ms, s,
// m and h. In a file a bare number is nanoseconds.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

// Nanoseconds. An error says what was expected; `name` is what it speaks of ("--frequency").
Result<std::int64_t> parse_go_duration(std::string_view name, std::string_view text);

// The shortest form, as Go prints it: "500ms", "1m30s", "0s".
std::string go_duration_text(std::int64_t nanoseconds);

}  // namespace barnabas
