#include "generator/entities/entity_codec.h"

#include <cstring>

#include "generator/template/print.h"

namespace barnabas {
namespace {

enum class Tag : char { Null, False, True, Int, Int64, Float, String, List, Map };

void put_size(TextBuffer& out, std::uint64_t number) {
  char* to = out.reserve(10);
  for (; number >= 0x80; number >>= 7) *to++ = static_cast<char>(number | 0x80);
  *to++ = static_cast<char>(number);
  out.set_end(to);
}

void put_text(TextBuffer& out, std::string_view text) {
  put_size(out, text.size());
  out.append(text);
}

void put_tag(TextBuffer& out, Tag tag) { out.append(static_cast<char>(tag)); }

void put_integer(TextBuffer& out, std::int64_t number) {
  const auto sign = static_cast<std::uint64_t>(number >> 63);
  put_size(out, (static_cast<std::uint64_t>(number) << 1) ^ sign);
}

// Reads what put_...() wrote: the bytes come from nowhere else.
class Decoder {
 public:
  Decoder(const char* at, std::string_view what, Arena& arena)
      : at_(at), what_(what), arena_(arena) {}

  Value value() {
    switch (static_cast<Tag>(*at_++)) {
      case Tag::Null:
        return {};
      case Tag::False:
        return Value::of_bool(false);
      case Tag::True:
        return Value::of_bool(true);
      case Tag::Int:
        return Value::of_int(integer());
      case Tag::Int64:
        return Value::of_int64(integer());
      case Tag::Float: {
        double number = 0;
        std::memcpy(&number, at_, sizeof number);
        at_ += sizeof number;
        return Value::of_float64(number);
      }
      case Tag::String:
        return Value::of_string(text());
      case Tag::List: {
        const auto items = arena_.values(size());
        for (auto& item : items) item = value();
        return Value::of_list(items);
      }
      case Tag::Map: {
        const auto entries = arena_.make_array<MapEntry>(size());
        for (auto& entry : entries) {
          entry.key = Value::of_string(text());
          entry.value = value();
        }
        return Value::of_map(arena_.make(Map{.entries = entries, .what = what_}));
      }
    }
    return {};
  }

 private:
  std::uint64_t size() {
    std::uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      number |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return number;
    }
  }
  std::int64_t integer() {
    const auto number = size();
    return static_cast<std::int64_t>((number >> 1) ^ (0 - (number & 1)));
  }
  std::string_view text() {
    const auto length = size();
    const std::string_view text(at_, length);
    at_ += length;
    return text;
  }

  const char* at_;
  std::string_view what_;
  Arena& arena_;
};

}  // namespace

void encode_value(TextBuffer& out, const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
      return put_tag(out, Tag::Null);
    case Kind::Bool:
      return put_tag(out, value.as_bool() ? Tag::True : Tag::False);
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8:
      put_tag(out, value.kind() == Kind::Int ? Tag::Int : Tag::Int64);
      return put_integer(out, value.as_int());
    case Kind::Float32:
    case Kind::Float64: {
      put_tag(out, Tag::Float);
      const double number = value.as_float();
      return out.append({reinterpret_cast<const char*>(&number), sizeof number});
    }
    case Kind::String:
      put_tag(out, Tag::String);
      return put_text(out, value.as_string());
    case Kind::List:
      put_tag(out, Tag::List);
      put_size(out, value.items().size());
      for (const auto& item : value.items()) encode_value(out, item);
      return;
    case Kind::Map:
      put_tag(out, Tag::Map);
      put_size(out, value.map().entries.size());
      for (const auto& entry : value.map().entries) {
        TextBuffer name;
        if (!entry.key.is_string()) print_value(name, entry.key);
        put_text(out, entry.key.is_string() ? entry.key.as_string() : name.view());
        encode_value(out, entry.value);
      }
      return;
    default: {
      TextBuffer text;
      print_value(text, value);
      put_tag(out, Tag::String);
      put_text(out, text.view());
    }
  }
}

Value decode_value(std::string_view bytes, std::string_view what, Arena& arena) {
  return Decoder(bytes.data(), what, arena).value();
}

}  // namespace barnabas
