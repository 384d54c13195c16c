// Values in Avro's binary form.
//
// int and long are zigzag varints, float and double little-endian, string and bytes have their size
// before them, a record is its fields one after the other, an enum the index of its symbol, a union
// the index of the branch and its value, arrays and maps are one block (count, items) and an empty
// one. A union's value is given plainly: the first branch that takes it has it.

#include <bit>
#include <cmath>
#include <limits>

#include "generator/schemas/avro_schema.h"
#include "generator/schemas/misfit.h"
#include "generator/schemas/times.h"
#include "generator/schemas/value_encoder.h"
#include "generator/schemas/varint.h"

namespace barnabas {
namespace {

Fit encode(const AvroType& type, const JsonValue& value, std::string& out);

// A whole number, or nothing.
std::optional<std::int64_t> whole(const JsonValue& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  if (!value.is_number_integer()) return std::nullopt;
  return value.get<std::int64_t>();
}

// Times may be given as texts; numbers are taken as they are.
std::optional<std::int64_t> number_of(const AvroType& type, const JsonValue& value) {
  if (!value.is_string()) return whole(value);
  const auto& text = value.get_ref<const std::string&>();
  if (type.logical == AvroLogical::Date) {
    const auto days = parse_date(text);
    return days ? std::optional<std::int64_t>(*days) : std::nullopt;
  }
  const auto time = parse_timestamp(text);
  if (time && type.logical == AvroLogical::TimestampMillis)
    return *time / 1'000'000 - (*time % 1'000'000 < 0 ? 1 : 0);
  if (time && type.logical == AvroLogical::TimestampMicros)
    return *time / 1'000 - (*time % 1'000 < 0 ? 1 : 0);
  return std::nullopt;
}

Fit encode_integer(const AvroType& type, const JsonValue& value, std::string& out) {
  const auto number = number_of(type, value);
  if (!number) return unexpected_value(describe(type), value);
  const bool is_int = type.kind == AvroKind::Int;
  if (is_int && *number != static_cast<std::int32_t>(*number))
    return misfit(fmt::format("expected int, found {}, which needs a long", *number));
  put_zigzag(out, *number);
  return {};
}

Fit encode_floating(const AvroType& type, const JsonValue& value, std::string& out) {
  if (!value.is_number()) return unexpected_value(describe(type), value);
  const auto number = value.get<double>();
  if (type.kind == AvroKind::Float)
    put_fixed(out, std::bit_cast<std::uint32_t>(static_cast<float>(number)));
  else
    put_fixed(out, std::bit_cast<std::uint64_t>(number));
  return {};
}

// The bytes that a text stands for in Avro's JSON: a character a byte.
std::optional<std::string> bytes_of(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes += text[i];
    } else if ((first == 0xC2 || first == 0xC3) && i + 1 < text.size()) {
      const auto second = static_cast<unsigned char>(text[++i]);
      bytes += static_cast<char>(static_cast<unsigned char>((first & 3u) << 6 | (second & 0x3Fu)));
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

// "12.30" with scale 2 is 1230; nothing where digits would be lost.
std::optional<std::int64_t> unscaled(std::string_view text, int scale) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  std::int64_t number = 0;
  int behind = -1;  // digits behind the point; -1 before it
  bool has_digit = false;
  for (const char c : text) {
    if (c == '.' && behind < 0) {
      behind = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    has_digit = true;
    if (behind == scale || (behind < 0 && scale < 0)) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (behind >= 0) ++behind;
    if (number > (INT64_MAX - 9) / 10) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  if (!has_digit) return std::nullopt;
  for (int done = std::max(behind, 0); done < scale; ++done) {
    if (number > INT64_MAX / 10) return std::nullopt;
    number *= 10;
  }
  return negative ? -number : number;
}

// Two's complement, big-endian, no longer than it must be.
std::string big_endian(std::int64_t number) {
  std::string bytes;
  const auto bits = static_cast<std::uint64_t>(number);
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<unsigned char>(bits >> shift));
  const char filler = number < 0 ? '\xFF' : '\0';
  std::size_t start = 0;
  while (start < 7 && bytes[start] == filler && ((bytes[start + 1] ^ filler) & 0x80) == 0) ++start;
  return bytes.substr(start);
}

Fit encode_bytes(const AvroType& type, const JsonValue& value, std::string& out) {
  std::optional<std::string> bytes;
  if (type.logical == AvroLogical::Decimal) {
    const bool is_text = value.is_string();
    if (!is_text && !value.is_number()) return unexpected_value("decimal", value);
    const auto text = is_text ? value.get<std::string>() : value.dump();
    const auto number = unscaled(text, type.scale);
    if (!number) {
      return unexpected_value(
          fmt::format("a decimal with at most {} digits behind the point", type.scale), value);
    }
    bytes = big_endian(*number);
    if (type.kind == AvroKind::Fixed && bytes->size() < type.size)
      bytes->insert(0, type.size - bytes->size(), *number < 0 ? '\xFF' : '\0');
  } else if (value.is_string()) {
    bytes = bytes_of(value.get_ref<const std::string&>());
  }
  if (!bytes) return unexpected_value(describe(type), value);
  if (type.kind == AvroKind::Fixed && bytes->size() != type.size) {
    return unexpected_value(fmt::format("{} with {} bytes", describe(type), type.size), value);
  }
  if (type.kind == AvroKind::Bytes) put_zigzag(out, static_cast<std::int64_t>(bytes->size()));
  out += *bytes;
  return {};
}

void put_text(const std::string& text, std::string& out) {
  put_zigzag(out, static_cast<std::int64_t>(text.size()));
  out += text;
}

Fit encode_enum(const AvroType& type, const JsonValue& value, std::string& out) {
  if (!value.is_string()) return unexpected_value(describe(type), value);
  const auto& text = value.get_ref<const std::string&>();
  for (std::size_t i = 0; i < type.symbols.size(); ++i) {
    if (type.symbols[i] != text) continue;
    put_zigzag(out, static_cast<std::int64_t>(i));
    return {};
  }
  return unexpected_value(describe(type), value);
}

bool takes_null(const AvroType& type) {
  return type.kind == AvroKind::Null || (type.kind == AvroKind::Union &&
                                         std::any_of(type.parts.begin(), type.parts.end(),
                                                     [](auto* part) { return takes_null(*part); }));
}

// What stands for a field that the value lacks. A union's default is one of its first branch, but
// null does for any that has null.
Fit encode_missing(const AvroField& field, std::string& out) {
  if (field.has_default) return encode(*field.type, field.default_value, out);
  if (takes_null(*field.type)) return encode(*field.type, nullptr, out);
  return misfit(fmt::format("expected {}, but the value lacks it", describe(*field.type)));
}

Fit encode_record(const AvroType& type, const JsonValue& value, std::string& out) {
  if (!value.is_object()) return unexpected_value("an object, " + type.name, value);
  std::size_t used = 0;
  for (const auto& field : type.fields) {
    const auto found = value.find(field.json_name);
    Fit fit;
    if (found == value.end()) {
      fit = encode_missing(field, out);
    } else {
      ++used;
      fit = encode(*field.type, *found, out);
    }
    if (!fit) return in_field(field.json_name, std::move(fit.error()));
  }
  if (used == value.size()) return {};
  for (const auto& [name, unknown] : value.items()) {
    const auto same = [&name = name](const auto& field) { return field.json_name == name; };
    if (std::none_of(type.fields.begin(), type.fields.end(), same))
      return in_field(name, {.place = {}, .what = fmt::format("{} has no such field", type.name)});
  }
  return {};
}

Fit encode_array(const AvroType& type, const JsonValue& value, std::string& out) {
  if (!value.is_array()) return unexpected_value("an array", value);
  if (!value.empty()) put_zigzag(out, static_cast<std::int64_t>(value.size()));
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto fit = encode(*type.parts[0], value[i], out); !fit)
      return in_item(i, std::move(fit.error()));
  }
  out += '\0';
  return {};
}

Fit encode_map(const AvroType& type, const JsonValue& value, std::string& out) {
  if (!value.is_object()) return unexpected_value("an object, as a map", value);
  if (!value.empty()) put_zigzag(out, static_cast<std::int64_t>(value.size()));
  for (const auto& [key, each] : value.items()) {
    put_text(key, out);
    if (auto fit = encode(*type.parts[0], each, out); !fit)
      return in_field(key, std::move(fit.error()));
  }
  out += '\0';
  return {};
}

Fit encode_union(const AvroType& type, const JsonValue& value, std::string& out) {
  const auto start = out.size();
  Fit last = unexpected_value(describe(type), value);
  std::size_t candidates = 0;
  for (std::size_t i = 0; i < type.parts.size(); ++i) {
    const auto& branch = *type.parts[i];
    put_zigzag(out, static_cast<std::int64_t>(i));
    auto fit = encode(branch, value, out);
    if (fit) return {};
    out.resize(start);
    // What is wrong inside of a record tells more than that it is none of the branches.
    const bool inside = !fit.error().place.empty();
    if (inside && ++candidates == 1) last = std::move(fit);
  }
  if (candidates > 1) return unexpected_value(describe(type), value);
  return last;
}

Fit encode(const AvroType& type, const JsonValue& value, std::string& out) {
  switch (type.kind) {
    case AvroKind::Null:
      if (!value.is_null()) return unexpected_value("null", value);
      return {};
    case AvroKind::Boolean:
      if (!value.is_boolean()) return unexpected_value("boolean", value);
      out += value.get<bool>() ? '\1' : '\0';
      return {};
    case AvroKind::Int:
    case AvroKind::Long:
      return encode_integer(type, value, out);
    case AvroKind::Float:
    case AvroKind::Double:
      return encode_floating(type, value, out);
    case AvroKind::Bytes:
    case AvroKind::Fixed:
      return encode_bytes(type, value, out);
    case AvroKind::String:
      if (!value.is_string()) return unexpected_value("string", value);
      put_text(value.get_ref<const std::string&>(), out);
      return {};
    case AvroKind::Enum:
      return encode_enum(type, value, out);
    case AvroKind::Record:
      return encode_record(type, value, out);
    case AvroKind::Array:
      return encode_array(type, value, out);
    case AvroKind::Map:
      return encode_map(type, value, out);
    case AvroKind::Union:
      return encode_union(type, value, out);
  }
  return {};
}

class AvroEncoder : public ValueEncoder {
 public:
  explicit AvroEncoder(AvroSchema schema) : schema_(std::move(schema)) {}

  Result<void> encode(std::string_view value, std::string& out) override {
    auto json = parse_json(value);
    if (!json) return tl::unexpected(json.error());
    const auto start = out.size();
    auto fit = barnabas::encode(schema_.root(), *json, out);
    if (fit) return {};
    out.resize(start);
    return fail(ErrorCode::InvalidRecord, fit.error().text());
  }

 private:
  AvroSchema schema_;
};

}  // namespace

Result<std::unique_ptr<ValueEncoder>> make_avro_encoder(std::string_view name,
                                                        std::string_view text) {
  auto schema = AvroSchema::parse(text);
  if (!schema)
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", name, schema.error().message));
  return std::make_unique<AvroEncoder>(*std::move(schema));
}

}  // namespace barnabas
