#include "generator/template/template.h"

#include <algorithm>

#include "generator/template/compiler.h"
#include "generator/template/interpreter.h"
#include "generator/template/parser.h"

namespace barnabas {

TemplateResult<Template> Template::parse(std::string_view text, const TemplateOptions& options) {
  FunctionTable builtins;
  if (options.functions == nullptr) builtins.add(builtin_functions());
  const auto& functions = options.functions ? *options.functions : builtins;
  auto tree = parse_syntax(options.name, text, functions);
  if (!tree) return tl::unexpected(tree.error());
  auto program = compile(
      std::move(*tree),
      {.functions = functions, .environment = options.environment, .strict = options.strict});
  if (!program) return tl::unexpected(program.error());
  return Template(std::move(*program));
}

Template::Template(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

bool Template::is_stateful() const { return program_->stateful; }

bool Template::asks_for(std::string_view name) const {
  const auto& all = program_->expressions;
  return std::any_of(all.begin(), all.end(), [&](const Expression& expression) {
    const auto& names = expression.names;
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

std::size_t Template::operation_count() const {
  return program_->bodies[program_->main].operations.size();
}

Renderer::Renderer(const Template& parsed, Environment* environment)
    : interpreter_(std::make_unique<Interpreter>(*parsed.program_, environment)) {}
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;
Renderer::~Renderer() = default;

TemplateResult<void> Renderer::render(const RecordId& record, const Value& dot, TextBuffer& out) {
  return interpreter_->render(record, dot, out);
}

void Renderer::set_cancelled(const std::atomic<bool>* cancelled) {
  interpreter_->set_cancelled(cancelled);
}

}  // namespace barnabas
