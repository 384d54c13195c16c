#pragma once
// `run` stands below the program and below `template`.

#include "cli/command.h"

namespace barnabas {

// Options, arguments and what it does.
void define_run_command(Command& command);

// JR's flags for what this program does not do yet: each one says so when it is given.
void add_unbuilt_options(Command& command);

}  // namespace barnabas
