#include "generator/run/record_dot.h"

#include "generator/template/print.h"

namespace barnabas {
namespace {

constexpr Value nothing_to_print() { return Value::of_string(""); }

std::string text_of(Call& call, const Value& value) {
  call.scratch.clear();
  print_value(call.scratch, value);
  return std::string(call.scratch.view());
}

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
    self.value_ = self.parser_.parse(self.text_);
    self.is_parsed_ = true;
  }
  if (self.value_) return *self.value_;
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
  static_cast<RecordInTheMaking&>(*call.receiver).key = text_of(call, arguments[0]);
  return nothing_to_print();
}

Value RecordInTheMaking::add_header(Call& call, Arguments arguments) {
  auto& headers = static_cast<RecordInTheMaking&>(*call.receiver).headers;
  headers.emplace_back(arguments[0].as_string(), text_of(call, arguments[1]));
  return nothing_to_print();
}

}  // namespace barnabas
