#pragma once
// Values as text, by the rules of Go's fmt package.

#include <string_view>

#include "generator/template/digits.h"
#include "generator/template/function.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

// What {{x}} writes: as %v, and `<no value>` for nothing.
void print_action(TextBuffer& out, const Value& value);

// %v: lists as [a b], maps as map[k:v], nothing as <nil>.
void print_value(TextBuffer& out, const Value& value);

// print: a space between two operands if neither is a string. println: always, and a newline.
void print_all(TextBuffer& out, Arguments values);
void print_line(TextBuffer& out, Arguments values);

// printf, with Go's texts for what does not fit: %!d(string=hi), %!d(MISSING).
void print_format(TextBuffer& out, std::string_view format, Arguments values);

}  // namespace barnabas
