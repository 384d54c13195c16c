// The apis command: which APIs and versions `barnabas serve` answers.

#include <memory>

#include "broker/api_table.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace barnabas {
namespace {

constexpr const char* kDetails =
    "A client asks with ApiVersions, the first request on a connection, and then uses the newest "
    "version that both sides know. FLEXIBLE-FROM is the first version with compact lengths and "
    "tagged fields (KIP-482); an API that WAITS may hold its answer back.";

constexpr const char* kExamples =
    "  barnabas apis\n"
    "  barnabas apis -o json";

int print_apis(OutputFormat format) {
  std::vector<Value::Fields> rows;
  for (const auto& api : api_table()) {
    const bool flexible = api.flexible_since <= api.versions.max;
    rows.push_back({{"key", static_cast<std::int64_t>(api.key)},
                    {"api", api.name},
                    {"min_version", api.versions.min},
                    {"max_version", api.versions.max},
                    {"flexible_from", flexible ? Value(api.flexible_since) : Value()},
                    {"waits", api.waiting != nullptr}});
  }
  print_rows(rows, format);
  return kExitOk;
}

}  // namespace

void add_apis_command(Command& program) {
  auto options = std::make_shared<ClientOptions>();
  auto& command = program.add({.name = "apis",
                               .summary = "List the APIs and versions that serve answers",
                               .details = kDetails,
                               .examples = kExamples});
  command.option({.names = "-o,--output",
                  .value = "table|json|jsonl|yaml",
                  .text = "How to print it",
                  .default_value = "table"},
                 options->output);
  command.run = [options] { return print_apis(options->format()); };
}

}  // namespace barnabas
