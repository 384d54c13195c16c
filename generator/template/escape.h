#pragma once
// Escaping for what a text is put into.

#include <string_view>

#include "generator/template/text_buffer.h"

namespace barnabas {

// Each appends the text, escaped: for HTML, a JavaScript string, the query of a URL.
void escape_html(TextBuffer& out, std::string_view text);
void escape_js(TextBuffer& out, std::string_view text);
void escape_url_query(TextBuffer& out, std::string_view text);

}  // namespace barnabas
