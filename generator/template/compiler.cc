#include "generator/template/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "generator/template/expression_compiler.h"
#include "generator/template/print.h"
#include "generator/template/quote.h"

namespace barnabas {

namespace {

// Compiles one body, the main one or a defined one.
class BodyCompiler {
 public:
  BodyCompiler(Program& program, ExpressionCompiler& expressions, Body& body)
      : program_(program), expressions_(expressions), body_(body) {}

  void compile(const Node& list) {
    statements(list);
    flush();
    add(OperationType::Return);
    body_.slot_count = scope_.slot_count;
  }

 private:
  // The loop around the statements being compiled.
  struct Loop {
    std::uint32_t step = 0;
    std::vector<std::size_t> breaks;
  };

  void statements(const Node& list);
  void statement(const Node& node);
  void action(const Node& node);
  void condition(const Node& node);
  void range(const Node& node);
  void call_template(const Node& node);
  void jump_out(const Node& node);

  std::size_t add(OperationType type);
  std::uint32_t here();
  void flush();
  void write(const Expression& call);
  void end_piece(Writer writer);

  Program& program_;
  ExpressionCompiler& expressions_;
  Body& body_;
  VariableScope scope_;
  std::vector<Loop> loops_;

  // What is written without a decision in between: pieces, and a literal not yet part of one.
  std::string literal_;
  std::vector<Piece> pieces_;
  std::size_t run_size_ = 0;
};

std::size_t BodyCompiler::add(OperationType type) {
  flush();
  body_.operations.push_back({.type = type});
  return body_.operations.size() - 1;
}

// The index of the next operation, as a target for jumps.
std::uint32_t BodyCompiler::here() {
  flush();
  return static_cast<std::uint32_t>(body_.operations.size());
}

void BodyCompiler::end_piece(Writer writer) {
  const auto kept = program_.memory.copy(literal_);
  // An empty literal is copied in one block too: it needs something that can be read.
  static constexpr char nothing[32] = {};
  pieces_.push_back({.literal = kept.empty() ? nothing : kept.data(),
                     .literal_size = kept.size(),
                     .writer = writer});
  run_size_ += kept.size();
  literal_.clear();
}

void BodyCompiler::write(const Expression& call) {
  end_piece(call.writer);
  pieces_.back().stream = call.stream;
  pieces_.back().data = call.data;
  run_size_ += call.size_max;
}

void BodyCompiler::flush() {
  if (!literal_.empty()) end_piece(nullptr);
  if (pieces_.empty()) return;
  body_.operations.push_back({.type = OperationType::Run,
                              .first = static_cast<std::uint32_t>(body_.pieces.size()),
                              .count = static_cast<std::uint32_t>(pieces_.size()),
                              .size_max = run_size_});
  body_.pieces.insert(body_.pieces.end(), pieces_.begin(), pieces_.end());
  pieces_.clear();
  run_size_ = 0;
}

void BodyCompiler::statements(const Node& list) {
  for (const auto& node : list.children) statement(*node);
}

void BodyCompiler::statement(const Node& node) {
  switch (node.type) {
    case NodeType::Text:
      literal_ += node.text;
      break;
    case NodeType::Action:
      return action(node);
    case NodeType::If:
    case NodeType::With:
      return condition(node);
    case NodeType::Range:
      return range(node);
    case NodeType::Break:
    case NodeType::Continue:
      return jump_out(node);
    case NodeType::Template:
      return call_template(node);
    default:
      break;
  }
}

void BodyCompiler::action(const Node& node) {
  const auto* value = expressions_.pipeline(*node.pipe, scope_);
  if (!node.pipe->declarations.empty()) {
    body_.operations[add(OperationType::Evaluate)].expression = value;
  } else if (value->type == ExpressionType::Constant) {
    TextBuffer text;
    print_action(text, value->constant.unboxed());
    literal_ += text.view();
  } else if (value->type == ExpressionType::Call && value->writer != nullptr) {
    write(*value);
  } else {
    body_.operations[add(OperationType::Print)].expression = value;
  }
}

// if and with. What the pipeline declares is seen in both branches.
void BodyCompiler::condition(const Node& node) {
  const auto outside = scope_.variables.size();
  const auto dot = scope_.dot_slot;
  const auto* value = expressions_.pipeline(*node.pipe, scope_);
  const auto declared = scope_.variables.size();
  const bool with = node.type == NodeType::With;
  const auto test = add(with ? OperationType::With : OperationType::JumpIfFalse);
  body_.operations[test].expression = value;
  if (with) {
    scope_.dot_slot = scope_.slot_count++;
    body_.operations[test].slot = scope_.dot_slot;
  }
  statements(*node.list);
  scope_.dot_slot = dot;
  scope_.variables.resize(declared);
  if (node.otherwise) {
    const auto done = add(OperationType::Jump);
    body_.operations[test].target = here();
    statements(*node.otherwise);
    body_.operations[done].target = here();
  } else {
    body_.operations[test].target = here();
  }
  scope_.variables.resize(outside);
}

void BodyCompiler::range(const Node& node) {
  const auto outside = scope_.variables.size();
  const auto dot = scope_.dot_slot;
  const auto* value = expressions_.pipeline(*node.pipe, scope_);
  const auto declared = scope_.variables.size();
  const auto start = add(OperationType::RangeStart);
  const auto slot = scope_.slot_count;
  scope_.slot_count += 3;
  const auto step = add(OperationType::RangeStep);
  for (const auto index : {start, step}) {
    auto& operation = body_.operations[index];
    operation.expression = value;
    operation.slot = slot;
    operation.at = &node;
    const auto& names = value->declarations;
    if (!names.empty()) operation.element_slot = names.back().slot;
    if (names.size() > 1) operation.index_slot = names.front().slot;
  }
  loops_.push_back({.step = static_cast<std::uint32_t>(step)});
  scope_.dot_slot = slot + 2;
  statements(*node.list);
  scope_.dot_slot = dot;
  scope_.variables.resize(declared);
  body_.operations[add(OperationType::Jump)].target = static_cast<std::uint32_t>(step);
  auto end = here();
  body_.operations[start].target = end;
  if (node.otherwise) {
    // The loop's end jumps over what is there for an empty one.
    statements(*node.otherwise);
    end = here();
  }
  body_.operations[step].target = end;
  for (const auto index : loops_.back().breaks) body_.operations[index].target = end;
  loops_.pop_back();
  scope_.variables.resize(outside);
}

void BodyCompiler::jump_out(const Node& node) {
  const auto jump = add(OperationType::Jump);
  if (node.type == NodeType::Continue) {
    body_.operations[jump].target = loops_.back().step;
  } else {
    loops_.back().breaks.push_back(jump);
  }
}

void BodyCompiler::call_template(const Node& node) {
  const auto found = program_.body_index.find(node.text);
  if (found == program_.body_index.end()) {
    const auto message = fmt::format("template {} not defined", quote(node.text));
    body_.operations[add(OperationType::Fail)].expression = expressions_.failing(&node, message);
    return;
  }
  const auto* value = node.pipe ? expressions_.pipeline(*node.pipe, scope_) : nullptr;
  auto& operation = body_.operations[add(OperationType::CallTemplate)];
  operation.first = static_cast<std::uint32_t>(found->second);
  operation.expression = value;
  operation.at = &node;
}

}  // namespace

Location locate(const SyntaxTree& tree, const Node& node) {
  const auto before = std::string_view(tree.text).substr(0, node.position);
  const auto newline = before.rfind('\n');
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {.line = static_cast<std::size_t>(lines) + 1,
          .column = newline == before.npos ? before.size() : before.size() - newline - 1};
}

std::string execution_error(const SyntaxTree& tree, std::string_view body, const Node* at,
                            std::string_view message) {
  if (at == nullptr) return fmt::format("template: {}: {}", body, message);
  const auto place = locate(tree, *at);
  return fmt::format("template: {}:{}:{}: executing {} at <{}>: {}", tree.name, place.line,
                     place.column, quote(body), to_string(*at), message);
}

TemplateResult<std::unique_ptr<Program>> compile(SyntaxTree tree, const CompileOptions& options) {
  auto program = std::make_unique<Program>();
  program->tree = std::move(tree);
  program->strict = options.strict;
  for (const auto& [name, node] : program->tree.bodies) {
    program->body_index.emplace(name, program->bodies.size());
    program->bodies.push_back({.name = name});
  }
  program->main = program->body_index.at(program->tree.name);
  ExpressionCompiler expressions(*program, options);
  for (const auto& [name, node] : program->tree.bodies) {
    expressions.set_body(name);
    auto& body = program->bodies[program->body_index.at(name)];
    BodyCompiler(*program, expressions, body).compile(*node);
  }
  if (expressions.refusal()) return tl::unexpected(*expressions.refusal());
  return program;
}

}  // namespace barnabas
