#include "generator/run/throughput.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace barnabas {
namespace {

tl::unexpected<Error> wrong(std::string_view text) {
  return fail(ErrorCode::InvalidRequest,
              fmt::format("'{}' is no throughput: write records as 500/s or 20k/s, bytes as 1MB/s, "
                          "bits as 512kb/s; instead of s also m, h or d; no limit as max",
                          text));
}

// 1 for k, 2 for m and so on; 0 for another letter.
int power_of(char letter) {
  constexpr std::string_view letters = "kmgt";
  const auto small = static_cast<char>(letter | 0x20);
  const auto at = letters.find(small);
  return at == letters.npos ? 0 : static_cast<int>(at) + 1;
}

std::optional<double> seconds_of(std::string_view unit) {
  if (unit == "s") return 1;
  if (unit == "m") return 60;
  if (unit == "h") return 3600;
  if (unit == "d") return 86400;
  return std::nullopt;
}

}  // namespace

Result<Throughput> parse_throughput(std::string_view text) {
  if (text == "max") return Throughput{};
  const auto slash = text.find('/');
  if (slash == text.npos) return wrong(text);
  const auto seconds = seconds_of(text.substr(slash + 1));
  double number = 0;
  const char* end = text.data() + slash;
  const auto parsed = std::from_chars(text.data(), end, number);
  if (!seconds || parsed.ec != std::errc() || !(number > 0) || !std::isfinite(number))
    return wrong(text);
  std::string_view unit(parsed.ptr, static_cast<std::size_t>(end - parsed.ptr));
  int power = 0;
  if (!unit.empty() && power_of(unit.front()) > 0) {
    power = power_of(unit.front());
    unit.remove_prefix(1);
  }
  Throughput throughput;
  if (unit.empty())
    throughput.records_per_second = number * std::pow(1000, power) / *seconds;
  else if (unit == "B")
    throughput.bytes_per_second = number * std::pow(1024, power) / *seconds;
  else if (unit == "b")
    throughput.bytes_per_second = number * std::pow(1024, power) / 8 / *seconds;
  else
    return wrong(text);
  return throughput;
}

}  // namespace barnabas
