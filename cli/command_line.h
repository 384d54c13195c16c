#pragma once
// The command line: finds the command, stores its options, runs it, and says what is wrong with a
// line in a way that helps.
//
//   --name value   --name=value   -n value   -nvalue   -qv (two flags)   -- (only arguments follow)
//
// An option may stand before the command that takes it: "--locale it run user".
// -h and --help explain the command reached so far.

#include <cstdio>
#include <string>
#include <vector>

#include "cli/command.h"
#include "protocol/base/result.h"

namespace barnabas {

enum class OutputFormat { Table, Json, JsonLines, Yaml };

// The options of every command that talks to a broker.
struct ClientOptions {
  std::string bootstrap_server = "127.0.0.1:9092";
  // "client.id=me", named as librdkafka and Apache's tools do.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string output = "table";
  bool verbose = false;

  OutputFormat format() const;
};

// Adds -b, -X and -v to `command`.
void add_connection_options(Command& command, ClientOptions& options);
// The same and -o.
void add_client_options(Command& command, ClientOptions& options);

// Runs the command that `words` (without the program's name) ask for. Returns its exit code; help
// goes to stdout, complaints to stderr.
int run_command_line(const Command& program, const std::vector<std::string>& words);

// Prints a line at once. A stream that takes it no longer (a full disk, a reader that has gone) is
// no reason to end a broker.
void tell(std::FILE* stream, std::string line);
// Prints "barnabas: MESSAGE" on stderr.
void print_error(const std::string& message);
// The same for an Error; returns the exit code that goes with it: 3 where no broker answers,
// else 1.
int report(const Error& error);

}  // namespace barnabas
