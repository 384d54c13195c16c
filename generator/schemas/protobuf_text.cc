// Shapes in Protobuf's words, proto3.

#include <fmt/format.h>

#include <set>

#include "generator/schemas/names.h"
#include "generator/schemas/protobuf_names.h"
#include "generator/schemas/schema_text.h"

namespace barnabas {
namespace {

constexpr const char* timestamp_type = "google.protobuf.Timestamp";

tl::unexpected<Error> inexpressible(const std::string& path, const std::string& what) {
  return fail(ErrorCode::InvalidConfig,
              fmt::format("field '{}' {}, which Protobuf cannot say; use Avro or JSON Schema, or a "
                          "template whose values are more alike",
                          path, what));
}

class ProtobufWriter {
 public:
  Result<void> message(const SchemaShape& record, const std::string& path, int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    text_ += fmt::format("{}message {} {{\n", indent, record.name);
    // A field cannot have the name of a message that stands beside it.
    std::set<std::string> names;
    for (const auto& field : record.fields) add_type_name(field.shape, names);
    int number = 0;
    for (const auto& field : record.fields) {
      const auto below = path.empty() ? field.name : path + "." + field.name;
      if (auto written = nested(field.shape, below, depth + 1); !written) return written;
      const auto type = field_type(field.shape, below);
      if (!type) return tl::unexpected(type.error());
      auto name = schema_name(field.name);
      while (!names.insert(name).second) name += '_';
      const auto json = protobuf_json_name(name) == field.name
                            ? std::string()
                            : fmt::format(" [json_name = \"{}\"]", escaped(field.name));
      text_ += fmt::format("{}  {} {} = {}{};\n", indent, *type, name, ++number, json);
      // Numbers that Protobuf keeps for itself.
      if (number == 18'999) number = 19'999;
    }
    text_ += indent + "}\n";
    return {};
  }

  std::string text(const std::string& package) const {
    std::string head = "syntax = \"proto3\";\n\n";
    if (!package.empty()) head += fmt::format("package {};\n\n", package);
    if (has_timestamps_) head += "import \"google/protobuf/timestamp.proto\";\n\n";
    return head + text_;
  }

 private:
  static void add_type_name(const SchemaShape& shape, std::set<std::string>& names) {
    if (shape.kind == ShapeKind::Record) names.insert(shape.name);
    for (const auto& part : shape.parts) add_type_name(part, names);
  }

  // The message that the field's type stands for, before the field.
  Result<void> nested(const SchemaShape& shape, const std::string& path, int depth) {
    if (shape.kind == ShapeKind::Record) return message(shape, path, depth);
    if (shape.kind == ShapeKind::Array || shape.kind == ShapeKind::Map)
      return nested(shape.parts[0], path, depth);
    return {};
  }

  Result<std::string> field_type(const SchemaShape& shape, const std::string& path) {
    if (shape.kind == ShapeKind::Array || shape.kind == ShapeKind::Map) {
      const auto& part = shape.parts[0];
      if (part.kind == ShapeKind::Array || part.kind == ShapeKind::Map)
        return inexpressible(path, "has lists inside of lists");
      if (part.nullable) return inexpressible(path, "has a null in a list");
      const auto type = single_type(part, path);
      if (!type) return type;
      return shape.kind == ShapeKind::Array ? "repeated " + *type
                                            : fmt::format("map<string, {}>", *type);
    }
    const auto type = single_type(shape, path);
    if (!type) return type;
    const bool has_presence = shape.kind == ShapeKind::Record || *type == timestamp_type;
    const bool optional = shape.nullable || shape.kind == ShapeKind::Nothing;
    return optional && !has_presence ? "optional " + *type : *type;
  }

  Result<std::string> single_type(const SchemaShape& shape, const std::string& path) {
    switch (shape.kind) {
      case ShapeKind::Boolean:
        return "bool";
      case ShapeKind::Int:
        return "int32";
      case ShapeKind::Long:
        return "int64";
      case ShapeKind::Double:
        return "double";
      case ShapeKind::Record:
        return shape.name;
      case ShapeKind::Timestamp:
        has_timestamps_ = true;
        return timestamp_type;
      case ShapeKind::Union:
        return inexpressible(path, "has values of different kinds");
      default:
        return "string";
    }
  }

  // What is not ASCII as bytes in octal digits: some registries take nothing else.
  static std::string escaped(const std::string& name) {
    std::string text;
    for (const char c : name) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < ' ' || byte >= 0x7F) {
        text += fmt::format("\\{:03o}", byte);
      } else {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
      }
    }
    return text;
  }

  std::string text_;
  bool has_timestamps_ = false;
};

}  // namespace

Result<std::string> protobuf_text(const SchemaShape& shape, const SchemaTextOptions& options) {
  if (shape.kind != ShapeKind::Record || shape.nullable) {
    return fail(ErrorCode::InvalidConfig,
                "the values are not all JSON objects: Protobuf has messages only; use Avro or JSON "
                "Schema");
  }
  ProtobufWriter writer;
  if (auto written = writer.message(shape, "", 0); !written) return tl::unexpected(written.error());
  return writer.text(options.name_space);
}

}  // namespace barnabas
