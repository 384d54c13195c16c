#include "storage/segment_path.h"

#include <fmt/format.h>

#include <charconv>

namespace barnabas {

std::string segment_path(std::string_view folder, Offset base_offset, std::string_view suffix) {
  return fmt::format("{}/{:020}{}", folder, base_offset, suffix);
}

std::optional<SegmentFileName> parse_segment_file_name(std::string_view name) {
  constexpr std::size_t digits = 20;
  if (name.size() <= digits || name[digits] != '.') return std::nullopt;
  SegmentFileName parsed{.suffix = name.substr(digits)};
  const auto* end = name.data() + digits;
  const auto [stopped, error] = std::from_chars(name.data(), end, parsed.base_offset);
  if (error != std::errc{} || stopped != end || parsed.base_offset < 0) return std::nullopt;
  return parsed;
}

}  // namespace barnabas
