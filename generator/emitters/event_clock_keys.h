#pragma once
// The keys of an emitter in jrconfig.json that say when its records happen.

#include <optional>

#include "generator/emitters/config_values.h"
#include "generator/emitters/event_clock_options.h"

namespace barnabas {

// `key` is in lower case; nothing where it is none of these.
std::optional<Result<void>> read_event_clock_key(std::string_view key, std::string_view place,
                                                 const ConfigJson& json,
                                                 EventClockOptions& options);

// Those that differ from what holds without them, under the names they have in the file.
ConfigJson event_clock_keys(const EventClockOptions& options);

}  // namespace barnabas
