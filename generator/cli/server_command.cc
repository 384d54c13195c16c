// `server`: templates and emitters over HTTP, and the page that shows them.

#include <fmt/format.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/emitter_groups.h"
#include "generator/cli/session.h"
#include "generator/server/access.h"
#include "generator/server/api.h"
#include "generator/server/http_server.h"
#include "generator/server/sandbox.h"

namespace barnabas {
namespace {

struct ServerOptions {
  DirectoryOptions directories;
  SessionOptions session;
  std::string address = "127.0.0.1";
  std::uint16_t port = 7482;
};

// Ends all runs; a second signal ends waiting for acknowledgements.
void stop_emitters(EmitterBoard& board, StopSignal& signal) {
  board.stop_all();
  signal.clear();
  while (!board.is_idle()) {
    signal.wait_until(StopSignal::Clock::now() + std::chrono::milliseconds(50));
    if (!signal.stopped()) continue;
    board.stop_all();
    signal.clear();
  }
}

int serve(const ServerOptions& options) {
  StopSignal signal;
  const Workspace workspace(options.directories);
  auto users = workspace.users_config();
  if (!users) return complain(users.error());
  auto groups = all_groups(workspace);
  if (!groups) return complain(groups.error());
  EmitterBoard board({.directories = options.directories,
                      .session = options.session,
                      .users = users->get(),
                      .groups = *std::move(groups)});
  Api api(board, options.directories);
  auto server = HttpServer::listen(
      {.address = options.address,
       .port = options.port,
       .handler = [&](const HttpRequest& request) { return api.handle(request); },
       .stream_check =
           [](const HttpRequest& request) { return refused(request).value_or(HttpResponse{}); },
       .events = [&](auto& seen) { return board.events(seen); }});
  if (!server) return complain(server.error());
  const auto host = options.address.find(':') == std::string::npos
                        ? options.address
                        : fmt::format("[{}]", options.address);
  tell(stdout, fmt::format("barnabas-gen server: http://{}:{}/", host, (*server)->port()));
  while (!signal.stopped()) {
    signal.wait_until(StopSignal::Clock::now() + std::chrono::seconds(1));
    board.look_for_endless_records();
  }
  stop_emitters(board, signal);
  return kExitOk;
}

}  // namespace

void add_server_command(Command& program) {
  auto options = std::make_shared<ServerOptions>();
  auto& command = program.add(
      {.name = "server",
       .summary = "Templates and emitters over HTTP, with a page to work at them",
       .details =
           "Serves this machine only: it listens on the loopback interface, answers to no "
           "other name, and refuses the pages of other servers. Emitters whose output is "
           "kafka send to the broker that -b, -F and -X name, by schemas where a registry is "
           "given. Ctrl-C stops the emitters, "
           "and waits until what they made has arrived.",
       .examples = "  barnabas-gen server                          # http://127.0.0.1:7482/\n"
                   "  barnabas-gen server -b 127.0.0.1:9092 -a --templates .\n"
                   "  curl -X POST http://127.0.0.1:7482/groups/shoestore/start"});
  command.option({.names = "-p,--port",
                  .value = "PORT",
                  .text = "Where it listens; 0 takes a free one, which the first line on stdout "
                          "tells",
                  .default_value = "7482"},
                 options->port);
  command.option({.names = "--address",
                  .value = "ADDRESS",
                  .text = "An address of the loopback interface",
                  .default_value = "127.0.0.1"},
                 options->address);
  command.option({.names = "--seed",
                  .value = "N",
                  .text = "The same seed makes the same records; without it each start draws one"},
                 options->session.seed);
  add_output_options(command, options->session.output);
  add_schema_options(command, options->session.schemas);
  add_directory_options(command, options->directories);
  command.run = [options] { return serve(*options); };

  program.add({.name = "render-request", .summary = ""}).run = answer_render_request;
}

}  // namespace barnabas
