#pragma once
// Times as text, in the layouts of Go and of strftime.
//
// A Go layout is an example: how it would write Monday, 2 January 2006, 15:04:05 in a zone seven
// hours behind UTC. "2006-01-02 15:04:05.000" is year, month, day, hour, minute, second and three
// digits of the fraction. The zone is the machine's.

#include <cstdint>
#include <string_view>

#include "generator/template/text_buffer.h"

namespace barnabas {

// Appends the moment, in milliseconds since 1970, in a Go layout.
void append_go_time(TextBuffer& out, std::int64_t ms, std::string_view layout);

// The same in a format of strftime ("%Y-%m-%d"); %L is the milliseconds, three digits.
void append_strftime(TextBuffer& out, std::int64_t ms, std::string_view format);

}  // namespace barnabas
