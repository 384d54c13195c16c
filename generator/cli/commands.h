#pragma once
// Every command of `barnabas-gen`, one function each, in the order in which --help lists them.

#include "cli/command.h"

namespace barnabas {

void add_run_command(Command& program);
void add_template_command(Command& program);
void add_schema_command(Command& program);
void add_function_command(Command& program);
void add_emitter_command(Command& program);
void add_infer_command(Command& program);
void add_report_command(Command& program);
void add_verify_command(Command& program);
void add_producer_command(Command& program);
void add_create_topic_command(Command& program);
void add_server_command(Command& program);
void add_completion_command(Command& program);

}  // namespace barnabas
