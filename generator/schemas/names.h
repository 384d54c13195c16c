#pragma once
// Names as schema languages want them, made of whatever a JSON field or a template is called.

#include <string>
#include <string_view>

namespace barnabas {

// [A-Za-z_][A-Za-z0-9_]*: what both Avro and Protobuf take for a name.
bool is_schema_name(std::string_view name);

// The same name with "_" for what cannot stand there: "first-name" becomes "first_name".
std::string schema_name(std::string_view name);

// For types: "shoestore_order" becomes "ShoestoreOrder", "eyeColor" "EyeColor".
std::string type_name(std::string_view name);

// The name of one of many: "orderlines" becomes "orderline", "categories" "category".
std::string singular(std::string_view name);

}  // namespace barnabas
