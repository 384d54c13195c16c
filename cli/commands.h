#pragma once
// Every command of `barnabas`, one function each, in the order in which --help lists them.
//
// To add one: write cli/xyz.cc with add_xyz_command, declare it here, call it in main.cc. See
// cli/command.h for what the function does.

#include <optional>

#include "cli/command.h"

namespace barnabas {

void add_serve_command(Command& program);
void add_topic_command(Command& program);
void add_produce_command(Command& program);
void add_consume_command(Command& program);
void add_group_command(Command& program);
void add_config_command(Command& program);
void add_dump_log_command(Command& program);
void add_dump_index_command(Command& program);
void add_find_offset_command(Command& program);
void add_decode_command(Command& program);
void add_apis_command(Command& program);
void add_gen_command(Command& program);
void add_help_command(Command& program);
void add_completion_command(Command& program);

// Becomes the generator if the command line is `barnabas gen ...`. An exit code if it cannot,
// nothing if that is not what was asked for.
std::optional<int> run_generator(int argc, char** argv);

}  // namespace barnabas
