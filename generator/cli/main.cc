// The `barnabas-gen` program, also `jr`: wires the commands together and runs the one asked for.

#include <cstdio>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/render.h"
#include "generator/cli/commands.h"

int main(int argc, char** argv) {
  barnabas::Command program(
      {.name = "barnabas-gen",
       .summary = "Streams of realistic, related, reproducible records, out of templates",
       .examples = "  barnabas-gen run net_device -n 5            # records on stdout\n"
                   "  barnabas-gen run user -f 100ms -o kafka -t users -a\n"
                   "  barnabas-gen template list                  # what there is to run\n"
                   "  barnabas-gen man integer                    # what templates can call\n"
                   "  barnabas-gen emitter run shoestore --dryrun # streams that belong together"});
  bool version = false;
  program.flag({.names = "--version", .text = "Print the version and leave"}, version);

  barnabas::add_run_command(program);
  barnabas::add_template_command(program);
  barnabas::add_schema_command(program);
  barnabas::add_function_command(program);
  barnabas::add_emitter_command(program);
  barnabas::add_infer_command(program);
  barnabas::add_report_command(program);
  barnabas::add_verify_command(program);
  barnabas::add_producer_command(program);
  barnabas::add_create_topic_command(program);
  barnabas::add_server_command(program);
  barnabas::add_completion_command(program);
  auto print_version = [] {
    std::puts("barnabas-gen " BARNABAS_VERSION);
    return barnabas::kExitOk;
  };
  program.add({.name = "version", .summary = "Print the version"}).run = print_version;
  program.add({.name = "help", .summary = "Show this text"}).run = [&] {
    std::fputs(barnabas::render_help(program).c_str(), stdout);
    return barnabas::kExitOk;
  };

  program.run = [&] {
    if (version) return print_version();
    std::fputs(barnabas::render_help(program).c_str(), stderr);
    return barnabas::kExitUsage;
  };
  return barnabas::run_command_line(program, {argv + 1, argv + argc});
}
