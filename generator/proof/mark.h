#pragma once
// Mark: what a record carries so that a reader can prove that all records arrived, each once, in
// order and unchanged.
//
//   run         which run made it, eight hexadecimal digits
//   emitter     which stream of that run
//   number      0, 1, 2 ... in that stream
//   key_number  0, 1, 2 ... among the stream's records of the same key; only where there is a key
//   sum         CRC-32C of key and value, eight hexadecimal digits
//
// As headers they are named gen.run, gen.emitter and so on. As fields they are an object "gen" at
// the end of the value, which must be a JSON object; the checksum is that of the value without it.
// Pure functions, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace barnabas {

struct Mark {
  std::string run;
  std::string emitter;
  std::uint64_t number = 0;
  std::optional<std::uint64_t> key_number;
  std::uint32_t sum = 0;
};

inline constexpr std::string_view kMarkHeaderPrefix = "gen.";

std::string hex8(std::uint32_t number);
std::optional<std::uint32_t> parse_hex8(std::string_view text);
std::optional<std::uint64_t> parse_count(std::string_view text);

// A missing key is another than an empty one.
std::uint32_t mark_sum(std::optional<std::string_view> key, std::optional<std::string_view> value);

// The value with the mark inside; nothing where it is no JSON object.
std::optional<std::string> add_mark_field(std::string_view value, const Mark& mark);

struct UnmarkedValue {
  Mark mark;
  std::string value;  // as it was before
};
// Takes the mark out again; nothing where there is none.
std::optional<UnmarkedValue> take_mark_field(std::string_view value);

}  // namespace barnabas
