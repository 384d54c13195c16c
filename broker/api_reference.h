#pragma once
// The page docs/api_support.md, written from the table of APIs, so that the two cannot differ.

#include <string>

namespace barnabas {

// Markdown: every API that is served, its versions, and where the code that answers it begins.
std::string api_reference();

}  // namespace barnabas
