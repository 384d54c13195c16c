// Values in Protobuf's wire format, out of the JSON that Protobuf itself maps messages to.
//
// Before the message stand its indexes, as Confluent's framing wants it: their number and each of
// them as zigzag varints; the first message of a file is one byte 0. Fields are written by number;
// those that are 0 or "" and have no presence are not written.

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "generator/schemas/misfit.h"
#include "generator/schemas/protobuf_schema.h"
#include "generator/schemas/times.h"
#include "generator/schemas/value_encoder.h"
#include "generator/schemas/varint.h"

namespace barnabas {
namespace {

constexpr std::uint32_t varint_wire = 0;
constexpr std::uint32_t fixed64_wire = 1;
constexpr std::uint32_t sized_wire = 2;
constexpr std::uint32_t fixed32_wire = 5;

std::uint32_t wire_type(ProtobufType type) {
  switch (type) {
    case ProtobufType::Double:
    case ProtobufType::Fixed64:
    case ProtobufType::Sfixed64:
      return fixed64_wire;
    case ProtobufType::Float:
    case ProtobufType::Fixed32:
    case ProtobufType::Sfixed32:
      return fixed32_wire;
    case ProtobufType::String:
    case ProtobufType::Bytes:
    case ProtobufType::Message:
      return sized_wire;
    default:
      return varint_wire;
  }
}

void put_tag(std::string& out, std::uint32_t number, std::uint32_t wire) {
  put_varint(out, std::uint64_t{number} << 3 | wire);
}

void put_sized(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out += bytes;
}

template <class Integer>
std::optional<Integer> parse_whole(std::string_view text) {
  Integer number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

// A whole number of the width: as such, as 5.0, or as a text, which JSON needs for large ones.
template <class Integer>
std::optional<Integer> whole(const JsonValue& value) {
  if (value.is_string()) return parse_whole<Integer>(value.get_ref<const std::string&>());
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max()))
      return std::nullopt;
    return static_cast<Integer>(number);
  }
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    const auto narrow = static_cast<Integer>(number);
    const bool same =
        std::is_signed_v<Integer> ? static_cast<std::int64_t>(narrow) == number : number >= 0;
    return same ? std::optional(narrow) : std::nullopt;
  }
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) > 9.0e15) return std::nullopt;
  return whole<Integer>(JsonValue(static_cast<std::int64_t>(number)));
}

std::optional<double> floating(const JsonValue& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

// base64, of either alphabet, with or without the = at its end.
std::optional<std::string> base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    std::uint32_t digit = 0;
    if (c >= 'A' && c <= 'Z')
      digit = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      digit = static_cast<std::uint32_t>(c - 'a') + 26;
    else if (c >= '0' && c <= '9')
      digit = static_cast<std::uint32_t>(c - '0') + 52;
    else if (c == '+' || c == '-')
      digit = 62;
    else if (c == '/' || c == '_')
      digit = 63;
    else
      return std::nullopt;
    bits = bits << 6 | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(static_cast<unsigned char>(bits >> count));
  }
  return count == 6 ? std::nullopt : std::optional(bytes);
}

// "1.5s", in nanoseconds.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  if (text.empty() || text.back() != 's') return std::nullopt;
  text.remove_suffix(1);
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto seconds = parse_whole<std::int64_t>(text.substr(0, point));
  if (!seconds || *seconds < 0 || *seconds > 9'000'000'000) return std::nullopt;
  std::string fraction(point == text.size() ? "" : text.substr(point + 1));
  if (fraction.size() > 9) return std::nullopt;
  fraction.resize(9, '0');
  const auto nanoseconds = parse_whole<std::int64_t>(fraction);
  if (!nanoseconds || *nanoseconds < 0) return std::nullopt;
  const auto all = *seconds * 1'000'000'000 + *nanoseconds;
  return negative ? -all : all;
}

Fit encode_message(const ProtobufMessage& message, const JsonValue& value, std::string& out);

Fit encode_enum(const ProtobufEnum& type, const JsonValue& value, std::string& out) {
  std::optional<std::int32_t> number;
  if (value.is_string()) {
    for (const auto& [name, known] : type.values) {
      if (value.get_ref<const std::string&>() == name) number = known;
    }
  } else {
    number = whole<std::int32_t>(value);
  }
  if (number) {
    put_varint(out, static_cast<std::uint64_t>(std::int64_t{*number}));
    return {};
  }
  std::string names;
  for (const auto& [name, known] : type.values) names += (names.empty() ? "" : ", ") + name;
  return unexpected_value("one of " + names, value);
}

template <class Integer, class Put>
Fit encode_whole(const char* wanted, const JsonValue& value, const Put& put) {
  const auto number = whole<Integer>(value);
  if (!number) return unexpected_value(wanted, value);
  put(*number);
  return {};
}

Fit encode_floating(ProtobufType type, const JsonValue& value, std::string& out) {
  const auto number = floating(value);
  if (!number) return unexpected_value("a number", value);
  if (type == ProtobufType::Float)
    put_fixed(out, std::bit_cast<std::uint32_t>(static_cast<float>(*number)));
  else
    put_fixed(out, std::bit_cast<std::uint64_t>(*number));
  return {};
}

Fit encode_text(ProtobufType type, const JsonValue& value, std::string& out) {
  if (!value.is_string()) return unexpected_value("string", value);
  const auto& text = value.get_ref<const std::string&>();
  if (type == ProtobufType::String) {
    put_sized(out, text);
    return {};
  }
  const auto bytes = base64(text);
  if (!bytes) return unexpected_value("bytes in base64", value);
  put_sized(out, *bytes);
  return {};
}

// One value without its tag.
Fit encode_single(const ProtobufField& field, const JsonValue& value, std::string& out) {
  switch (field.type) {
    case ProtobufType::Double:
    case ProtobufType::Float:
      return encode_floating(field.type, value, out);
    case ProtobufType::Int32:
      return encode_whole<std::int32_t>("int32", value, [&](std::int64_t number) {
        put_varint(out, static_cast<std::uint64_t>(number));
      });
    case ProtobufType::Int64:
      return encode_whole<std::int64_t>("int64", value, [&](std::int64_t number) {
        put_varint(out, static_cast<std::uint64_t>(number));
      });
    case ProtobufType::Uint32:
      return encode_whole<std::uint32_t>("uint32", value, [&](auto n) { put_varint(out, n); });
    case ProtobufType::Uint64:
      return encode_whole<std::uint64_t>("uint64", value, [&](auto n) { put_varint(out, n); });
    case ProtobufType::Sint32:
      return encode_whole<std::int32_t>("sint32", value, [&](auto n) { put_zigzag(out, n); });
    case ProtobufType::Sint64:
      return encode_whole<std::int64_t>("sint64", value, [&](auto n) { put_zigzag(out, n); });
    case ProtobufType::Fixed32:
      return encode_whole<std::uint32_t>("fixed32", value, [&](auto n) { put_fixed(out, n); });
    case ProtobufType::Fixed64:
      return encode_whole<std::uint64_t>("fixed64", value, [&](auto n) { put_fixed(out, n); });
    case ProtobufType::Sfixed32:
      return encode_whole<std::int32_t>("sfixed32", value, [&](auto number) {
        put_fixed(out, static_cast<std::uint32_t>(number));
      });
    case ProtobufType::Sfixed64:
      return encode_whole<std::int64_t>("sfixed64", value, [&](auto number) {
        put_fixed(out, static_cast<std::uint64_t>(number));
      });
    case ProtobufType::Bool:
      if (!value.is_boolean()) return unexpected_value("bool", value);
      out += value.get<bool>() ? '\1' : '\0';
      return {};
    case ProtobufType::String:
    case ProtobufType::Bytes:
      return encode_text(field.type, value, out);
    case ProtobufType::Enum:
      return encode_enum(*field.enumeration, value, out);
    case ProtobufType::Message: {
      std::string inner;
      if (auto fit = encode_message(*field.message, value, inner); !fit) return fit;
      put_sized(out, inner);
      return {};
    }
  }
  return {};
}

// The key of a map's entry is a text in JSON whatever its type.
JsonValue key_of(const ProtobufField& key, const std::string& text) {
  if (key.type == ProtobufType::Bool && (text == "true" || text == "false")) return text == "true";
  return text;
}

Fit encode_map(const ProtobufField& field, const JsonValue& value, std::string& out) {
  if (!value.is_object()) return unexpected_value("an object, as a map", value);
  const auto& parts = field.message->fields;
  for (const auto& [key, each] : value.items()) {
    std::string entry;
    put_tag(entry, 1, wire_type(parts[0].type));
    if (auto fit = encode_single(parts[0], key_of(parts[0], key), entry); !fit)
      return in_field(key, std::move(fit.error()));
    put_tag(entry, 2, wire_type(parts[1].type));
    if (auto fit = encode_single(parts[1], each, entry); !fit)
      return in_field(key, std::move(fit.error()));
    put_tag(out, field.number, sized_wire);
    put_sized(out, entry);
  }
  return {};
}

Fit encode_list(const ProtobufField& field, const JsonValue& value, std::string& out) {
  if (!value.is_array()) return unexpected_value("an array", value);
  if (value.empty()) return {};
  std::string packed;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!field.packed) put_tag(out, field.number, wire_type(field.type));
    if (auto fit = encode_single(field, value[i], field.packed ? packed : out); !fit)
      return in_item(i, std::move(fit.error()));
  }
  if (!field.packed) return {};
  put_tag(out, field.number, sized_wire);
  put_sized(out, packed);
  return {};
}

Fit encode_field(const ProtobufField& field, const JsonValue& value, std::string& out) {
  if (field.is_map) return encode_map(field, value, out);
  if (field.repeated) return encode_list(field, value, out);
  std::string bytes;
  if (auto fit = encode_single(field, value, bytes); !fit) return fit;
  const bool is_nothing =
      std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
  if (is_nothing && !field.has_presence) return {};
  put_tag(out, field.number, wire_type(field.type));
  out += bytes;
  return {};
}

// A time as text, or as a number of milliseconds: what templates have for it.
Fit encode_time(const ProtobufMessage& message, const JsonValue& value, std::string& out) {
  const bool is_timestamp = message.form == ProtobufForm::Timestamp;
  std::optional<std::int64_t> time;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    time = is_timestamp ? parse_timestamp(text) : parse_seconds(text);
  } else if (is_timestamp && value.is_number_integer()) {
    const auto ms = whole<std::int64_t>(value);
    if (ms && std::abs(*ms) < 9'000'000'000'000) time = *ms * 1'000'000;
  }
  if (!time) {
    return unexpected_value(is_timestamp ? "a time such as 2026-05-17T12:00:00Z or milliseconds"
                                         : "a duration such as 1.5s",
                            value);
  }
  auto seconds = *time / 1'000'000'000;
  auto nanos = *time % 1'000'000'000;
  if (is_timestamp && nanos < 0) {
    --seconds;
    nanos += 1'000'000'000;
  }
  if (auto fit = encode_field(message.fields[0], seconds, out); !fit) return fit;
  return encode_field(message.fields[1], nanos, out);
}

Fit encode_fields(const ProtobufMessage& message, const JsonValue& value, std::string& out) {
  std::size_t used = 0;
  std::set<int> oneofs;
  for (const auto& field : message.fields) {
    auto found = value.find(field.json_name);
    if (found == value.end() && field.json_name != field.name) found = value.find(field.name);
    if (found != value.end()) ++used;
    if (found == value.end() || found->is_null()) {
      if (!field.required) continue;
      return in_field(field.name, {.place = {}, .what = "is required, but the value lacks it"});
    }
    const auto& name = found.key();
    if (field.oneof >= 0 && !oneofs.insert(field.oneof).second)
      return in_field(name, {.place = {}, .what = "another field of the same oneof is there too"});
    if (auto fit = encode_field(field, *found, out); !fit)
      return in_field(name, std::move(fit.error()));
  }
  if (used == value.size()) return {};
  for (const auto& [name, unknown] : value.items()) {
    const auto same = [&name = name](const auto& field) {
      return field.json_name == name || field.name == name;
    };
    if (std::none_of(message.fields.begin(), message.fields.end(), same)) {
      return in_field(
          name, {.place = {}, .what = fmt::format("{} has no such field", message.full_name)});
    }
  }
  return {};
}

Fit encode_message(const ProtobufMessage& message, const JsonValue& value, std::string& out) {
  if (message.form == ProtobufForm::Timestamp || message.form == ProtobufForm::Duration)
    return encode_time(message, value, out);
  if (message.form == ProtobufForm::Wrapper) return encode_field(message.fields[0], value, out);
  if (!value.is_object()) return unexpected_value("an object, " + message.full_name, value);
  return encode_fields(message, value, out);
}

class ProtobufEncoder : public ValueEncoder {
 public:
  ProtobufEncoder(ProtobufSchema schema, const ProtobufMessage& message)
      : schema_(std::move(schema)), message_(message) {
    if (message.indexes == std::vector<int>{0}) {
      head_ = std::string(1, '\0');
      return;
    }
    put_zigzag(head_, static_cast<std::int64_t>(message.indexes.size()));
    for (const int index : message.indexes) put_zigzag(head_, index);
  }

  Result<void> encode(std::string_view value, std::string& out) override {
    const auto json = parse_json(value);
    if (!json) return tl::unexpected(json.error());
    const auto start = out.size();
    out += head_;
    const auto fit = encode_message(message_, *json, out);
    if (fit) return {};
    out.resize(start);
    return fail(ErrorCode::InvalidRecord, fit.error().text());
  }

 private:
  ProtobufSchema schema_;
  const ProtobufMessage& message_;  // of schema_, of which the addresses stay when it is moved
  std::string head_;
};

}  // namespace

Result<std::unique_ptr<ValueEncoder>> make_protobuf_encoder(std::string_view name,
                                                            std::string_view text,
                                                            std::string_view message) {
  auto schema = ProtobufSchema::parse(text);
  if (!schema)
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", name, schema.error().message));
  const auto found = schema->message(message);
  if (!found)
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", name, found.error().message));
  const auto& root = **found;
  return std::make_unique<ProtobufEncoder>(*std::move(schema), root);
}

}  // namespace barnabas
