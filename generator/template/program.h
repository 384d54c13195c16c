#pragma once
// Program: a parsed template as the interpreter runs it.
//
// Statements are a flat list of operations with jumps; what they compute are expressions, small
// trees with everything looked up beforehand: functions, slots of variables, converted literals.
// A variable is a slot of a frame; so is the dot, which `with` and `range` rebind. Literal texts
// and calls that write straight into the output are gathered into runs: one check for room, then
// piece after piece.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/arena.h"
#include "generator/template/function.h"
#include "generator/template/syntax.h"

namespace barnabas {

enum class ExpressionType : std::uint8_t {
  Constant,
  Slot,      // a variable, or the dot
  Field,     // base.name.name, with arguments if it is a method
  Call,      // function(arguments)
  AndOr,     // and, or: evaluates as far as needed
  Pipeline,  // commands, each given to the next; declared variables
  Fail,      // an error that is only one if it is reached
};

struct Expression;

struct Argument {
  const Expression* expression = nullptr;
  const Node* node = nullptr;
  Type type = Type::Any;
  bool literal = false;  // adapts to the type even when strict
};

// Where a pipeline's value goes. A slot of -1: there is no such variable when this is reached.
struct Declaration {
  std::string name;
  int slot = -1;
};

struct Expression {
  ExpressionType type = ExpressionType::Constant;
  bool unboxes = false;        // the end of a command: forgets the box
  bool any_true = false;       // AndOr: it is `or`
  bool all_constant = false;   // Call: `constants` are the arguments
  bool has_arguments = false;  // Field: it must be a method
  std::uint32_t slot = 0;
  // Go reports an error at the node it looked at last. `at` is looked at when evaluation begins,
  // `at_after` is the last one of a call with constants, `call_node` where a function fails.
  const Node* at = nullptr;
  const Node* at_after = nullptr;
  const Node* call_node = nullptr;
  Value constant;
  std::string text;  // Fail: the message; Call of `call`: the callee as written
  const Expression* base = nullptr;
  std::vector<std::string> names;
  const Function* function = nullptr;
  std::vector<Argument> arguments;
  std::vector<Value> constants;
  std::vector<const Expression*> commands;
  std::vector<Declaration> declarations;
  // A call's draws, and what the function prepared for it.
  std::uint64_t stream = 0;
  Writer writer = nullptr;
  std::size_t size_max = 0;
  WriterData data;
  const void* prepared = nullptr;
};

// A literal and what is written behind it.
struct Piece {
  const char* literal = nullptr;
  std::uint64_t literal_size = 0;
  Writer writer = nullptr;  // or nullptr
  std::uint64_t stream = 0;
  WriterData data;
};

enum class OperationType : std::uint8_t {
  Run,           // pieces [first, first + count), at most size_max bytes
  Print,         // expression
  Evaluate,      // expression, for its declarations
  JumpIfFalse,   // expression; to target
  With,          // expression into slot; to target if false
  Jump,          // to target
  RangeStart,    // expression; slots: container, position, dot; to target if empty
  RangeStep,     // to target if there is no next
  CallTemplate,  // body `first`, expression or null
  Fail,          // expression
  Return,
};

struct Operation {
  OperationType type = OperationType::Return;
  std::uint32_t target = 0;
  std::uint32_t slot = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  int index_slot = -1;    // RangeStart, RangeStep: where the index goes
  int element_slot = -1;  // and the element
  std::size_t size_max = 0;
  const Expression* expression = nullptr;
  const Node* at = nullptr;
};

// One template: the main one, or a defined one.
struct Body {
  std::string name;
  std::vector<Operation> operations;
  std::vector<Piece> pieces;
  std::uint32_t slot_count = 1;  // slot 0 is `$`
};

struct Program {
  SyntaxTree tree;
  Arena memory;  // literals, constants, what functions prepared
  std::deque<Expression> expressions;
  std::vector<std::shared_ptr<const void>> owned;
  std::vector<Body> bodies;
  std::map<std::string, std::size_t> body_index;
  std::size_t main = 0;
  bool strict = false;
  bool stateful = false;
};

// "NAME:LINE:COLUMN" of a node, as error texts have it.
struct Location {
  std::size_t line = 1;
  std::size_t column = 0;
};
Location locate(const SyntaxTree& tree, const Node& node);

// The whole error of Go: "template: NAME:LINE:COLUMN: executing "BODY" at <what>: message".
std::string execution_error(const SyntaxTree& tree, std::string_view body, const Node* at,
                            std::string_view message);

}  // namespace barnabas
