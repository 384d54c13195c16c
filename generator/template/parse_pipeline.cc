#include <fmt/format.h>

#include <algorithm>

#include "generator/template/parser_parts.h"
#include "generator/template/quote.h"
#include "protocol/base/suggest.h"

namespace barnabas {

namespace {

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (true) {
    const auto dot = text.find('.');
    names.emplace_back(text.substr(0, dot));
    if (dot == text.npos) return names;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

NodePointer Parser::pipeline(std::string_view context, TokenType end) {
  auto pipe = make(NodeType::Pipe, peek_non_space().position);
  if (!declarations(*pipe, context)) return nullptr;
  while (true) {
    const auto token = next_non_space();
    if (token.type == end) {
      return check_pipeline(*pipe, context) ? std::move(pipe) : nullptr;
    }
    switch (token.type) {
      case TokenType::Bool:
      case TokenType::CharConstant:
      case TokenType::Complex:
      case TokenType::Dot:
      case TokenType::Field:
      case TokenType::Identifier:
      case TokenType::Number:
      case TokenType::Nil:
      case TokenType::RawString:
      case TokenType::String:
      case TokenType::Variable:
      case TokenType::LeftParenthesis:
        break;
      default:
        return unexpected(token, context);
    }
    back_up();
    auto parsed = command();
    if (!parsed) return nullptr;
    pipe->children.push_back(std::move(parsed));
  }
}

// `$x :=`, `$x =`, and in a range `$i, $x :=`. A variable that is followed by none of these is an
// operand: it goes back, with the space behind it, which tells `$x .Y` from `$x.Y`.
bool Parser::declarations(Node& pipe, std::string_view context) {
  while (peek_non_space().type == TokenType::Variable) {
    const auto name = next();
    const auto behind = peek();
    const auto follows = peek_non_space();
    const bool comma = follows.type == TokenType::Char && follows.text == ",";
    if (follows.type != TokenType::Assign && follows.type != TokenType::Declare && !comma) {
      if (behind.type == TokenType::Space) {
        back_up(name, behind);
      } else {
        back_up(name);
      }
      return true;
    }
    next_non_space();
    auto declared = make(NodeType::Variable, name.position);
    declared->names = split_names(name.text);
    pipe.declarations.push_back(std::move(declared));
    scope_.variables.emplace_back(name.text);
    if (!comma) {
      pipe.assigns = follows.type == TokenType::Assign;
      return true;
    }
    if (context != "range" || pipe.declarations.size() >= 2) {
      fail(fmt::format("too many declarations in {}", context));
      return false;
    }
    const auto type = peek_non_space().type;
    if (type != TokenType::Variable && type != TokenType::RightDelimiter &&
        type != TokenType::RightParenthesis) {
      fail("range can only initialize variables");
      return false;
    }
  }
  return true;
}

// Only the first command of a pipeline may be a mere value.
bool Parser::check_pipeline(const Node& pipe, std::string_view context) {
  if (pipe.children.empty()) {
    fail(fmt::format("missing value for {}", context));
    return false;
  }
  for (std::size_t i = 1; i < pipe.children.size(); ++i) {
    switch (pipe.children[i]->children.front()->type) {
      case NodeType::Bool:
      case NodeType::Dot:
      case NodeType::Nil:
      case NodeType::Number:
      case NodeType::String:
        fail(fmt::format("non executable command in pipeline stage {}", i + 1));
        return false;
      default:
        break;
    }
  }
  return true;
}

NodePointer Parser::command() {
  auto node = make(NodeType::Command, peek_non_space().position);
  while (true) {
    peek_non_space();
    auto argument = operand();
    if (failed_) return nullptr;
    if (argument) node->children.push_back(std::move(argument));
    const auto token = next();
    if (token.type == TokenType::Space) continue;
    if (token.type == TokenType::RightDelimiter || token.type == TokenType::RightParenthesis) {
      back_up();
    } else if (token.type != TokenType::Pipe) {
      return unexpected(token, "operand");
    }
    if (node->children.empty()) return fail("empty command");
    return node;
  }
}

NodePointer Parser::operand() {
  auto node = term();
  if (!node || peek().type != TokenType::Field) return node;
  return fields_behind(std::move(node));
}

NodePointer Parser::fields_behind(NodePointer term) {
  const auto position = peek().position;
  std::vector<std::string> fields;
  while (peek().type == TokenType::Field) fields.emplace_back(next().text.substr(1));
  switch (term->type) {
    case NodeType::Field:
    case NodeType::Variable:
      term->position = position;
      for (auto& field : fields) term->names.push_back(std::move(field));
      return term;
    case NodeType::Bool:
    case NodeType::String:
    case NodeType::Number:
    case NodeType::Nil:
    case NodeType::Dot:
      return fail("unexpected . after term " + quote(to_string(*term)));
    default:
      break;
  }
  auto chain = make(NodeType::Chain, position);
  chain->names = std::move(fields);
  chain->children.push_back(std::move(term));
  return chain;
}

NodePointer Parser::term() {
  const auto token = next_non_space();
  switch (token.type) {
    case TokenType::Identifier:
      return identifier(token);
    case TokenType::Dot:
      return make(NodeType::Dot, token.position);
    case TokenType::Nil:
      return make(NodeType::Nil, token.position);
    case TokenType::Variable:
      return variable(token);
    case TokenType::Field: {
      auto node = make(NodeType::Field, token.position);
      node->names = split_names(token.text.substr(1));
      return node;
    }
    case TokenType::Bool: {
      auto node = make(NodeType::Bool, token.position);
      node->truth = token.text == "true";
      return node;
    }
    case TokenType::CharConstant:
    case TokenType::Complex:
    case TokenType::Number:
      return number_literal(token);
    case TokenType::LeftParenthesis:
      return parenthesized();
    case TokenType::String:
    case TokenType::RawString:
      return string_literal(token);
    default:
      back_up();
      return nullptr;
  }
}

NodePointer Parser::identifier(const Token& token) {
  if (functions_.find(token.text) == nullptr) {
    auto hint = did_you_mean(token.text, functions_.names());
    if (hint.starts_with(' ')) hint.erase(0, 1);
    return fail(fmt::format("function {} not defined", quote(token.text)), std::move(hint));
  }
  auto node = make(NodeType::Identifier, token.position);
  node->text = token.text;
  return node;
}

NodePointer Parser::variable(const Token& token) {
  const auto& known = scope_.variables;
  if (std::find(known.begin(), known.end(), token.text) == known.end()) {
    auto hint = did_you_mean(token.text, known);
    if (hint.starts_with(' ')) hint.erase(0, 1);
    return fail("undefined variable " + quote(token.text), std::move(hint));
  }
  auto node = make(NodeType::Variable, token.position);
  node->names = {std::string(token.text)};
  return node;
}

NodePointer Parser::string_literal(const Token& token) {
  auto text = unquote(token.text);
  if (!text) return fail("invalid syntax");
  auto node = make(NodeType::String, token.position);
  node->text = token.text;
  node->value = std::move(*text);
  return node;
}

NodePointer Parser::number_literal(const Token& token) {
  auto parsed = parse_number(token.text);
  if (!parsed.error.empty()) return fail(std::move(parsed.error));
  auto node = make(NodeType::Number, token.position);
  node->text = token.text;
  node->number = parsed.number;
  return node;
}

NodePointer Parser::parenthesized() {
  if (++depth_ > parse_depth_max) return fail("max expression depth exceeded");
  auto pipe = pipeline("parenthesized pipeline", TokenType::RightParenthesis);
  --depth_;
  return pipe;
}

}  // namespace barnabas
