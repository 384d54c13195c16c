#pragma once
// ExpressionCompiler: the half of the compiler that knows pipelines, commands and operands.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/template/compiler.h"
#include "generator/template/convert.h"
#include "generator/template/program.h"

namespace barnabas {

// The variables that can be seen, by name, and where they and the dot are kept.
struct VariableScope {
  std::vector<std::pair<std::string, int>> variables = {{"$", 0}};
  std::uint32_t dot_slot = 0;
  std::uint32_t slot_count = 1;

  int find(const std::string& name) const;
  int declare(const std::string& name);
};

class ExpressionCompiler {
 public:
  ExpressionCompiler(Program& program, const CompileOptions& options)
      : program_(program), options_(options) {}

  // A pipeline; what it declares is added to the scope.
  Expression* pipeline(const Node& pipe, VariableScope& scope);

  // The dot, `nil` of the language: for a template that is called without a value.
  Expression* constant(const Value& value, const Node* at);
  Expression* failing(const Node* at, std::string message);

  // The first call whose function refused its constants when asked to prepare for them.
  const std::optional<TemplateError>& refusal() const { return refusal_; }
  // The body that is compiled, for error texts.
  void set_body(std::string name) { body_ = std::move(name); }

 private:
  // A value comes out of the pipe's command before, as the last argument.
  enum class Piped : bool { No, Yes };

  Expression* make(ExpressionType type, const Node* at);
  Expression* command(const Node& node, const Node* pipe, Piped piped, VariableScope& scope);
  Expression* value_command(const Node& first, VariableScope& scope);
  Expression* ideal_constant(const Node& node);
  Expression* field(const Node& node, const Node& command, Piped piped, VariableScope& scope);
  Expression* variable(const Node& node, const Node* command, Piped piped, VariableScope& scope);
  Expression* chain(const Node& node, const Node& command, Piped piped, VariableScope& scope);
  void method_arguments(Expression& field, const Node& command, Piped piped, VariableScope& scope);
  Expression* call(const Node& identifier, const Node& command, Piped piped, VariableScope& scope);
  Expression* and_or(const Node& identifier, const Node& command, VariableScope& scope);
  std::optional<std::string> count_error(const Function& function, std::size_t count, Piped piped);
  void finish_call(Expression& call, Piped piped);
  bool take_constants(Expression& call);
  bool fold(Expression& call);
  void specialize(Expression& call);
  Argument argument(const Node& node, Type type, VariableScope& scope);
  Expression* operand(const Node& node, VariableScope& scope);
  Expression* literal(const Node& node, Type type);
  Conversion conversion() const {
    return options_.strict ? Conversion::Strict : Conversion::Lenient;
  }

  Program& program_;
  const CompileOptions& options_;
  std::string body_;
  std::uint64_t sites_ = 0;
  std::optional<TemplateError> refusal_;
};

}  // namespace barnabas
