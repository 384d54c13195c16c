#pragma once
// TemplateError: why a template cannot be parsed, or a record not be rendered.
//
// `message` is Go's, to the letter: "template: NAME:LINE: ..." for parsing, "template:
// NAME:LINE:COLUMN: executing "NAME" at <what>: ..." for rendering. `hint` is ours, for people.

#include <cstddef>
#include <string>
#include <tl/expected.hpp>

namespace barnabas {

struct TemplateError {
  std::string message;
  std::string hint;        // for instance "Did you mean 'integer'?", else empty
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // bytes from the start of the line, from 0

  // Both, for a terminal.
  std::string text() const { return hint.empty() ? message : message + ". " + hint; }
};

template <class T>
using TemplateResult = tl::expected<T, TemplateError>;

}  // namespace barnabas
