#include "generator/template/expression_compiler.h"

#include <fmt/format.h>

namespace barnabas {

int VariableScope::find(const std::string& name) const {
  for (auto known = variables.rbegin(); known != variables.rend(); ++known) {
    if (known->first == name) return known->second;
  }
  return -1;
}

int VariableScope::declare(const std::string& name) {
  const int slot = static_cast<int>(slot_count++);
  variables.emplace_back(name, slot);
  return slot;
}

Expression* ExpressionCompiler::make(ExpressionType type, const Node* at) {
  auto& made = program_.expressions.emplace_back();
  made.type = type;
  made.at = at;
  return &made;
}

Expression* ExpressionCompiler::constant(const Value& value, const Node* at) {
  auto* made = make(ExpressionType::Constant, at);
  made->constant = value;
  return made;
}

Expression* ExpressionCompiler::failing(const Node* at, std::string message) {
  auto* made = make(ExpressionType::Fail, at);
  made->text = std::move(message);
  return made;
}

Expression* ExpressionCompiler::pipeline(const Node& pipe, VariableScope& scope) {
  std::vector<const Expression*> commands;
  Expression* last = nullptr;
  for (const auto& node : pipe.children) {
    const auto piped = last == nullptr ? Piped::No : Piped::Yes;
    last = command(*node, last == nullptr ? &pipe : nullptr, piped, scope);
    last->unboxes = true;
    commands.push_back(last);
  }
  if (commands.size() == 1 && pipe.declarations.empty()) return last;
  auto* made = make(ExpressionType::Pipeline, &pipe);
  made->commands = std::move(commands);
  for (const auto& declared : pipe.declarations) {
    const auto& name = declared->names.front();
    const int slot = pipe.assigns ? scope.find(name) : scope.declare(name);
    made->declarations.push_back({name, slot});
  }
  return made;
}

Expression* ExpressionCompiler::command(const Node& node, const Node* pipe, Piped piped,
                                        VariableScope& scope) {
  const auto& first = *node.children.front();
  switch (first.type) {
    case NodeType::Field:
      return field(first, node, piped, scope);
    case NodeType::Chain:
      return chain(first, node, piped, scope);
    case NodeType::Identifier:
      return call(first, node, piped, scope);
    case NodeType::Variable:
      return variable(first, &node, piped, scope);
    default:
      break;
  }
  const bool has_arguments = node.children.size() > 1 || piped == Piped::Yes;
  if (has_arguments) {
    const auto written = "can't give argument to non-function " + to_string(first);
    return failing(first.type == NodeType::Pipe ? pipe : &first, written);
  }
  if (first.type == NodeType::Pipe) return pipeline(first, scope);
  return value_command(first, scope);
}

Expression* ExpressionCompiler::value_command(const Node& first, VariableScope& scope) {
  switch (first.type) {
    case NodeType::Bool:
      return constant(Value::of_bool(first.truth), &first);
    case NodeType::Nil:
      return failing(&first, "nil is not a command");
    case NodeType::Number:
      return ideal_constant(first);
    case NodeType::String:
      return constant(Value::of_string(program_.memory.copy(first.value)), &first);
    default: {
      auto* dot = make(ExpressionType::Slot, &first);
      dot->slot = scope.dot_slot;
      return dot;
    }
  }
}

// A number where nothing says which type is wanted: how it is written decides.
Expression* ExpressionCompiler::ideal_constant(const Node& node) {
  const auto& number = node.number;
  if (number.is_complex) {
    return constant(Value::of_complex(program_.memory.make(number.complex)), &node);
  }
  if (number.is_float && is_written_as_float(node.text)) {
    return constant(Value::of_float64(number.floating), &node);
  }
  if (number.is_integer) return constant(Value::of_int(number.integer), &node);
  return failing(&node, node.text + " overflows int");
}

Expression* ExpressionCompiler::field(const Node& node, const Node& command, Piped piped,
                                      VariableScope& scope) {
  auto* dot = make(ExpressionType::Slot, nullptr);
  dot->slot = scope.dot_slot;
  auto* made = make(ExpressionType::Field, &node);
  made->base = dot;
  made->names = node.names;
  method_arguments(*made, command, piped, scope);
  return made;
}

Expression* ExpressionCompiler::variable(const Node& node, const Node* command, Piped piped,
                                         VariableScope& scope) {
  const int slot = scope.find(node.names.front());
  if (slot < 0) return failing(&node, "undefined variable: " + node.names.front());
  const bool has_fields = node.names.size() > 1;
  const bool has_arguments = (command && command->children.size() > 1) || piped == Piped::Yes;
  if (has_arguments && !has_fields) {
    return failing(&node, "can't give argument to non-function " + to_string(node));
  }
  auto* value = make(ExpressionType::Slot, has_fields ? nullptr : &node);
  value->slot = static_cast<std::uint32_t>(slot);
  if (!has_fields) return value;
  auto* made = make(ExpressionType::Field, &node);
  made->base = value;
  made->names.assign(node.names.begin() + 1, node.names.end());
  if (command) method_arguments(*made, *command, piped, scope);
  return made;
}

Expression* ExpressionCompiler::chain(const Node& node, const Node& command, Piped piped,
                                      VariableScope& scope) {
  const auto& term = *node.children.front();
  if (term.type == NodeType::Nil) {
    return failing(&node, "indirection through explicit nil in " + to_string(node));
  }
  auto* made = make(ExpressionType::Field, &node);
  made->base = operand(term, scope);
  made->names = node.names;
  method_arguments(*made, command, piped, scope);
  return made;
}

// Which method it is shows when it runs; then the arguments are converted.
void ExpressionCompiler::method_arguments(Expression& field, const Node& command, Piped piped,
                                          VariableScope& scope) {
  for (std::size_t i = 1; i < command.children.size(); ++i) {
    field.arguments.push_back(argument(*command.children[i], Type::Any, scope));
  }
  field.call_node = field.at;
  field.has_arguments = piped == Piped::Yes || !field.arguments.empty();
  field.stream = Random::site_offset(++sites_);
}

Expression* ExpressionCompiler::and_or(const Node& identifier, const Node& command,
                                       VariableScope& scope) {
  auto* made = make(ExpressionType::AndOr, &identifier);
  made->any_true = identifier.text == "or";
  for (std::size_t i = 1; i < command.children.size(); ++i) {
    made->arguments.push_back(argument(*command.children[i], Type::Any, scope));
  }
  return made;
}

std::optional<std::string> ExpressionCompiler::count_error(const Function& function,
                                                           std::size_t count, Piped piped) {
  const auto given = count + (piped == Piped::Yes ? 1 : 0);
  const auto wanted = function.parameters.size();
  if (function.variadic) {
    if (given + 1 >= wanted) return {};
    return fmt::format("wrong number of args for {}: want at least {} got {}", function.name,
                       wanted - 1, count);
  }
  if (given == wanted) return {};
  return fmt::format("wrong number of args for {}: want {} got {}", function.name, wanted, given);
}

// `command` is the identifier itself where a function stands among arguments.
Expression* ExpressionCompiler::call(const Node& identifier, const Node& command, Piped piped,
                                     VariableScope& scope) {
  const auto* function = options_.functions.find(identifier.text);
  const bool alone = command.type == NodeType::Identifier;
  const auto count = alone ? 0 : command.children.size() - 1;
  if (const auto error = count_error(*function, count, piped)) return failing(&identifier, *error);
  const bool is_builtin = function->evaluate == nullptr;
  if (is_builtin) return and_or(identifier, command, scope);
  auto* made = make(ExpressionType::Call, &identifier);
  made->function = function;
  made->call_node = &command;
  const auto& parameters = function->parameters;
  for (std::size_t i = 0; i < count; ++i) {
    const auto type = parameters[std::min(i, parameters.size() - 1)].type;
    made->arguments.push_back(argument(*command.children[i + 1], type, scope));
  }
  made->text = count > 0 ? to_string(*command.children[1]) : "";
  finish_call(*made, piped);
  return made;
}

void ExpressionCompiler::finish_call(Expression& call, Piped piped) {
  call.stream = Random::site_offset(++sites_);
  program_.stateful = program_.stateful || call.function->stateful;
  // `call` quotes its first argument; the text is kept for it.
  if (call.function->name == "call") call.prepared = &call.text;
  if (piped == Piped::Yes || !take_constants(call)) return;
  call.all_constant = true;
  call.at_after = call.arguments.empty() ? call.at : call.arguments.back().expression->at;
  if (call.arguments.empty() || call.at_after == nullptr) call.at_after = call.at;
  if (!fold(call)) specialize(call);
}

// Whether all arguments are constants that fit the parameters.
bool ExpressionCompiler::take_constants(Expression& call) {
  std::vector<Value> constants;
  for (const auto& given : call.arguments) {
    if (given.expression->type != ExpressionType::Constant) return false;
    auto value = given.expression->constant;
    if (given.expression->unboxes) value = value.unboxed();
    const auto converted = convert(value, given.type, conversion(), program_.memory);
    if (!converted) return false;
    constants.push_back(*converted);
  }
  call.constants = std::move(constants);
  return true;
}

bool ExpressionCompiler::fold(Expression& call) {
  if (!call.function->constant) return false;
  Call context(program_.memory, nullptr);
  context.strict = options_.strict;
  const auto value = call.function->evaluate(context, call.constants);
  if (value.failed()) return false;  // it will fail again when it is reached
  call.type = ExpressionType::Constant;
  call.at = call.at_after;
  call.constant = value;
  return true;
}

void ExpressionCompiler::specialize(Expression& call) {
  if (call.function->specialize == nullptr) return;
  Specialization use(call.constants, program_.memory, options_.environment);
  call.function->specialize(use);
  if (!use.error.empty()) {
    if (refusal_) return;
    const auto message = fmt::format("error calling {}: {}", call.function->name, use.error);
    const auto place = locate(program_.tree, *call.call_node);
    refusal_ =
        TemplateError{.message = execution_error(program_.tree, body_, call.call_node, message),
                      .line = place.line,
                      .column = place.column};
    return;
  }
  call.writer = use.writer;
  call.size_max = use.size_max;
  call.data = use.data;
  call.prepared = use.prepared;
  if (use.owned) program_.owned.push_back(std::move(use.owned));
}

Argument ExpressionCompiler::argument(const Node& node, Type type, VariableScope& scope) {
  Argument made{.node = &node, .type = type};
  switch (node.type) {
    case NodeType::Nil: {
      const auto nil = nil_of(type);
      made.expression =
          nil ? constant(*nil, &node)
              : failing(&node, "cannot assign nil to " + std::string(type_name(type)));
      break;
    }
    case NodeType::Bool:
    case NodeType::Number:
    case NodeType::String:
      made.expression = literal(node, type);
      made.literal = true;
      break;
    default:
      made.expression = operand(node, scope);
  }
  return made;
}

// What stands as an argument, or in front of a chain of fields.
Expression* ExpressionCompiler::operand(const Node& node, VariableScope& scope) {
  switch (node.type) {
    case NodeType::Field: {
      Node command;
      return field(node, command, Piped::No, scope);
    }
    case NodeType::Variable:
      return variable(node, nullptr, Piped::No, scope);
    case NodeType::Pipe:
      return pipeline(node, scope);
    case NodeType::Identifier:
      return call(node, node, Piped::No, scope);
    case NodeType::Chain: {
      Node command;
      return chain(node, command, Piped::No, scope);
    }
    default: {
      auto* dot = make(ExpressionType::Slot, &node);
      dot->slot = scope.dot_slot;
      return dot;
    }
  }
}

namespace {

// What Go calls a literal that it wants in place of another.
std::string_view wanted_literal(Type type) {
  switch (type) {
    case Type::Bool:
      return "bool";
    case Type::Int:
    case Type::Int64:
      return "integer";
    case Type::Float32:
    case Type::Float64:
      return "float";
    default:
      return "string";
  }
}

}  // namespace

Expression* ExpressionCompiler::literal(const Node& node, Type type) {
  if (type == Type::Any) {
    VariableScope none;
    return value_command(node, none);
  }
  if (node.type == NodeType::Number) {
    if (const auto value = convert_number(node.number, type)) return constant(*value, &node);
    if (type == Type::String && !options_.strict) return ideal_constant(node);
  }
  if (node.type == NodeType::Bool && type == Type::Bool) {
    return constant(Value::of_bool(node.truth), &node);
  }
  if (node.type == NodeType::String && type == Type::String) {
    return constant(Value::of_string(program_.memory.copy(node.value)), &node);
  }
  if (type == Type::List || type == Type::Strings || type == Type::Ints) {
    return failing(
        &node, fmt::format("can't handle {} for arg of type {}", to_string(node), type_name(type)));
  }
  return failing(&node,
                 fmt::format("expected {}; found {}", wanted_literal(type), to_string(node)));
}

}  // namespace barnabas
