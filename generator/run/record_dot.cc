#include "generator/run/record_dot.h"

#include "generator/template/print.h"

namespace barnabas {
namespace {

constexpr Value nothing_to_print() { return Value::of_string(""); }

}  // namespace

std::optional<Value> FinishedValue::field(std::string_view name) const {
  if (name == "V") return Value::of_string(text_);
  if (name == "K" && key_) return Value::of_string(*key_);
  return std::nullopt;
}

const Function* FinishedValue::method(std::string_view name) const {
  static constexpr Function value{.name = "Value", .returns = Type::Any, .evaluate = parsed};
  return name == "Value" ? &value : nullptr;
}

Value FinishedValue::parsed(Call& call, Arguments) {
  auto& self = static_cast<FinishedValue&>(*call.receiver);
  if (!self.is_parsed_) {
    self.arena_.reset();
    self.value_ = self.reader_.read(self.text_, self.arena_);
    self.is_parsed_ = true;
  }
  if (!self.value_.failed()) return self.value_;
  return call.fail("the record's value is not JSON; .V is its text");
}

const Function* RecordInTheMaking::method(std::string_view name) const {
  static constexpr Function methods[] = {
      {.name = "SetKey", .parameters = {{"key", Type::Any}}, .evaluate = set_key},
      {.name = "AddHeader",
       .parameters = {{"name", Type::String}, {"value", Type::Any}},
       .evaluate = add_header},
  };
  for (const auto& method : methods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

Value RecordInTheMaking::set_key(Call& call, Arguments arguments) {
  auto& self = static_cast<RecordInTheMaking&>(*call.receiver);
  self.has_key = true;
  self.key.clear();
  print_value(self.key, arguments[0]);
  return nothing_to_print();
}

Value RecordInTheMaking::add_header(Call& call, Arguments arguments) {
  auto& self = static_cast<RecordInTheMaking&>(*call.receiver);
  const auto name = arguments[0].as_string();
  self.header_texts.append(name);
  const auto value_at = self.header_texts.size();
  print_value(self.header_texts, arguments[1]);
  self.header_sizes.push_back(
      {.name_size = name.size(), .value_size = self.header_texts.size() - value_at});
  return nothing_to_print();
}

}  // namespace barnabas
