#include "generator/cli/moment.h"

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "generator/emitters/go_duration.h"
#include "generator/schemas/times.h"

namespace barnabas {

Result<std::int64_t> parse_moment(std::string_view name, std::string_view text,
                                  std::int64_t now_ms) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr == end && !text.empty()) return number;
  if (text == "now") return now_ms;
  if (text.starts_with("now-") || text.starts_with("now+")) {
    const auto distance = parse_go_duration(name, text.substr(3));
    if (distance) return now_ms + *distance / 1'000'000;
  }
  if (const auto time_ns = parse_timestamp(text)) return *time_ns / 1'000'000;
  const auto midnight = parse_timestamp(std::string(text) + "T00:00:00Z");
  if (midnight && text.size() == 10) return *midnight / 1'000'000;
  return fail(ErrorCode::InvalidRequest,
              fmt::format("{}: '{}' is neither 2026-05-17T12:00:00Z, 2026-05-17, now-24h nor "
                          "milliseconds since 1970",
                          name, text));
}

}  // namespace barnabas
