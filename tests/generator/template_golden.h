#pragma once
// Golden templates: what tests/generator/go_template recorded of Go's text/template.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/arena.h"
#include "generator/template/function.h"
#include "generator/template/value.h"

namespace barnabas {

struct GoldenCase {
  std::string title;
  std::string data;
  std::string text;
  std::string output;
  std::string error;
};

std::vector<GoldenCase> read_golden(std::string_view content);

// The data of a case, in the arena.
Value build_data(std::string_view json, Arena& arena);

// Go's builtins, and the functions that the Go program has too.
const FunctionTable& golden_functions();

}  // namespace barnabas
