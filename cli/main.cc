// The `barnabas` program: wires the commands together and runs the one that was asked for.

#include <cstdio>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/render.h"

int main(int argc, char** argv) {
  if (const auto code = barnabas::run_generator(argc, argv)) return *code;
  barnabas::Command program(
      {.name = "barnabas",
       .summary = "A Kafka-compatible broker that shows what it does, and the tools beside it",
       .examples = "  barnabas serve --data-dir data          # a broker on 127.0.0.1:9092\n"
                   "  barnabas topic create orders --partitions 3\n"
                   "  echo 42,paid | barnabas produce orders --parse-key --delimiter ,\n"
                   "  barnabas consume orders --from-beginning --exit-at-end"});
  bool version = false;
  program.flag({.names = "--version", .text = "Print the version and leave"}, version);

  barnabas::add_serve_command(program);
  barnabas::add_topic_command(program);
  barnabas::add_produce_command(program);
  barnabas::add_consume_command(program);
  barnabas::add_group_command(program);
  barnabas::add_config_command(program);
  barnabas::add_dump_log_command(program);
  barnabas::add_dump_index_command(program);
  barnabas::add_find_offset_command(program);
  barnabas::add_decode_command(program);
  barnabas::add_apis_command(program);
  barnabas::add_gen_command(program);
  barnabas::add_help_command(program);
  barnabas::add_completion_command(program);

  program.run = [&] {
    if (version) std::puts("barnabas " BARNABAS_VERSION);
    if (!version) std::fputs(barnabas::render_help(program).c_str(), stderr);
    return version ? barnabas::kExitOk : barnabas::kExitUsage;
  };
  return barnabas::run_command_line(program, {argv + 1, argv + argc});
}
