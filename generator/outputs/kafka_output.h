#pragma once
// KafkaOutput: records into topics of a cluster, through librdkafka.
//
// One producer for all channels of a run. put() hands a record over and returns; what became of it
// comes back as a report, which is counted here: no record is lost without a word. When the queue
// is full, put() waits for reports. librdkafka has threads of its own; everything here runs on the
// caller's.

#include <memory>
#include <string>

#include "generator/outputs/kafka_config.h"
#include "generator/run/output.h"

namespace barnabas {

class KafkaOutput : public Output {
 public:
  // Connects. An error says which property to look at, or that nobody answers there
  // (ErrorCode::BrokerNotAvailable). The signal ends waiting.
  static Result<std::unique_ptr<KafkaOutput>> connect(const KafkaConfig& config,
                                                      StopSignal& signal);
  ~KafkaOutput() override;

  // The topic is there afterwards, or the error says why not.
  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override;
  DeliveryCounts counts() override;
  Delivery finish(StopSignal& signal) override;

  // Makes a topic; one that exists is an error. Fewer replicas where there are fewer brokers.
  Result<void> create_topic(const std::string& name);

 private:
  class Client;
  explicit KafkaOutput(std::unique_ptr<Client> client);

  std::unique_ptr<Client> client_;
};

}  // namespace barnabas
