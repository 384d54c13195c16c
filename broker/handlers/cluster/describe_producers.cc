// DescribeProducers: v0
//
// Behaviour:
//  * What each partition remembers of its producers: epoch, last sequence and time, and the start
//    of an open transaction. The tool kafka-transactions find-hanging asks for it.

#include "broker/broker.h"
#include "broker/handlers/cluster/handlers.h"

namespace barnabas {
namespace {

using PartitionResponse = DescribeProducersResponse::PartitionResponse;

PartitionResponse refusal(std::int32_t partition, ErrorCode code, std::string message) {
  return {.partition_index = partition, .error_code = code, .error_message = std::move(message)};
}

PartitionResponse describe(const Topics& topics, const std::string& topic, std::int32_t number) {
  const auto found = topics.find(topic, {}, number);
  if (found.partition == nullptr)
    return refusal(
        number, found.error,
        "This broker has no partition " + to_string(TopicPartition{topic, number}) + ".");
  const auto log = found.partition->open();
  if (!log) return refusal(number, log.error().code, log.error().message);
  PartitionResponse response{.partition_index = number, .error_message = std::nullopt};
  for (const auto& [id, producer] : (*log)->producer_state().entries())
    response.active_producers.push_back(
        {.producer_id = id,
         .producer_epoch = producer.epoch,
         .last_sequence = producer.last_sequence(),
         .last_timestamp = producer.last_timestamp_ms,
         .coordinator_epoch = producer.coordinator_epoch,
         .current_txn_start_offset = producer.transaction_first_offset});
  return response;
}

}  // namespace

DescribeProducersResponse handle(const DescribeProducersRequest& request, Context& context) {
  DescribeProducersResponse response;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (auto partition : topic.partition_indexes)
      answered.partitions.push_back(describe(context.broker.topics(), topic.name, partition));
  }
  return response;
}

}  // namespace barnabas
