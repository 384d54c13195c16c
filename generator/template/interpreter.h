#pragma once
// Interpreter: runs a program, record after record.
//
// Templates that call templates are kept on a stack of its own, so that depth costs no C++ stack.
// Everything is reused from record to record: once warm, nothing is allocated.

#include <atomic>
#include <string>
#include <vector>

#include "generator/template/convert.h"
#include "generator/template/program.h"
#include "generator/template/template.h"

namespace barnabas {

class Interpreter {
 public:
  Interpreter(const Program& program, Environment* environment)
      : program_(program), call_(arena_, environment) {
    call_.strict = program.strict;
  }

  TemplateResult<void> render(const RecordId& record, const Value& dot, TextBuffer& out);
  void set_cancelled(const std::atomic<bool>* cancelled) { cancelled_ = cancelled; }

 private:
  // A template that waits for the one it called.
  struct Frame {
    const Body* body;
    std::size_t next;
    std::size_t base;
  };

  bool run(TextBuffer& out);
  void run_pieces(const Operation& operation, TextBuffer& out);
  bool print(const Operation& operation, TextBuffer& out);
  bool range_start(const Operation& operation);
  bool range_step(const Operation& operation);
  bool call_template(const Operation& operation);
  // What runs again draws anew. False: the record is not wanted any more.
  bool next_round();

  Value evaluate(const Expression& expression, const Value* piped);
  Value evaluate_any(const Expression& expression, const Value* piped);
  Value evaluate_pipeline(const Expression& pipeline);
  Value evaluate_call(const Expression& call, const Value* piped);
  Value evaluate_constant_call(const Expression& call);
  Value evaluate_and_or(const Expression& expression, const Value* piped);
  Value evaluate_field(const Expression& expression, const Value* piped);
  Value field_of(const Expression& expression, Value receiver, const std::string& name, bool last,
                 const Value* piped);
  Value entry_of(const Map& map, const std::string& name);
  Value call_method(const Expression& expression, const Function& method, Object& receiver,
                    const Value* piped);
  Value argument(const Argument& argument, Type type);
  Value fitted(const Value& value, Type type, Conversion conversion);
  Value invoke(const Expression& call, const Function& function, Arguments arguments);
  Value fail(std::string message);

  Value& slot(std::size_t index) { return slots_[base_ + index]; }

  const Program& program_;
  const std::atomic<bool>* cancelled_ = nullptr;
  Arena arena_;
  Call call_;
  std::vector<Value> slots_;
  std::vector<Frame> frames_;
  const Body* body_ = nullptr;
  std::size_t next_ = 0;
  std::size_t base_ = 0;
  // The node that Go would have looked at last: where an error is reported.
  const Node* at_ = nullptr;
  std::string message_;
  // Of the record before: nearly always those of the next.
  std::uint64_t seed_ = 0;
  std::uint64_t emitter_ = 0;
  std::uint64_t emitter_key_ = Random::emitter_key(0, 0);
};

}  // namespace barnabas
