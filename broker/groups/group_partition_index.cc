#include "broker/groups/group_partition_index.h"

#include <limits>

namespace barnabas {
namespace {

// The code point at the front of `text`, which moves behind it.
std::uint32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto first = byte(0);
  std::size_t size = 1;
  if (first >= 0xc2U && first < 0xe0U) size = 2;
  if (first >= 0xe0U && first < 0xf0U) size = 3;
  if (first >= 0xf0U && first < 0xf5U) size = 4;
  auto code_point = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) {
      size = 1;
      code_point = first;
      break;
    }
    code_point = code_point << 6 | (byte(i) & 0x3fU);
  }
  text.remove_prefix(size);
  return code_point;
}

}  // namespace

std::int32_t java_hash_code(std::string_view utf8) {
  std::uint32_t hash = 0;
  while (!utf8.empty()) {
    const auto code_point = take_code_point(utf8);
    if (code_point < 0x10000U) {
      hash = 31 * hash + code_point;
    } else {
      hash = 31 * hash + (0xd800U + ((code_point - 0x10000U) >> 10));
      hash = 31 * hash + (0xdc00U + ((code_point - 0x10000U) & 0x3ffU));
    }
  }
  return static_cast<std::int32_t>(hash);
}

std::int32_t group_partition_index(std::string_view group_id, std::int32_t partition_count) {
  const auto hash = java_hash_code(group_id);
  if (hash == std::numeric_limits<std::int32_t>::min()) return 0;
  return (hash < 0 ? -hash : hash) % partition_count;
}

}  // namespace barnabas
