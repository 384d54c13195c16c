#pragma once
// BatchOutput: records into a database, batch by batch.
//
// put() collects; a full batch is written, and its answers are waited for. A pause writes what
// there is. A connection that breaks is made again, with longer and longer pauses. One thread.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "generator/outputs/batch_writer.h"
#include "generator/outputs/delivery_counter.h"
#include "generator/run/output.h"

namespace barnabas {

struct BatchOutputOptions {
  std::string name;  // "redis", for messages
  std::size_t batch_records = 1000;
  std::size_t batch_bytes = 1 << 20;  // a batch that has them is written
  int retries = 5;
};

class BatchOutput : public Output {
 public:
  // The signal must outlive the output: it ends trying again.
  BatchOutput(BatchOutputOptions options, std::unique_ptr<BatchWriter> writer, StopSignal& signal)
      : options_(std::move(options)), writer_(std::move(writer)), signal_(signal) {}

  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override;
  DeliveryCounts counts() override { return counter_.counts(); }
  Delivery finish(StopSignal& signal) override;

 private:
  using Began = std::vector<std::chrono::nanoseconds>;

  Result<void> state() const;
  void write(std::size_t channel, StopSignal& signal);
  void count(const std::vector<std::string>& answers, Began& began);

  const BatchOutputOptions options_;
  const std::unique_ptr<BatchWriter> writer_;
  StopSignal& signal_;
  std::vector<Began> channels_;  // what the latency of each record in its batch counts from
  std::vector<std::string> answers_;
  DeliveryCounter counter_;
  std::string error_;  // why nothing more can be written
};

}  // namespace barnabas
