#pragma once
// Emitters as JSON: the keys of jrconfig.json, and beside them "group", "rate" and what the run
// does.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "generator/emitters/jr_config.h"
#include "generator/server/emitter_run.h"
#include "generator/server/http.h"

namespace barnabas {

// What a name may be: it stands in paths.
bool is_plain_name(std::string_view name);

nlohmann::ordered_json json_of(const EmitterConfig& config);
nlohmann::ordered_json json_of(const RunStatus& status);

// An emitter from JSON in that form. An unknown key is an error: it is a slip.
Result<EmitterConfig> emitter_from(const nlohmann::json& json);

// A number of records a second, 0 or more; nothing where the key is missing or null.
Result<std::optional<double>> rate_from(const nlohmann::json& json);

HttpResponse answer(const nlohmann::ordered_json& json, int status = 200);

}  // namespace barnabas
