#include "generator/template/print.h"

#include "generator/template/float_text.h"
#include "generator/template/formatter.h"

namespace barnabas {

void print_action(TextBuffer& out, const Value& value) {
  if (value.is_nothing()) {
    out.append("<no value>");
  } else {
    print_value(out, value);
  }
}

void print_value(TextBuffer& out, const Value& value) {
  switch (value.kind()) {
    case Kind::String:
      out.append(value.as_string());
      break;
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8:
      out.set_end(write_integer(out.reserve(20), value.as_int()));
      break;
    case Kind::Float32:
      out.set_end(write_float(out.reserve(32), value.as_float(), 32));
      break;
    case Kind::Float64:
      out.set_end(write_float(out.reserve(32), value.as_float(), 64));
      break;
    case Kind::Bool:
      out.append(value.as_bool() ? "true" : "false");
      break;
    default:
      Formatter(out).print(value, 'v');
  }
}

void print_all(TextBuffer& out, Arguments values) {
  bool after_string = true;
  for (const auto& value : values) {
    if (!after_string && !value.is_string()) out.append(' ');
    print_value(out, value);
    after_string = value.is_string();
  }
}

void print_line(TextBuffer& out, Arguments values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out.append(' ');
    print_value(out, values[i]);
  }
  out.append('\n');
}

void print_format(TextBuffer& out, std::string_view format, Arguments values) {
  Formatter(out).print_format(format, values);
}

}  // namespace barnabas
