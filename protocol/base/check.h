#pragma once
// check: invariants that hold unless this program is wrong; they stay on in release builds.

namespace barnabas {

// Ends the process with `text`, file and line on stderr.
[[noreturn]] void check_failed(const char* text, const char* file, int line);

}  // namespace barnabas

// A macro so that the report names the caller's line.
#define BARNABAS_CHECK(condition, text)                                   \
  do {                                                                    \
    if (!(condition)) ::barnabas::check_failed(text, __FILE__, __LINE__); \
  } while (false)
