#pragma once
// Sandbox: renders a template that nobody has vouched for.
//
// A template may loop for ever, or ask for more memory than there is. So it is rendered by a
// process of its own, this very program called as `barnabas-gen render-request`, with a limit for
// its memory, its time and what it writes. The request goes to its standard input and the answer
// comes from its standard output, both as JSON:
//
//   {"template": "...", "key": "null", "locale": "us", "count": 3, "seed": 1, "name": "value",
//    "oneline": false, "now_ms": 1767225600000, "templates": [...], "user_dir", "system_dir"}
//   {"records": [{"key": "...", "value": "..."}], "error": {"message", "hint", "line", "column"}}

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "generator/cli/workspace.h"

namespace barnabas {

struct SandboxRequest {
  DirectoryOptions directories;
  std::string value_template;
  std::string key_template = "null";
  std::string name = "value";  // in messages
  std::string locale = "us";
  std::int64_t count = 1;
  std::int64_t seed = 1;
  bool oneline = false;
};

// Any thread, several at once. A template that was stopped has an "error" that says why.
nlohmann::json render_in_sandbox(const SandboxRequest& request);

// The other side: reads the request, limits itself, renders, answers. Returns the exit code.
int answer_render_request();

}  // namespace barnabas
