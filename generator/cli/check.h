#pragma once
// `template check`: makes records and looks at them.

#include "cli/command.h"

namespace barnabas {

// Options, arguments and what it does.
void define_check_command(Command& command);

}  // namespace barnabas
