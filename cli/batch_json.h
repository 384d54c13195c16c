#pragma once
// A batch as one JSON object: its header, and its records where they are wanted. Names are those of
// kafka-dump-log, so that both outputs can be searched for the same words.

#include <string>

#include "cli/dump_log.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

// On one line, without a newline. `position` is where in its file the batch lies.
std::string batch_json(const RecordBatchView& batch, std::uint64_t position,
                       const DumpLogOptions& options);

// The same with "fields", every field's position, bytes in hexadecimal, name, value and meaning.
std::string annotated_batch_json(const RecordBatchView& batch, std::uint64_t position);

}  // namespace barnabas
