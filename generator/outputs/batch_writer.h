#pragma once
// BatchWriter: what BatchOutput writes batches with: a database that answers each write.

#include <cstddef>
#include <string>
#include <vector>

#include "generator/run/output.h"

namespace barnabas {

class BatchWriter {
 public:
  virtual ~BatchWriter() = default;

  // Numbers of channels count from 0.
  virtual Result<void> open(const ChannelConfig& config) = 0;
  // Adds a record to the channel's batch. An error says why this record cannot be written; others
  // can.
  virtual Result<void> add(std::size_t channel, const Record& record) = 0;
  // Bytes in the channel's batch, about.
  virtual std::size_t bytes(std::size_t channel) const = 0;
  // Writes the channel's batch and empties it. `answers` gets for each record, in their order, why
  // it was not written, or an empty text. An error of the connection
  // (ErrorCode::BrokerNotAvailable) leaves in the batch what has no answer, so that write() may be
  // called again. Any other error means that no further write would get through.
  virtual Result<void> write(std::size_t channel, std::vector<std::string>& answers) = 0;
};

}  // namespace barnabas
