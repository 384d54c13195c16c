#include "generator/proof/mark.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "generator/proof/json_place.h"
#include "protocol/base/crc32c.h"

namespace barnabas {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr std::string_view field_start = "\"gen\":{";

template <class T>
std::optional<T> parse(std::string_view text, int base) {
  T number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string hex8(std::uint32_t number) { return fmt::format("{:08x}", number); }
std::optional<std::uint32_t> parse_hex8(std::string_view text) {
  return text.size() == 8 ? parse<std::uint32_t>(text, 16) : std::nullopt;
}
std::optional<std::uint64_t> parse_count(std::string_view text) {
  return parse<std::uint64_t>(text, 10);
}

std::uint32_t mark_sum(std::optional<std::string_view> key, std::optional<std::string_view> value) {
  std::uint32_t sum = 0;
  for (const auto& part : {key, value}) {
    // The length first, so that a byte cannot move from one part to the other unseen.
    const auto length = fmt::format("{};", part ? static_cast<std::int64_t>(part->size()) : -1);
    sum = crc32c(as_bytes(length), sum);
    if (part) sum = crc32c(as_bytes(*part), sum);
  }
  return sum;
}

std::optional<std::string> add_mark_field(std::string_view value, const Mark& mark) {
  const auto last = value.find_last_not_of(space);
  const auto first = value.find_first_not_of(space);
  if (last == value.npos || value[last] != '}' || value[first] != '{' || first == last)
    return std::nullopt;
  const auto before = value.find_last_not_of(space, last - 1);
  const bool empty = before == first;
  const auto emitter = nlohmann::json(mark.emitter).dump();
  const auto key_number =
      mark.key_number ? fmt::format(",\"key_number\":{}", *mark.key_number) : "";
  return fmt::format("{}{}{}\"run\":\"{}\",\"emitter\":{},\"number\":{}{},\"sum\":\"{}\"}}{}",
                     value.substr(0, last), empty ? "" : ",", field_start, mark.run, emitter,
                     mark.number, key_number, hex8(mark.sum), value.substr(last));
}

std::optional<UnmarkedValue> take_mark_field(std::string_view value) {
  auto from = value.rfind(field_start);
  if (from == value.npos) return std::nullopt;
  const auto object = from + field_start.size() - 1;
  const auto end = end_of_json(value, object);
  if (end >= value.size()) return std::nullopt;
  const auto parsed = nlohmann::json::parse(value.substr(object, end - object), nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  UnmarkedValue found;
  try {
    found.mark = {.run = parsed.at("run").get<std::string>(),
                  .emitter = parsed.at("emitter").get<std::string>(),
                  .number = parsed.at("number").get<std::uint64_t>()};
    if (parsed.contains("key_number"))
      found.mark.key_number = parsed.at("key_number").get<std::uint64_t>();
    const auto sum = parse_hex8(parsed.at("sum").get<std::string>());
    if (!sum) return std::nullopt;
    found.mark.sum = *sum;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  if (from > 0 && value[from - 1] == ',') --from;
  found.value = std::string(value.substr(0, from)) + std::string(value.substr(end));
  return found;
}

}  // namespace barnabas
