#include "broker/events/words.h"

#include <fmt/core.h>

namespace barnabas::words {

std::string count(std::int64_t number, const char* singular) {
  if (number == 1) return fmt::format("1 {}", singular);
  const std::string word = singular;
  return fmt::format("{} {}{}", number, word, word.ends_with("ch") ? "es" : "s");
}

std::string offsets(Offset first, Offset last) {
  if (last <= first) return fmt::format("offset {}", first);
  return fmt::format("offsets {} to {}", first, last);
}

std::string sequences(Sequence first, Sequence last) {
  if (first == last) return fmt::format("sequence {}", first);
  return fmt::format("sequences {} to {}", first, last);
}

std::string bytes(std::int64_t number) {
  constexpr double kKibi = 1024;
  const auto size = static_cast<double>(number);
  if (number < 4096) return count(number, "byte");
  if (size < kKibi * kKibi) return fmt::format("{:.1f} KiB", size / kKibi);
  if (size < kKibi * kKibi * kKibi) return fmt::format("{:.1f} MiB", size / kKibi / kKibi);
  return fmt::format("{:.1f} GiB", size / kKibi / kKibi / kKibi);
}

std::string duration(std::int64_t microseconds) {
  const auto time = static_cast<double>(microseconds);
  if (microseconds < 100) return fmt::format("{} us", microseconds);
  if (microseconds < 1'000'000) return fmt::format("{:.1f} ms", time / 1e3);
  return fmt::format("{:.1f} s", time / 1e6);
}

std::string log_file(Offset base_offset) { return fmt::format("{:020}.log", base_offset); }

std::string client(const std::string& client_id) { return known(client_id, "a client"); }

std::string known(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

}  // namespace barnabas::words
