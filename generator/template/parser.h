#pragma once
// parse_syntax: from a template's text to its syntax tree, with Go's checks and Go's messages.
//
// Unknown functions and undeclared variables are found here, not when a record is rendered.

#include <string>
#include <string_view>

#include "generator/template/error.h"
#include "generator/template/function.h"
#include "generator/template/syntax.h"

namespace barnabas {

TemplateResult<SyntaxTree> parse_syntax(std::string name, std::string_view text,
                                        const FunctionTable& functions);

}  // namespace barnabas
