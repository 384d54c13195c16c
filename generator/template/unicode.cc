#include "generator/template/unicode.h"

namespace barnabas {

namespace {

bool continues(char letter) { return (static_cast<unsigned char>(letter) & 0xC0) == 0x80; }

// How many bytes a rune has that begins so, and the least value that needs as many.
struct Lead {
  std::size_t size;
  char32_t bits;
  char32_t least;
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

Rune first_rune(std::string_view text) {
  if (text.empty()) return {};
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return {byte, 1};
  const auto lead = lead_of(byte);
  if (lead.size == 0 || text.size() < lead.size) return {rune_error, 1};
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.size; ++i) {
    if (!continues(text[i])) return {rune_error, 1};
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.least || value > rune_max || surrogate) return {rune_error, 1};
  return {value, lead.size};
}

Rune last_rune(std::string_view text) {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
    const auto tail = text.substr(text.size() - size);
    if (continues(tail.front())) continue;
    const auto rune = first_rune(tail);
    if (rune.size == size) return rune;
    break;
  }
  return {rune_error, text.empty() ? 0u : 1u};
}

std::size_t count_runes(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(first_rune(text).size);
    ++count;
  }
  return count;
}

void append_rune(std::string& to, char32_t rune) {
  if (rune > rune_max || (rune >= 0xD800 && rune <= 0xDFFF)) rune = rune_error;
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | (rune >> shift & 0x3F)); };
  if (rune < 0x80) {
    to += static_cast<char>(rune);
  } else if (rune < 0x800) {
    to += static_cast<char>(0xC0 | rune >> 6);
    tail(0);
  } else if (rune < 0x10000) {
    to += static_cast<char>(0xE0 | rune >> 12);
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0 | rune >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace barnabas
