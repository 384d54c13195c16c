#pragma once
// compile: from the syntax tree to operations and expressions.
//
// What can be known now is done now: functions are looked up, literals converted to the types of
// parameters, calls without side effects computed, functions asked for writers. What Go finds
// wrong only when it gets there (a wrong number of arguments, a type that does not fit) becomes an
// expression that fails when it is reached, with Go's words.

#include <memory>

#include "generator/template/error.h"
#include "generator/template/function.h"
#include "generator/template/program.h"

namespace barnabas {

struct CompileOptions {
  const FunctionTable& functions;
  Environment* environment = nullptr;
  bool strict = false;
};

TemplateResult<std::unique_ptr<Program>> compile(SyntaxTree tree, const CompileOptions& options);

}  // namespace barnabas
