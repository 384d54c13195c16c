// The part of Interpreter that computes expressions.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "generator/template/convert.h"
#include "generator/template/interpreter.h"
#include "protocol/base/suggest.h"

namespace barnabas {

Value Interpreter::fail(std::string message) {
  message_ = std::move(message);
  return Value::failure();
}

Value Interpreter::evaluate(const Expression& expression, const Value* piped) {
  const auto value = evaluate_any(expression, piped);
  return expression.unboxes ? value.unboxed() : value;
}

Value Interpreter::evaluate_any(const Expression& expression, const Value* piped) {
  if (expression.at != nullptr) at_ = expression.at;
  switch (expression.type) {
    case ExpressionType::Constant:
      return expression.constant;
    case ExpressionType::Slot:
      return slot(expression.slot);
    case ExpressionType::Field:
      return evaluate_field(expression, piped);
    case ExpressionType::Call:
      return evaluate_call(expression, piped);
    case ExpressionType::AndOr:
      return evaluate_and_or(expression, piped);
    case ExpressionType::Pipeline:
      return evaluate_pipeline(expression);
    case ExpressionType::Fail:
      break;
  }
  return fail(expression.text);
}

Value Interpreter::evaluate_pipeline(const Expression& pipeline) {
  Value value;
  const Value* piped = nullptr;
  for (const auto* command : pipeline.commands) {
    value = evaluate(*command, piped);
    if (value.failed()) return value;
    piped = &value;
  }
  for (const auto& declared : pipeline.declarations) {
    if (declared.slot < 0) return fail("undefined variable: " + declared.name);
    slot(static_cast<std::size_t>(declared.slot)) = value;
  }
  return value;
}

// The value as the parameter wants it, or the error that it cannot be.
Value Interpreter::fitted(const Value& value, Type type, Conversion conversion) {
  if (has_type(value, type)) return type == Type::Any ? value : value.unboxed();
  const auto converted = convert(value, type, conversion, arena_);
  return converted ? *converted : fail(conversion_error(value, type));
}

Value Interpreter::argument(const Argument& argument, Type type) {
  at_ = argument.node;
  const auto value = evaluate(*argument.expression, nullptr);
  if (value.failed() || (argument.literal && argument.type == type && type == Type::Any)) {
    return value;
  }
  const bool strict = program_.strict && !argument.literal;
  return fitted(value, type, strict ? Conversion::Strict : Conversion::Lenient);
}

Value Interpreter::invoke(const Expression& call, const Function& function, Arguments arguments) {
  call_.stream = call.stream;
  call_.prepared = call.prepared;
  const auto value = function.evaluate(call_, arguments);
  // Go's own functions say what is in the box, others that return anything give the box.
  const bool boxes = function.returns == Type::Any && function.category != "language";
  if (!value.failed()) return boxes ? value.as_boxed() : value;
  at_ = call.call_node;
  return fail(fmt::format("error calling {}: {}", function.name, call_.failure));
}

Value Interpreter::evaluate_constant_call(const Expression& call) {
  at_ = call.at_after;
  if (call.writer == nullptr || call.function->returns != Type::String) {
    return invoke(call, *call.function, call.constants);
  }
  call_.stream = call.stream;
  char* text = arena_.allocate(call.size_max);
  char* end = call.writer(text, call.data, call_);
  arena_.shrink_to(end);
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

Value Interpreter::evaluate_call(const Expression& call, const Value* piped) {
  if (call.all_constant) return evaluate_constant_call(call);
  const auto count = call.arguments.size();
  const auto values = arena_.values(count + (piped != nullptr ? 1 : 0));
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = argument(call.arguments[i], call.arguments[i].type);
    if (values[i].failed()) return values[i];
  }
  if (piped != nullptr) {
    const auto& parameters = call.function->parameters;
    const auto type = parameters[std::min(count, parameters.size() - 1)].type;
    const auto conversion = program_.strict ? Conversion::Strict : Conversion::Lenient;
    values[count] = fitted(*piped, type, conversion);
    if (values[count].failed()) return values[count];
  }
  return invoke(call, *call.function, values);
}

Value Interpreter::evaluate_and_or(const Expression& expression, const Value* piped) {
  const Value given = piped != nullptr ? *piped : Value();
  Value value;
  for (const auto& operand : expression.arguments) {
    value = argument(operand, Type::Any);
    if (value.failed() || is_true(value) == expression.any_true) return value;
  }
  return piped != nullptr ? given : value;
}

Value Interpreter::evaluate_field(const Expression& expression, const Value* piped) {
  auto receiver = evaluate(*expression.base, nullptr);
  for (std::size_t i = 0; i < expression.names.size() && !receiver.failed(); ++i) {
    const bool last = i + 1 == expression.names.size();
    receiver = field_of(expression, receiver, expression.names[i], last, piped);
  }
  return receiver;
}

Value Interpreter::field_of(const Expression& expression, Value receiver, const std::string& name,
                            bool last, const Value* piped) {
  const bool has_arguments = last && expression.has_arguments;
  const auto type = receiver.boxed() ? std::string_view("interface {}") : std::string_view();
  if (receiver.is_nothing()) {
    if (!receiver.boxed()) return {};
    return fail(fmt::format("nil pointer evaluating {}.{}", type, name));
  }
  if (receiver.kind() == Kind::Object) {
    auto& object = receiver.object();
    const auto* method = object.method(name);
    if (method != nullptr) return call_method(expression, *method, object, last ? piped : nullptr);
    if (const auto field = object.field(name)) {
      if (!has_arguments) return *field;
      return fail(name + " has arguments but cannot be invoked as function");
    }
  } else if (receiver.kind() == Kind::Map && receiver.map().key == Kind::String) {
    if (!has_arguments) return entry_of(receiver.map(), name);
    return fail(name + " is not a method but has arguments");
  }
  return fail(fmt::format("can't evaluate field {} in type {}", name,
                          type.empty() ? type_name(receiver) : std::string(type)));
}

Value Interpreter::entry_of(const Map& map, const std::string& name) {
  const auto value = map_lookup(map, name);
  // What is there and null is boxed.
  if (!value.is_nothing() || value.boxed() || map.what.empty()) return value;
  std::vector<std::string> names;
  for (const auto& entry : map.entries) names.emplace_back(entry.key.as_string());
  return fail(fmt::format("'{}' have no field '{}'; there are {}.{}", map.what, name,
                          fmt::join(names, ", "), did_you_mean(name, names)));
}

Value Interpreter::call_method(const Expression& expression, const Function& method,
                               Object& receiver, const Value* piped) {
  const auto count = expression.arguments.size();
  const auto given = count + (piped != nullptr ? 1 : 0);
  const auto& parameters = method.parameters;
  if (method.variadic ? given + 1 < parameters.size() : given != parameters.size()) {
    return fail(fmt::format("wrong number of args for {}: want {}{} got {}", method.name,
                            method.variadic ? "at least " : "",
                            parameters.size() - (method.variadic ? 1 : 0),
                            method.variadic ? count : given));
  }
  const auto values = arena_.values(given);
  for (std::size_t i = 0; i < given; ++i) {
    const auto type = parameters[std::min(i, parameters.size() - 1)].type;
    const auto conversion = program_.strict ? Conversion::Strict : Conversion::Lenient;
    values[i] =
        i < count ? argument(expression.arguments[i], type) : fitted(*piped, type, conversion);
    if (values[i].failed()) return values[i];
  }
  call_.receiver = &receiver;
  return invoke(expression, method, values);
}

}  // namespace barnabas
