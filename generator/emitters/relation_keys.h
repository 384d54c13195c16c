#pragma once
// The keys of an emitter in jrconfig.json that say what its records have to do with entities.

#include <optional>

#include "generator/emitters/config_values.h"
#include "generator/entities/relation_options.h"

namespace barnabas {

// `key` is in lower case; nothing where it is none of these.
std::optional<Result<void>> read_relation_key(std::string_view key, std::string_view place,
                                              const ConfigJson& json, RelationOptions& relations);

// Those that differ from what holds without them, under the names they have in the file.
ConfigJson relation_keys(const RelationOptions& relations);

}  // namespace barnabas
