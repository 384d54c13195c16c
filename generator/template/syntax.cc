#include "generator/template/syntax.h"

#include <fmt/format.h>

#include "generator/template/quote.h"

namespace barnabas {

namespace {

std::string join(const std::vector<NodePointer>& nodes, std::string_view between) {
  std::string joined;
  for (const auto& node : nodes) {
    if (!joined.empty()) joined += between;
    joined += to_string(*node);
  }
  return joined;
}

std::string in_parentheses(const Node& node) {
  return node.type == NodeType::Pipe ? "(" + to_string(node) + ")" : to_string(node);
}

std::string pipe_to_string(const Node& pipe) {
  std::string written = join(pipe.declarations, ", ");
  if (!written.empty()) written += pipe.assigns ? " = " : " := ";
  return written + join(pipe.children, " | ");
}

std::string command_to_string(const Node& command) {
  std::string written;
  for (const auto& argument : command.children) {
    if (!written.empty()) written += ' ';
    written += in_parentheses(*argument);
  }
  return written;
}

std::string branch_to_string(std::string_view name, const Node& branch) {
  std::string written = fmt::format("{{{{{} {}}}}}", name, to_string(*branch.pipe));
  written += to_string(*branch.list);
  if (branch.otherwise) written += "{{else}}" + to_string(*branch.otherwise);
  return written + "{{end}}";
}

std::string dotted(const Node& node) {
  std::string written;
  for (const auto& name : node.names) written += "." + name;
  return written;
}

std::string template_to_string(const Node& node) {
  std::string written = "{{template " + quote(node.text);
  if (node.pipe) written += " " + to_string(*node.pipe);
  return written + "}}";
}

}  // namespace

std::string to_string(const Node& node) {
  switch (node.type) {
    case NodeType::Text:
    case NodeType::Identifier:
    case NodeType::Number:
    case NodeType::String:
      return node.text;
    case NodeType::Action:
      return "{{" + to_string(*node.pipe) + "}}";
    case NodeType::If:
      return branch_to_string("if", node);
    case NodeType::Range:
      return branch_to_string("range", node);
    case NodeType::With:
      return branch_to_string("with", node);
    case NodeType::Break:
      return "{{break}}";
    case NodeType::Continue:
      return "{{continue}}";
    case NodeType::Template:
      return template_to_string(node);
    case NodeType::List:
      return join(node.children, "");
    case NodeType::Pipe:
      return pipe_to_string(node);
    case NodeType::Command:
      return command_to_string(node);
    case NodeType::Variable:
      return dotted(node).substr(1);
    case NodeType::Field:
      return dotted(node);
    case NodeType::Chain:
      return in_parentheses(*node.children.front()) + dotted(node);
    case NodeType::Dot:
      return ".";
    case NodeType::Nil:
      return "nil";
    case NodeType::Bool:
      return node.truth ? "true" : "false";
    case NodeType::End:
      return "{{end}}";
    case NodeType::Else:
      return "{{else}}";
  }
  return "";
}

bool is_empty(const Node& node) {
  if (node.type == NodeType::Text) {
    return node.text.find_first_not_of(" \t\r\n\v\f") == std::string::npos;
  }
  if (node.type != NodeType::List) return false;
  for (const auto& child : node.children) {
    if (!is_empty(*child)) return false;
  }
  return true;
}

}  // namespace barnabas
