#include "protocol/base/base64.h"

namespace barnabas {
namespace {

constexpr std::string_view standard_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

std::string base64_encode(Bytes bytes, Base64Alphabet alphabet) {
  const auto digits = alphabet == Base64Alphabet::Url ? url_digits : standard_digits;
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (auto byte : bytes) {
    bits = (bits << 8 | std::to_integer<std::uint32_t>(byte)) & 0xffffU;
    for (bit_count += 8; bit_count >= 6; bit_count -= 6)
      text += digits[(bits >> (bit_count - 6)) & 63U];
  }
  if (bit_count > 0) text += digits[(bits << (6 - bit_count)) & 63U];
  if (alphabet == Base64Alphabet::Standard)
    while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (char c : text) {
    const int value = digit_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0x3fffU;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      bytes += static_cast<char>((bits >> bit_count) & 0xffU);
    }
  }
  return bytes;
}

}  // namespace barnabas
