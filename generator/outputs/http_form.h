#pragma once
// What makes the outputs http, elastic and s3 of their properties.

#include <memory>

#include "generator/outputs/http_output.h"
#include "generator/outputs/output_settings.h"

namespace barnabas {

// Records as they are, to any server: JR's output http.
extern const OutputTable http_table;
Result<std::unique_ptr<Output>> connect_http(const OutputSettings& settings, StopSignal& signal);

// Documents into an index of Elasticsearch or OpenSearch, by their bulk interface.
extern const OutputTable elastic_table;
Result<std::unique_ptr<Output>> connect_elastic(const OutputSettings& settings, StopSignal& signal);

// Objects in a bucket of S3, or of a server that speaks like it.
extern const OutputTable s3_table;
Result<std::unique_ptr<Output>> connect_s3(const OutputSettings& settings, StopSignal& signal);

}  // namespace barnabas
