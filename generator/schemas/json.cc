#include "generator/schemas/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {
namespace {

constexpr std::size_t excerpt_size = 60;

std::string place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line_start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("line {}, column {}", 1 + std::count(before.begin(), before.end(), '\n'),
                     before.size() - line_start + 1);
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text) {
  auto json = JsonValue::parse(text, nullptr, false);
  if (!json.is_discarded()) return json;
  std::size_t byte = 0;
  try {
    const auto unreachable = JsonValue::parse(text);
  } catch (const JsonValue::parse_error& error) {
    byte = error.byte;
  } catch (const JsonValue::exception&) {
    // A number that no double holds: the library does not say where.
    return fail(ErrorCode::InvalidRecord, "is not JSON: a number is out of range");
  }
  return fail(ErrorCode::InvalidRecord,
              fmt::format("is not JSON at {}: {}", place_of(text, byte),
                          std::string(text.substr(byte == 0 ? 0 : byte - 1, excerpt_size))));
}

std::string excerpt(const JsonValue& value) {
  auto text = value.dump(-1, ' ', false, JsonValue::error_handler_t::replace);
  if (text.size() > excerpt_size) {
    std::size_t end = excerpt_size - 3;
    // Not in the middle of a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    text.resize(end);
    text += "...";
  }
  return text;
}

}  // namespace barnabas
