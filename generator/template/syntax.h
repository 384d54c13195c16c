#pragma once
// The syntax tree of a template: what the parser makes and the compiler reads.
//
// One kind of node for everything keeps it short; which members mean something is said at NodeType.
// to_string() writes a node as error texts quote it.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/number.h"

namespace barnabas {

enum class NodeType : std::uint8_t {
  Text,        // text
  Action,      // pipe
  If,          // pipe, list, otherwise
  Range,       // pipe, list, otherwise
  With,        // pipe, list, otherwise
  Break,       //
  Continue,    //
  Template,    // text: its name; pipe, or null
  List,        // children
  Pipe,        // declarations (Variable), assigns; children: commands
  Command,     // children: the first is called with the others
  Identifier,  // text
  Variable,    // names: "$x" and the fields behind it
  Field,       // names
  Chain,       // children[0], names: fields behind it
  Dot,         //
  Nil,         //
  Bool,        // truth
  Number,      // text, number
  String,      // text: as written; value: as meant
  End,         // only while parsing
  Else,        // only while parsing
};

struct Node;
using NodePointer = std::unique_ptr<Node>;

struct Node {
  NodeType type = NodeType::List;
  std::size_t position = 0;
  std::size_t line = 0;
  std::string text;
  std::string value;
  std::vector<std::string> names;
  Number number;
  bool truth = false;
  bool assigns = false;
  std::vector<NodePointer> declarations;
  std::vector<NodePointer> children;
  NodePointer pipe;
  NodePointer list;
  NodePointer otherwise;
};

std::string to_string(const Node& node);

// Nothing but space in it.
bool is_empty(const Node& node);

// A template and those defined in it, by name.
struct SyntaxTree {
  std::string name;
  std::string text;
  std::map<std::string, NodePointer> bodies;
};

}  // namespace barnabas
