#pragma once
// The options of `run` that say what records have to do with entities.

#include <string>

#include "cli/command.h"
#include "generator/emitters/jr_config.h"

namespace barnabas {

struct RelationFlags {
  std::string join_hit_rate;
};
void add_relation_options(Command& command, RelationOptions& relations, RelationFlags& flags);

// Reads what the flags say. An error names the option.
Result<void> read_relation_flags(const RelationFlags& flags, RelationOptions& relations);

// Whether every emitter that makes records for each entity of a type finds one that makes these.
// And that a run with such emitters begins at its beginning.
Result<void> check_relations(const std::vector<EmitterConfig>& emitters, std::int64_t start_at);

}  // namespace barnabas
