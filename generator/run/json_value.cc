#include "generator/run/json_value.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "generator/template/unicode.h"

namespace barnabas {
namespace {

constexpr int depth_max = 200;

}  // namespace

// Reads one text, from its first byte to its last.
class JsonValueParser::Reader {
 public:
  Reader(std::string_view text, JsonValueParser& parser)
      : at_(text.data()), end_(at_ + text.size()), parser_(parser), arena_(parser.arena_) {}

  std::optional<Value> document() {
    const auto value = any(0);
    skip_space();
    return value && at_ == end_ ? value : std::nullopt;
  }

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool take(char wanted) {
    skip_space();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  std::optional<Value> any(int depth) {
    skip_space();
    if (at_ == end_ || depth > depth_max) return std::nullopt;
    switch (*at_) {
      case '{':
        return object(depth);
      case '[':
        return list(depth);
      case '"': {
        const auto text = string();
        return text ? std::optional(Value::of_string(*text)) : std::nullopt;
      }
      case 't':
        return take_word("true") ? std::optional(Value::of_bool(true)) : std::nullopt;
      case 'f':
        return take_word("false") ? std::optional(Value::of_bool(false)) : std::nullopt;
      case 'n':
        return take_word("null") ? std::optional(Value()) : std::nullopt;
      default:
        return number();
    }
  }

  // Entries wait on a stack until their object is over: those of inner objects lie above.
  std::optional<Value> object(int depth) {
    ++at_;
    auto& stack = parser_.entries_;
    const auto bottom = static_cast<std::ptrdiff_t>(stack.size());
    if (!take('}')) {
      do {
        skip_space();
        if (at_ == end_ || *at_ != '"') return std::nullopt;
        const auto key = string();
        if (!key || !take(':')) return std::nullopt;
        const auto value = any(depth + 1);
        if (!value) return std::nullopt;
        stack.push_back({.key = Value::of_string(*key), .value = *value});
      } while (take(','));
      if (!take('}')) return std::nullopt;
    }
    const auto first = stack.begin() + bottom;
    std::sort(first, stack.end(), [](const MapEntry& a, const MapEntry& b) {
      return a.key.as_string() < b.key.as_string();
    });
    const auto kept = arena_.make_array<MapEntry>(static_cast<std::size_t>(stack.end() - first));
    std::copy(first, stack.end(), kept.begin());
    stack.erase(first, stack.end());
    return Value::of_map(arena_.make(Map{.key = Kind::String, .entries = kept}));
  }

  std::optional<Value> list(int depth) {
    ++at_;
    auto& stack = parser_.items_;
    const auto bottom = static_cast<std::ptrdiff_t>(stack.size());
    if (!take(']')) {
      do {
        const auto value = any(depth + 1);
        if (!value) return std::nullopt;
        stack.push_back(*value);
      } while (take(','));
      if (!take(']')) return std::nullopt;
    }
    const auto first = stack.begin() + bottom;
    const auto kept = arena_.values(static_cast<std::size_t>(stack.end() - first));
    std::copy(first, stack.end(), kept.begin());
    stack.erase(first, stack.end());
    return Value::of_list(kept);
  }

  std::optional<std::string_view> string() {
    const char* first = ++at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
      ++at_;
    if (at_ == end_ || (*at_ != '"' && *at_ != '\\')) return std::nullopt;
    const std::string_view plain(first, static_cast<std::size_t>(at_ - first));
    if (*at_ == '\\') return string_with_escapes(plain);
    ++at_;
    return plain;
  }

  std::optional<std::string_view> string_with_escapes(std::string_view begin) {
    std::string text(begin);
    while (at_ != end_ && *at_ != '"') {
      const char letter = *at_++;
      if (static_cast<unsigned char>(letter) < 0x20) return std::nullopt;
      if (letter != '\\')
        text += letter;
      else if (!escape(text))
        return std::nullopt;
    }
    if (at_ == end_) return std::nullopt;
    ++at_;
    return arena_.copy(text);
  }

  bool escape(std::string& text) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (at_ == end_) return false;
    const char name = *at_++;
    if (const auto known = names.find(name); known != names.npos) {
      text += meanings[known];
      return true;
    }
    auto code = name == 'u' ? hex4() : std::nullopt;
    if (!code) return false;
    // What lies outside of the first plane is written as two.
    if (*code >= 0xD800 && *code < 0xDC00 && take_word("\\u")) {
      const auto low = hex4();
      if (!low || *low < 0xDC00 || *low >= 0xE000) return false;
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    }
    append_rune(text, *code);
    return true;
  }

  std::optional<char32_t> hex4() {
    std::uint32_t code = 0;
    if (end_ - at_ < 4) return std::nullopt;
    const auto parsed = std::from_chars(at_, at_ + 4, code, 16);
    if (parsed.ptr != at_ + 4) return std::nullopt;
    at_ += 4;
    return code;
  }

  std::optional<Value> number() {
    const char* first = at_;
    if (*at_ != '-' && (*at_ < '0' || *at_ > '9')) return std::nullopt;
    std::int64_t whole = 0;
    auto parsed = std::from_chars(first, end_, whole);
    const bool has_fraction =
        parsed.ptr != end_ && (*parsed.ptr == '.' || (*parsed.ptr | 32) == 'e');
    if (parsed.ec == std::errc() && !has_fraction) {
      at_ = parsed.ptr;
      return Value::of_int(whole);
    }
    double value = 0;
    parsed = std::from_chars(first, end_, value);
    if (parsed.ec != std::errc()) return std::nullopt;
    at_ = parsed.ptr;
    return Value::of_float64(value);
  }

  const char* at_;
  const char* end_;
  JsonValueParser& parser_;
  Arena& arena_;
};

std::optional<Value> JsonValueParser::parse(std::string_view text) {
  arena_.reset();
  entries_.clear();
  items_.clear();
  return Reader(text, *this).document();
}

}  // namespace barnabas
