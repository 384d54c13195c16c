#include "generator/template/function.h"

namespace barnabas {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::Any:
      return "interface {}";
    case Type::Bool:
      return "bool";
    case Type::Int:
      return "int";
    case Type::Int64:
      return "int64";
    case Type::Float32:
      return "float32";
    case Type::Float64:
      return "float64";
    case Type::String:
      return "string";
    case Type::List:
      return "[]interface {}";
    case Type::Strings:
      return "[]string";
    case Type::Ints:
      return "[]int";
  }
  return "?";
}

void FunctionTable::add(std::span<const Function> functions) {
  for (const auto& function : functions) functions_[function.name] = &function;
}

const Function* FunctionTable::find(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second;
}

std::vector<std::string> FunctionTable::names() const {
  std::vector<std::string> names;
  for (const auto& [name, function] : functions_) names.emplace_back(name);
  return names;
}

}  // namespace barnabas
