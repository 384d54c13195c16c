#include "generator/schemas/protobuf_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "generator/schemas/protobuf_lexer.h"
#include "generator/schemas/protobuf_names.h"

namespace barnabas {
namespace {

constexpr std::pair<std::string_view, ProtobufType> scalars[] = {
    {"double", ProtobufType::Double},     {"float", ProtobufType::Float},
    {"int32", ProtobufType::Int32},       {"int64", ProtobufType::Int64},
    {"uint32", ProtobufType::Uint32},     {"uint64", ProtobufType::Uint64},
    {"sint32", ProtobufType::Sint32},     {"sint64", ProtobufType::Sint64},
    {"fixed32", ProtobufType::Fixed32},   {"fixed64", ProtobufType::Fixed64},
    {"sfixed32", ProtobufType::Sfixed32}, {"sfixed64", ProtobufType::Sfixed64},
    {"bool", ProtobufType::Bool},         {"string", ProtobufType::String},
    {"bytes", ProtobufType::Bytes},
};

// Google's types that may be imported, by their scalar fields; here, so that no file is needed.
constexpr const char* imports_known = R"(syntax = "proto3"; package google.protobuf;
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
message Duration { int64 seconds = 1; int32 nanos = 2; }
message DoubleValue { double value = 1; } message FloatValue { float value = 1; }
message Int64Value { int64 value = 1; } message UInt64Value { uint64 value = 1; }
message Int32Value { int32 value = 1; } message UInt32Value { uint32 value = 1; }
message BoolValue { bool value = 1; } message StringValue { string value = 1; }
message BytesValue { bytes value = 1; })";
constexpr std::string_view files_known[] = {
    "google/protobuf/timestamp.proto", "google/protobuf/duration.proto",
    "google/protobuf/wrappers.proto", "google/protobuf/descriptor.proto"};
constexpr std::string_view package_known = "google.protobuf.";

ProtobufForm form_of(std::string_view full_name) {
  if (full_name.substr(0, package_known.size()) != package_known) return ProtobufForm::Plain;
  full_name.remove_prefix(package_known.size());
  if (full_name == "Timestamp") return ProtobufForm::Timestamp;
  if (full_name == "Duration") return ProtobufForm::Duration;
  return full_name.find("Value") != std::string_view::npos ? ProtobufForm::Wrapper
                                                           : ProtobufForm::Plain;
}

bool can_be_packed(ProtobufType type) {
  return type != ProtobufType::String && type != ProtobufType::Bytes &&
         type != ProtobufType::Message;
}

constexpr int depth_max = 64;

}  // namespace

class ProtobufParser {
 public:
  ProtobufParser(ProtobufSchema& schema, std::string_view text) : schema_(schema), lexer_(text) {
    token_ = lexer_.next();
  }

  Result<std::string> parse_file() {
    int messages = 0;
    while (token_.kind != ProtobufToken::Kind::End) {
      const auto line = token_.line;
      const auto word = token_.text;
      advance();
      Result<void> done;
      if (word == "syntax") {
        done = parse_syntax();
      } else if (word == "package") {
        scope_ = token_.text;
        advance();
        done = expect(";");
      } else if (word == "import") {
        done = parse_import();
      } else if (word == "message") {
        done = parse_message(scope_, {messages++});
      } else if (word == "enum") {
        done = parse_enum(scope_);
      } else if (word == "option") {
        done = skip_to(";");
      } else if (word == "service" || word == "extend") {
        done = skip_block();
      } else if (word != ";") {
        return wrong(line,
                     fmt::format("expected message, enum, import or option, found '{}'", word));
      }
      if (!done) return tl::unexpected(done.error());
    }
    return scope_;
  }

 private:
  void advance() { token_ = lexer_.next(); }
  bool is(std::string_view text) const {
    return token_.kind != ProtobufToken::Kind::Text && token_.text == text;
  }
  bool take(std::string_view text) {
    if (!is(text)) return false;
    advance();
    return true;
  }
  static tl::unexpected<Error> wrong(std::size_t line, const std::string& what) {
    return fail(ErrorCode::InvalidConfig, fmt::format("line {}: {}", line, what));
  }
  tl::unexpected<Error> unexpected_token(std::string_view wanted) const {
    const bool ended = token_.kind == ProtobufToken::Kind::End;
    return wrong(token_.line, ended ? fmt::format("expected {}, but the file ends", wanted)
                                    : fmt::format("expected {}, found '{}'", wanted, token_.text));
  }
  Result<void> expect(std::string_view text) {
    if (take(text)) return {};
    return unexpected_token(fmt::format("'{}'", text));
  }
  Result<std::string> name() {
    if (token_.kind != ProtobufToken::Kind::Name) return unexpected_token("a name");
    auto text = token_.text;
    advance();
    return text;
  }
  Result<std::int64_t> number() {
    const bool negative = take("-");
    std::string_view digits = token_.text;
    const bool hexadecimal = digits.substr(0, 2) == "0x" || digits.substr(0, 2) == "0X";
    if (hexadecimal) digits.remove_prefix(2);
    std::int64_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, hexadecimal ? 16 : 10);
    if (token_.kind != ProtobufToken::Kind::Number || read.ec != std::errc() || read.ptr != end)
      return unexpected_token("a whole number");
    advance();
    return negative ? -value : value;
  }

  // Reads past everything up to that sign, blocks in between included.
  Result<void> skip_to(std::string_view end) {
    int depth = 0;
    while (token_.kind != ProtobufToken::Kind::End) {
      if (depth == 0 && take(end)) return {};
      if (is("{")) ++depth;
      if (is("}")) --depth;
      advance();
    }
    return unexpected_token(fmt::format("'{}'", end));
  }
  Result<void> skip_block() {
    if (auto opened = skip_to("{"); !opened) return opened;
    return skip_to("}");
  }

  Result<void> parse_syntax() {
    if (auto taken = expect("="); !taken) return taken;
    if (token_.text != "proto2" && token_.text != "proto3")
      return unexpected_token("\"proto2\" or \"proto3\"");
    proto3_ = token_.text == "proto3";
    advance();
    return expect(";");
  }

  Result<void> parse_import() {
    if (!take("public")) take("weak");
    const auto file = token_.text;
    if (std::find(std::begin(files_known), std::end(files_known), file) == std::end(files_known)) {
      return wrong(token_.line,
                   fmt::format("'{}' is not taken: put its messages into this file (timestamp, "
                               "duration and wrappers of google/protobuf can be imported)",
                               file));
    }
    advance();
    return expect(";");
  }

  static std::string join(const std::string& scope, const std::string& name) {
    return scope.empty() ? name : scope + "." + name;
  }

  Result<void> parse_enum(const std::string& scope) {
    const auto called = name();
    if (!called) return tl::unexpected(called.error());
    auto& made = schema_.enums_.emplace_back();
    made.full_name = join(scope, *called);
    if (auto taken = expect("{"); !taken) return taken;
    while (!take("}")) {
      if (take(";")) continue;
      if (is("option") || is("reserved")) {
        if (auto skipped = skip_to(";"); !skipped) return skipped;
        continue;
      }
      const auto symbol = name();
      if (!symbol) return tl::unexpected(symbol.error());
      if (auto taken = expect("="); !taken) return taken;
      const auto value = number();
      if (!value) return tl::unexpected(value.error());
      made.values.emplace_back(*symbol, static_cast<std::int32_t>(*value));
      if (auto skipped = skip_to(";"); !skipped) return skipped;
    }
    return {};
  }

  Result<void> parse_message(const std::string& scope, const std::vector<int>& indexes) {
    if (indexes.size() > depth_max) return wrong(token_.line, "messages are nested too deeply");
    const auto called = name();
    if (!called) return tl::unexpected(called.error());
    auto& made = schema_.messages_.emplace_back();
    made.full_name = join(scope, *called);
    made.form = form_of(made.full_name);
    made.indexes = indexes;
    if (auto taken = expect("{"); !taken) return taken;
    int nested = 0;
    int oneofs = 0;
    while (!take("}")) {
      Result<void> done;
      if (take(";")) continue;
      if (take("message")) {
        auto path = indexes;
        path.push_back(nested++);
        done = parse_message(made.full_name, path);
      } else if (take("enum")) {
        done = parse_enum(made.full_name);
      } else if (take("option") || take("reserved") || take("extensions")) {
        done = skip_to(";");
      } else if (take("extend")) {
        done = skip_block();
      } else if (take("oneof")) {
        done = parse_oneof(made, oneofs++);
      } else {
        done = parse_field(made, -1);
      }
      if (!done) return done;
    }
    std::sort(made.fields.begin(), made.fields.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    return {};
  }

  Result<void> parse_oneof(ProtobufMessage& message, int oneof) {
    if (const auto called = name(); !called) return tl::unexpected(called.error());
    if (auto taken = expect("{"); !taken) return taken;
    while (!take("}")) {
      if (take(";")) continue;
      auto done = take("option") ? skip_to(";") : parse_field(message, oneof);
      if (!done) return done;
    }
    return {};
  }

  Result<void> parse_field(ProtobufMessage& message, int oneof) {
    ProtobufField field;
    field.oneof = oneof;
    field.repeated = take("repeated");
    field.required = !field.repeated && take("required");
    const bool optional = !field.repeated && !field.required && take("optional");
    field.has_presence = optional || field.required || oneof >= 0 || !proto3_;
    field.packed = proto3_;
    if (is("group")) return wrong(token_.line, "groups are not taken: use a message");
    auto type = name();
    if (!type) return tl::unexpected(type.error());
    field.type_name = *type;
    if (*type == "map" && is("<")) {
      if (auto entry = parse_map(message, field); !entry) return entry;
    }
    auto called = name();
    if (!called) return tl::unexpected(called.error());
    field.name = *called;
    field.json_name = protobuf_json_name(field.name);
    if (auto taken = expect("="); !taken) return taken;
    const auto line = token_.line;
    const auto value = number();
    if (!value) return tl::unexpected(value.error());
    if (*value < 1 || *value > 536'870'911)
      return wrong(line, fmt::format("{} cannot be the number of a field", *value));
    field.number = static_cast<std::uint32_t>(*value);
    for (const auto& other : message.fields) {
      if (other.number == field.number || other.name == field.name) {
        return wrong(line, fmt::format("field '{}' and field '{}' have the same name or number",
                                       other.name, field.name));
      }
    }
    if (take("[")) {
      if (auto read = parse_options(field); !read) return read;
    }
    if (auto taken = expect(";"); !taken) return taken;
    message.fields.push_back(std::move(field));
    return {};
  }

  // An entry is a message of its own, with key and value. It has no place among the indexes.
  Result<void> parse_map(const ProtobufMessage& message, ProtobufField& field) {
    advance();
    auto key = name();
    if (!key) return tl::unexpected(key.error());
    if (auto taken = expect(","); !taken) return taken;
    auto value = name();
    if (!value) return tl::unexpected(value.error());
    if (auto taken = expect(">"); !taken) return taken;
    auto& entry = schema_.messages_.emplace_back();
    entry.full_name = fmt::format("{}.<entry {}>", message.full_name, schema_.messages_.size());
    for (const auto& type : {*key, *value}) {
      ProtobufField part;
      part.name = part.json_name = entry.fields.empty() ? "key" : "value";
      part.type_name = type;
      part.number = static_cast<std::uint32_t>(entry.fields.size() + 1);
      part.has_presence = true;
      entry.fields.push_back(std::move(part));
    }
    field.is_map = true;
    field.repeated = true;
    field.message = &entry;
    return {};
  }

  // Of the options only json_name and packed matter for the bytes.
  Result<void> parse_options(ProtobufField& field) {
    int depth = 0;
    std::string option;
    while (token_.kind != ProtobufToken::Kind::End) {
      if (depth == 0 && take("]")) return {};
      if (is("{") || is("[") || is("(")) ++depth;
      if (is("}") || is("]") || is(")")) --depth;
      if (depth == 0 && token_.kind == ProtobufToken::Kind::Name && option.empty())
        option = token_.text;
      else if (depth == 0 && is(","))
        option.clear();
      else if (!is("=") && option == "json_name")
        field.json_name = token_.text;
      else if (!is("=") && option == "packed")
        field.packed = token_.text == "true";
      advance();
    }
    return unexpected_token("']'");
  }

  ProtobufSchema& schema_;
  ProtobufLexer lexer_;
  ProtobufToken token_;
  std::string scope_;
  bool proto3_ = false;
};

Result<ProtobufSchema> ProtobufSchema::parse(std::string_view text) {
  ProtobufSchema schema;
  auto package = ProtobufParser(schema, text).parse_file();
  if (!package) return tl::unexpected(package.error());
  schema.package_ = *package;
  const bool has_messages = !schema.messages_.empty();
  if (auto known = ProtobufParser(schema, imports_known).parse_file(); !known)
    return tl::unexpected(known.error());
  if (!has_messages) return fail(ErrorCode::InvalidConfig, "there is no message in it");
  if (auto resolved = schema.resolve(); !resolved) return tl::unexpected(resolved.error());
  return schema;
}

// A name counts from the innermost message outwards; one that begins with a dot is a full one.
Result<void> ProtobufSchema::resolve() {
  const auto resolve_field = [&](const ProtobufMessage& owner, ProtobufField& field) {
    for (const auto& [name, type] : scalars) {
      if (field.type_name != name) continue;
      field.type = type;
      field.packed = field.packed && can_be_packed(type);
      return true;
    }
    auto scope = owner.full_name;
    auto wanted = field.type_name;
    if (wanted[0] == '.') {
      wanted.erase(0, 1);
      scope.clear();
    }
    while (true) {
      const auto full = scope.empty() ? wanted : scope + "." + wanted;
      for (const auto& message : messages_) {
        if (message.full_name != full) continue;
        field.type = ProtobufType::Message;
        field.message = &message;
        field.has_presence = true;
        field.packed = false;
        return true;
      }
      for (const auto& enumeration : enums_) {
        if (enumeration.full_name != full) continue;
        field.type = ProtobufType::Enum;
        field.enumeration = &enumeration;
        return true;
      }
      if (scope.empty()) return false;
      const auto dot = scope.rfind('.');
      scope = dot == std::string::npos ? "" : scope.substr(0, dot);
    }
  };
  for (auto& message : messages_) {
    for (auto& field : message.fields) {
      if (field.is_map) {
        field.type = ProtobufType::Message;
        field.packed = false;
      } else if (!resolve_field(message, field)) {
        return fail(ErrorCode::InvalidConfig,
                    fmt::format("field '{}' of '{}': there is no type '{}'", field.name,
                                message.full_name, field.type_name));
      }
    }
  }
  return {};
}

Result<const ProtobufMessage*> ProtobufSchema::message(std::string_view name) const {
  if (name.empty()) {
    for (const auto& message : messages_) {
      if (message.indexes == std::vector<int>{0}) return &message;
    }
  }
  for (const auto& message : messages_) {
    const auto full = package_.empty() ? std::string(name) : package_ + "." + std::string(name);
    if (message.full_name == full || message.full_name == name) return &message;
  }
  return fail(ErrorCode::InvalidConfig, fmt::format("there is no message '{}' in it", name));
}

}  // namespace barnabas
