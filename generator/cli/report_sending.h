#pragma once
// What a producer makes of a sample: `report -t TOPIC` sends it once for each codec.

#include <string>
#include <vector>

#include "generator/cli/session.h"
#include "generator/proof/compression_report.h"

namespace barnabas {

struct SendingOptions {
  OutputOptions broker;
  std::string topic;  // empty: nothing is sent
};
// Adds -t, -b, -F, -X and -a to `report`.
void add_sending_options(Command& command, SendingOptions& options);

// Errors: no broker, a level that librdkafka has not, records that were not delivered.
Result<std::vector<SentRow>> send_sample(const std::vector<SampleRecord>& records,
                                         const std::vector<CodecChoice>& codecs,
                                         const SendingOptions& options);

}  // namespace barnabas
