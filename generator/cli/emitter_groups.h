#pragma once
// The emitter groups that there are, for the commands that run them.

#include <vector>

#include "generator/cli/workspace.h"

namespace barnabas {

// The user's groups, and those of ours that the user has not.
Result<std::vector<EmitterGroup>> all_groups(const Workspace& workspace);

}  // namespace barnabas
