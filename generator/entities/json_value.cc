#include "generator/entities/json_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "generator/template/float_text.h"
#include "generator/template/print.h"
#include "generator/template/unicode.h"

namespace barnabas {
namespace {

constexpr int depth_max = 100;
constexpr std::string_view space = " \t\r\n";

// Of a string's letters.
bool stays_as_it_is(char letter) {
  return letter != '"' && letter != '\\' && static_cast<unsigned char>(letter) >= 0x20;
}

}  // namespace

Value JsonReader::read(std::string_view text, Arena& arena) {
  text_ = text;
  at_ = 0;
  arena_ = &arena;
  error_ = {};
  entries_.clear();
  items_.clear();
  const auto read = value(0);
  if (read.failed()) return read;
  skip_space();
  return at_ == text_.size() ? read : fail("the end of the value");
}

Value JsonReader::fail(std::string_view expected) {
  error_ = expected;
  return Value::failure();
}

void JsonReader::skip_space() {
  while (at_ < text_.size() && space.find(text_[at_]) != space.npos) ++at_;
}

bool JsonReader::take(char letter) {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != letter) return false;
  ++at_;
  return true;
}

Value JsonReader::value(int depth) {
  if (depth > depth_max) return fail("at most 100 levels");
  skip_space();
  if (at_ >= text_.size()) return fail("a value");
  switch (text_[at_]) {
    case '{':
      return object(depth);
    case '[':
      return list(depth);
    case '"':
      return string();
    case 't':
      return word("true", Value::of_bool(true));
    case 'f':
      return word("false", Value::of_bool(false));
    case 'n':
      return word("null", Value());
    default:
      return number();
  }
}

Value JsonReader::word(std::string_view word, Value value) {
  if (text_.substr(at_, word.size()) != word) return fail("a value");
  at_ += word.size();
  return value;
}

Value JsonReader::object(int depth) {
  ++at_;
  const auto first = entries_.size();
  if (!take('}')) {
    do {
      skip_space();
      if (at_ >= text_.size() || text_[at_] != '"') return fail("a name in quotes");
      const auto key = string();
      if (key.failed()) return key;
      if (!take(':')) return fail("a colon");
      const auto member = value(depth + 1);
      if (member.failed()) return member;
      entries_.push_back({.key = key, .value = member});
    } while (take(','));
    if (!take('}')) return fail("a comma or }");
  }
  const std::span own(entries_.data() + first, entries_.size() - first);
  const auto entries = arena_->make_array<MapEntry>(sort_entries(own));
  std::copy_n(own.begin(), entries.size(), entries.begin());
  entries_.resize(first);
  return Value::of_map(arena_->make(Map{.entries = entries}));
}

Value JsonReader::list(int depth) {
  ++at_;
  const auto first = items_.size();
  if (!take(']')) {
    do {
      const auto item = value(depth + 1);
      if (item.failed()) return item;
      items_.push_back(item);
    } while (take(','));
    if (!take(']')) return fail("a comma or ]");
  }
  const auto items = arena_->values(items_.size() - first);
  std::copy_n(items_.begin() + static_cast<std::ptrdiff_t>(first), items.size(), items.begin());
  items_.resize(first);
  return Value::of_list(items);
}

Value JsonReader::number() {
  const auto start = at_;
  const auto end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
  const auto digits = start + (text_.substr(start, 1) == "-" ? 1 : 0);
  if (digits + 1 < end && text_[digits] == '0' && text_[digits + 1] >= '0' &&
      text_[digits + 1] <= '9') {
    return fail("a number without zeros before it");
  }
  const auto* first = text_.data() + start;
  const auto* last = text_.data() + end;
  std::int64_t whole = 0;
  double real = 0;
  const auto as_whole = std::from_chars(first, last, whole);
  if (start < end && as_whole.ec == std::errc() && as_whole.ptr == last) {
    at_ = end;
    return Value::of_int(whole);
  }
  const auto as_real = std::from_chars(first, last, real);
  if (start == end || as_real.ec != std::errc() || as_real.ptr != last) return fail("a value");
  at_ = end;
  return Value::of_float64(real);
}

Value JsonReader::string() {
  const auto start = ++at_;
  auto plain = at_;
  while (plain < text_.size() && stays_as_it_is(text_[plain])) ++plain;
  if (plain < text_.size() && text_[plain] == '"') {
    at_ = plain + 1;
    return Value::of_string(arena_->copy(text_.substr(start, plain - start)));
  }
  // Never longer than it is written.
  const auto end = text_.size();
  char* const text = arena_->allocate(end - start);
  char* to = text;
  while (at_ < end && text_[at_] != '"') {
    if (stays_as_it_is(text_[at_])) {
      *to++ = text_[at_++];
    } else if (text_[at_] != '\\') {
      return fail("\\n, \\t or \\u0000 for a control character");
    } else if (!unescape(to)) {
      return fail("an escape such as \\n or \\u00e9");
    }
  }
  if (at_ == end) return fail("the end of a string");
  ++at_;
  arena_->shrink_to(to);
  return Value::of_string({text, static_cast<std::size_t>(to - text)});
}

bool JsonReader::code_unit(unsigned& unit) {
  if (at_ + 4 > text_.size()) return false;
  const auto* digits = text_.data() + at_;
  const auto read = std::from_chars(digits, digits + 4, unit, 16);
  at_ += 4;
  return read.ptr == digits + 4;
}

bool JsonReader::unescape(char*& to) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (++at_ >= text_.size()) return false;
  const auto letter = text_[at_++];
  if (const auto index = letters.find(letter); index != letters.npos) {
    *to++ = meanings[index];
    return true;
  }
  unsigned unit = 0;
  if (letter != 'u' || !code_unit(unit)) return false;
  char32_t rune = unit;
  if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    at_ += 2;
    unsigned low = 0;
    if (!code_unit(low) || low < 0xDC00 || low >= 0xE000) return false;
    rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
  }
  std::string encoded;
  append_rune(encoded, rune);
  to = std::copy(encoded.begin(), encoded.end(), to);
  return true;
}

std::size_t sort_entries(std::span<MapEntry> entries) {
  // Few, and often sorted already: insertion keeps the order of equal ones.
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const auto entry = entries[i];
    auto at = i;
    for (; at > 0 && entry.key.as_string() < entries[at - 1].key.as_string(); --at)
      entries[at] = entries[at - 1];
    entries[at] = entry;
  }
  std::size_t kept = 0;
  for (const auto& entry : entries) {
    if (kept > 0 && entries[kept - 1].key.as_string() == entry.key.as_string()) --kept;
    entries[kept++] = entry;
  }
  return kept;
}

void append_json_string(TextBuffer& out, std::string_view text) {
  out.append('"');
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out.append('\\');
      out.append(letter);
    } else if (letter == '\n') {
      out.append("\\n");
    } else if (code < 0x20) {
      out.append("\\u00");
      out.append("0123456789abcdef"[code >> 4]);
      out.append("0123456789abcdef"[code & 15]);
    } else {
      out.append(letter);
    }
  }
  out.append('"');
}

void append_json(TextBuffer& out, const Value& value) {
  bool first = true;
  const auto separate = [&] {
    if (!first) out.append(',');
    first = false;
  };
  switch (value.kind()) {
    case Kind::Nothing:
      return out.append("null");
    case Kind::Bool:
      return out.append(value.as_bool() ? "true" : "false");
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8: {
      char* to = out.reserve(20);
      return out.set_end(write_integer(to, value.as_int()));
    }
    case Kind::Float32:
    case Kind::Float64: {
      if (!std::isfinite(value.as_float())) return out.append("null");
      char* to = out.reserve(32);
      return out.set_end(
          write_float(to, value.as_float(), value.kind() == Kind::Float32 ? 32 : 64));
    }
    case Kind::String:
      return append_json_string(out, value.as_string());
    case Kind::List:
      out.append('[');
      for (const auto& item : value.items()) {
        separate();
        append_json(out, item);
      }
      return out.append(']');
    case Kind::Map:
      out.append('{');
      for (const auto& entry : value.map().entries) {
        separate();
        if (entry.key.is_string()) {
          append_json_string(out, entry.key.as_string());
        } else {
          out.append('"');
          append_json(out, entry.key);
          out.append('"');
        }
        out.append(':');
        append_json(out, entry.value);
      }
      return out.append('}');
    default: {
      TextBuffer text;
      print_value(text, value);
      append_json_string(out, text.view());
    }
  }
}

Value value_at(const Value& value, std::string_view path) {
  Value found = value;
  while (true) {
    if (found.kind() != Kind::Map) return {};
    const auto name = path.substr(0, path.find('.'));
    found = map_lookup(found.map(), name).unboxed();
    if (name.size() == path.size()) return found;
    path.remove_prefix(name.size() + 1);
  }
}

}  // namespace barnabas
