#pragma once
// What makes the output mongo of its properties.

#include <memory>

#include "generator/outputs/output_settings.h"
#include "generator/run/output.h"

namespace barnabas {

extern const OutputTable mongo_table;

// An error says which property to look at; ErrorCode::BrokerNotAvailable: nobody answers there.
Result<std::unique_ptr<Output>> connect_mongo(const OutputSettings& settings, StopSignal& signal);

}  // namespace barnabas
