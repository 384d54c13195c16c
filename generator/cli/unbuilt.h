#pragma once
// What JR has and this program does not have, and what to use instead.

#include <string>

#include "cli/command.h"

namespace barnabas {

// Takes JR's options for such things, to say so. --help does not show them.
void add_unbuilt_options(Command& command);

// For an output of JR's that is not here, what to use: "output exec with ..."; nullptr for every
// other name.
const char* instead_of_output(const std::string& name);

}  // namespace barnabas
