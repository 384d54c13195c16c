#pragma once
// `run` stands below the program and below `template`.

#include "cli/command.h"

namespace barnabas {

// Options, arguments and what it does.
void define_run_command(Command& command);

}  // namespace barnabas
