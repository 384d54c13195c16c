#include "generator/template/parser.h"

#include <fmt/format.h>

#include <utility>

#include "generator/template/parser_parts.h"
#include "generator/template/quote.h"

namespace barnabas {

const Token& Parser::next() {
  if (pushed_ > 0) {
    --pushed_;
  } else {
    tokens_[0] = lexer_.next();
  }
  return tokens_[pushed_];
}

const Token& Parser::peek() {
  next();
  ++pushed_;
  return tokens_[pushed_ - 1];
}

const Token& Parser::next_non_space() {
  while (true) {
    const auto& token = next();
    if (token.type != TokenType::Space) return token;
  }
}

const Token& Parser::peek_non_space() {
  next_non_space();
  ++pushed_;
  return tokens_[pushed_ - 1];
}

// The newest token is in place already; `first` came before it, `second` between the two.
void Parser::back_up(const Token& first) {
  tokens_[1] = first;
  pushed_ = 2;
}

void Parser::back_up(const Token& first, const Token& second) {
  tokens_[1] = second;
  tokens_[2] = first;
  pushed_ = 3;
}

std::nullptr_t Parser::fail(std::string message, std::string hint) {
  if (failed_) return nullptr;
  failed_ = true;
  const auto& token = tokens_[0];
  error_.message = fmt::format("template: {}:{}: {}", tree_.name, token.line, message);
  error_.hint = std::move(hint);
  error_.line = token.line;
  const auto before = std::string_view(tree_.text).substr(0, token.position);
  const auto newline = before.rfind('\n');
  error_.column = newline == before.npos ? before.size() : before.size() - newline - 1;
  return nullptr;
}

std::nullptr_t Parser::unexpected(const Token& token, std::string_view context) {
  if (token.type != TokenType::Error) {
    return fail(fmt::format("unexpected {} in {}", describe(token), context));
  }
  std::string where;
  if (scope_.action_line != 0 && scope_.action_line != token.line) {
    const bool says_action = token.text.ends_with(" action");
    where = fmt::format("{} started at {}:{}", says_action ? "" : " in action", tree_.name,
                        scope_.action_line);
  }
  return fail(std::string(token.text) + where);
}

bool Parser::expect(TokenType type, std::string_view context) {
  const auto& token = next_non_space();
  if (token.type == type) return true;
  unexpected(token, context);
  return false;
}

NodePointer Parser::make(NodeType type, std::size_t position) {
  auto node = std::make_unique<Node>();
  node->type = type;
  node->position = position;
  node->line = tokens_[0].line;
  return node;
}

// A definition may be filled once: an empty one gives way.
void Parser::define(const std::string& name, NodePointer body) {
  auto& known = tree_.bodies[name];
  if (!known || is_empty(*known)) {
    known = std::move(body);
  } else if (!is_empty(*body)) {
    fail("template: multiple definition of template " + quote(name));
  }
}

void Parser::parse() {
  auto root = make(NodeType::List, 0);
  while (!failed_ && peek().type != TokenType::End) {
    if (peek().type == TokenType::LeftDelimiter) {
      const auto delimiter = next();
      if (next_non_space().type == TokenType::Define) {
        parse_definition();
        continue;
      }
      back_up(delimiter);
    }
    auto node = text_or_action();
    if (!node) return;
    if (node->type == NodeType::End || node->type == NodeType::Else) {
      fail("unexpected " + to_string(*node));
      return;
    }
    root->children.push_back(std::move(node));
  }
  if (!failed_) define(tree_.name, std::move(root));
}

// The keyword has been read.
void Parser::parse_definition() {
  constexpr std::string_view context = "define clause";
  auto outer = std::exchange(scope_, {});
  std::string name;
  std::size_t position = 0;
  if (!template_name(context, name, position)) return;
  if (!expect(TokenType::RightDelimiter, context)) return;
  NodePointer end;
  auto body = item_list(end);
  if (!body) return;
  if (end->type != NodeType::End) {
    fail(fmt::format("unexpected {} in {}", to_string(*end), context));
    return;
  }
  define(name, std::move(body));
  scope_ = std::move(outer);
}

// Up to an `end` or `else`, which is handed out apart.
NodePointer Parser::item_list(NodePointer& end) {
  if (++depth_ > parse_depth_max) return fail("max nesting depth exceeded");
  auto list = make(NodeType::List, peek_non_space().position);
  while (peek_non_space().type != TokenType::End) {
    auto node = text_or_action();
    if (!node) return nullptr;
    if (node->type == NodeType::End || node->type == NodeType::Else) {
      end = std::move(node);
      --depth_;
      return list;
    }
    list->children.push_back(std::move(node));
  }
  return fail("unexpected EOF");
}

NodePointer Parser::text_or_action() {
  const auto token = next_non_space();
  if (token.type == TokenType::Text) {
    auto text = make(NodeType::Text, token.position);
    text->text = token.text;
    return text;
  }
  if (token.type != TokenType::LeftDelimiter) return unexpected(token, "input");
  scope_.action_line = token.line;
  auto node = action();
  scope_.action_line = 0;
  return node;
}

NodePointer Parser::action() {
  const auto token = next_non_space();
  switch (token.type) {
    case TokenType::Block:
      return block();
    case TokenType::Break:
      return jump(NodeType::Break, "{{break}}");
    case TokenType::Continue:
      return jump(NodeType::Continue, "{{continue}}");
    case TokenType::Else:
      return else_action();
    case TokenType::EndKeyword:
      if (!expect(TokenType::RightDelimiter, "end")) return nullptr;
      return make(NodeType::End, tokens_[0].position);
    case TokenType::If:
      return control(NodeType::If, "if");
    case TokenType::Range:
      return control(NodeType::Range, "range");
    case TokenType::Template:
      return call_template();
    case TokenType::With:
      return control(NodeType::With, "with");
    default:
      break;
  }
  back_up();
  auto node = make(NodeType::Action, peek().position);
  node->pipe = pipeline("command", TokenType::RightDelimiter);
  return node->pipe ? std::move(node) : nullptr;
}

NodePointer Parser::jump(NodeType type, std::string_view written) {
  auto node = make(type, tokens_[0].position);
  const auto& token = next_non_space();
  if (token.type != TokenType::RightDelimiter) return unexpected(token, written);
  if (scope_.ranges == 0) return fail(fmt::format("{} outside {{{{range}}}}", written));
  return node;
}

// if, range, with: the keyword has been read.
NodePointer Parser::control(NodeType type, std::string_view context) {
  const auto variables = scope_.variables.size();
  auto pipe = pipeline(context, TokenType::RightDelimiter);
  if (!pipe) return nullptr;
  auto node = make(type, pipe->position);
  node->pipe = std::move(pipe);
  if (type == NodeType::Range) ++scope_.ranges;
  NodePointer end;
  node->list = item_list(end);
  if (!node->list) return nullptr;
  if (type == NodeType::Range) --scope_.ranges;
  if (end->type == NodeType::Else) {
    node->otherwise = control_else(type, context);
    if (!node->otherwise) return nullptr;
  }
  scope_.variables.resize(variables);
  return node;
}

// `{{else if b}} ... {{end}}` means `{{else}}{{if b}} ... {{end}}{{end}}`: the keyword is still to
// be read, and the one `end` closes both.
NodePointer Parser::control_else(NodeType type, std::string_view context) {
  const bool chains = (type == NodeType::If && peek().type == TokenType::If) ||
                      (type == NodeType::With && peek().type == TokenType::With);
  if (chains) {
    if (++depth_ > parse_depth_max) return fail("max nesting depth exceeded");
    auto list = make(NodeType::List, next().position);
    auto inner = control(type, context);
    if (!inner) return nullptr;
    list->children.push_back(std::move(inner));
    --depth_;
    return list;
  }
  NodePointer end;
  auto list = item_list(end);
  if (list && end->type != NodeType::End) {
    return fail("expected end; found " + to_string(*end));
  }
  return list;
}

NodePointer Parser::else_action() {
  const auto& token = peek_non_space();
  auto node = make(NodeType::Else, token.position);
  if (token.type == TokenType::If || token.type == TokenType::With) return node;
  if (!expect(TokenType::RightDelimiter, "else")) return nullptr;
  return node;
}

NodePointer Parser::block() {
  constexpr std::string_view context = "block clause";
  auto node = make(NodeType::Template, 0);
  if (!template_name(context, node->text, node->position)) return nullptr;
  node->pipe = pipeline(context, TokenType::RightDelimiter);
  if (!node->pipe) return nullptr;
  const auto delimiter = tokens_[0];
  auto outer = std::exchange(scope_, {});
  NodePointer end;
  auto body = item_list(end);
  if (!body) return nullptr;
  if (end->type != NodeType::End) {
    tokens_[0] = delimiter;  // the outer body complains, which has read no further
    return fail(fmt::format("unexpected {} in {}", to_string(*end), context));
  }
  define(node->text, std::move(body));
  scope_ = std::move(outer);
  return node;
}

NodePointer Parser::call_template() {
  constexpr std::string_view context = "template clause";
  auto node = make(NodeType::Template, 0);
  if (!template_name(context, node->text, node->position)) return nullptr;
  if (next_non_space().type == TokenType::RightDelimiter) return node;
  back_up();
  node->pipe = pipeline(context, TokenType::RightDelimiter);
  return node->pipe ? std::move(node) : nullptr;
}

bool Parser::template_name(std::string_view context, std::string& name, std::size_t& position) {
  const auto token = next_non_space();
  if (token.type != TokenType::String && token.type != TokenType::RawString) {
    unexpected(token, context);
    return false;
  }
  auto text = unquote(token.text);
  if (!text) {
    fail("invalid syntax");
    return false;
  }
  name = std::move(*text);
  position = token.position;
  return true;
}

TemplateResult<SyntaxTree> parse_syntax(std::string name, std::string_view text,
                                        const FunctionTable& functions) {
  SyntaxTree tree;
  tree.name = std::move(name);
  tree.text = text;
  Parser parser(tree, functions);
  parser.parse();
  if (parser.failed()) return tl::unexpected(parser.take_error());
  return tree;
}

}  // namespace barnabas
