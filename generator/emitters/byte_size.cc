#include "generator/emitters/byte_size.h"

#include <fmt/format.h>

#include <charconv>

namespace barnabas {

Result<std::uint64_t> parse_byte_size(std::string_view name, std::string_view text) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  int shift = -1;
  if (unit.empty() || unit == "B") shift = 0;
  if (unit == "KB" || unit == "kB") shift = 10;
  if (unit == "MB") shift = 20;
  if (unit == "GB") shift = 30;
  const bool fits = shift >= 0 && number <= (UINT64_MAX >> shift);
  if (read.ec == std::errc() && fits) return number << shift;
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{}: expected bytes as 500, 16KB, 5MB or 1GB, found '{}'", name, text));
}

}  // namespace barnabas
