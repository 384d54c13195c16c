#pragma once
// Parser: the parser's own parts, for the two files that define it: parser.cc has the tokens and
// the actions that control, parse_pipeline.cc what stands in pipelines.

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/template/error.h"
#include "generator/template/function.h"
#include "generator/template/lexer.h"
#include "generator/template/syntax.h"

namespace barnabas {

// Deeper than any sane template, and no danger for the stack.
constexpr int parse_depth_max = 400;

class Parser {
 public:
  Parser(SyntaxTree& tree, const FunctionTable& functions)
      : tree_(tree), functions_(functions), lexer_(tree.text) {}

  void parse();
  bool failed() const { return failed_; }
  TemplateError take_error() { return std::move(error_); }

 private:
  // What belongs to one body; a definition inside of another begins anew.
  struct Scope {
    std::vector<std::string> variables = {"$"};
    std::size_t action_line = 0;
    int ranges = 0;
  };

  // Tokens, up to three of them pushed back.
  const Token& next();
  const Token& peek();
  const Token& next_non_space();
  const Token& peek_non_space();
  void back_up() { ++pushed_; }
  void back_up(const Token& first);
  void back_up(const Token& first, const Token& second);

  std::nullptr_t fail(std::string message, std::string hint = {});
  std::nullptr_t unexpected(const Token& token, std::string_view context);
  bool expect(TokenType type, std::string_view context);

  NodePointer make(NodeType type, std::size_t position);
  void define(const std::string& name, NodePointer body);
  void parse_definition();
  NodePointer item_list(NodePointer& end);
  NodePointer text_or_action();
  NodePointer action();
  NodePointer jump(NodeType type, std::string_view written);
  NodePointer control(NodeType type, std::string_view context);
  NodePointer control_else(NodeType type, std::string_view context);
  NodePointer else_action();
  NodePointer block();
  NodePointer call_template();
  bool template_name(std::string_view context, std::string& name, std::size_t& position);
  NodePointer pipeline(std::string_view context, TokenType end);
  bool declarations(Node& pipe, std::string_view context);
  bool check_pipeline(const Node& pipe, std::string_view context);
  NodePointer command();
  NodePointer operand();
  NodePointer fields_behind(NodePointer term);
  NodePointer term();
  NodePointer identifier(const Token& token);
  NodePointer variable(const Token& token);
  NodePointer string_literal(const Token& token);
  NodePointer number_literal(const Token& token);
  NodePointer parenthesized();

  SyntaxTree& tree_;
  const FunctionTable& functions_;
  Lexer lexer_;
  std::array<Token, 3> tokens_;
  std::size_t pushed_ = 0;
  Scope scope_;
  int depth_ = 0;
  bool failed_ = false;
  TemplateError error_;
};

}  // namespace barnabas
