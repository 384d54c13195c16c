// Produce: v0-13
//
// Behaviour:
//  * Each partition gets its own verdict; one bad batch does not hold up the others.
//  * acks=-1 answers when the records are durable, 1 when they are written, 0 not at all; with 0 an
//    error closes the connection, because there is no other way to tell.
//  * A batch that the log already holds (same producer, epoch, sequence) is answered like the
//    first time, after the same wait.
//  * Internal topics are written by the broker alone.
//
// Version notes:
//  * v0-2 are offered because librdkafka before 2.11 compresses only then (KAFKA-18659); their
//    message sets of magic 0 and 1 are refused, as Apache Kafka 4 does.
//  * v7 zstd. v8 names the records that spoilt a batch. v13 topic ids.
//
// Left out: transactions.

#include <fmt/format.h>

#include "broker/broker.h"
#include "broker/handlers/data/handlers.h"

namespace barnabas {
namespace {

using PartitionResponse = ProduceResponse::PartitionProduceResponse;

constexpr Version zstd_since = 7;

PartitionResponse refusal(std::int32_t partition, ErrorCode code, std::string message = {}) {
  PartitionResponse response{.index = partition, .error_code = code, .base_offset = -1};
  if (!message.empty()) response.error_message = std::move(message);
  return response;
}

PartitionResponse refusal(std::int32_t partition, const AppendError& error) {
  auto response = refusal(partition, error.code, error.message);
  for (const auto& record : error.record_errors)
    response.record_errors.push_back({record.batch_index, record.message});
  return response;
}

class Production {
 public:
  Production(const ProduceRequest& request, Context& context)
      : request_(request), context_(context) {}

  ProduceResponse append_all() {
    ProduceResponse response;
    response.responses.reserve(request_.topic_data.size());
    for (const auto& topic : request_.topic_data) {
      auto& answered = response.responses.emplace_back();
      answered.name = topic.name;
      answered.topic_id = topic.topic_id;
      answered.partition_responses.reserve(topic.partition_data.size());
      for (const auto& data : topic.partition_data) {
        answered.partition_responses.push_back(append(topic, data));
        failed_ |= answered.partition_responses.back().error_code != ErrorCode::None;
      }
    }
    return response;
  }

  bool failed() const { return failed_; }

 private:
  PartitionResponse append(const ProduceRequest::TopicProduceData& topic,
                           const ProduceRequest::PartitionProduceData& data) {
    if (request_.acks < -1 || request_.acks > 1)
      return refusal(data.index, ErrorCode::InvalidRequiredAcks,
                     fmt::format("acks={} where -1, 0 and 1 are allowed", request_.acks));
    if (request_.transactional_id)
      return refusal(data.index, ErrorCode::InvalidTxnState,
                     "transactions are not served by this broker");
    const auto found = context_.broker.topics().find(topic.name, topic.topic_id, data.index);
    if (found.partition == nullptr) return refusal(data.index, found.error);
    if (found.topic->internal)
      return refusal(data.index, ErrorCode::InvalidTopicException,
                     found.topic->name + " is internal: only the broker writes to it");
    if (request_.acks == -1 && found.topic->min_insync_replicas > 1)
      return refusal(
          data.index, ErrorCode::NotEnoughReplicas,
          fmt::format("min.insync.replicas={} on one broker", found.topic->min_insync_replicas));
    if (uses_zstd(data.records.bytes) && context_.version() < zstd_since)
      return refusal(data.index, ErrorCode::UnsupportedCompressionType,
                     "zstd needs Produce version 7");
    return append_to(*found.partition, data);
  }

  PartitionResponse append_to(Partition& partition,
                              const ProduceRequest::PartitionProduceData& data) {
    const auto appended =
        partition.append(context_.writable(data.records.bytes), AppendOrigin::Client);
    if (!appended) return refusal(data.index, appended.error());
    context_.broker.events().records_produced(context_, partition, *appended);
    return {.index = data.index,
            .base_offset = appended->base_offset,
            .log_append_time_ms = appended->log_append_time_ms,
            .log_start_offset = appended->log_start_offset};
  }

  static bool uses_zstd(Bytes batch) {
    const auto view = RecordBatchView::parse(batch);
    return view && view->compression() == Compression::Zstd;
  }

  const ProduceRequest& request_;
  Context& context_;
  bool failed_ = false;
};

// Partitions whose log went offline while the answer waited for it.
void refuse_lost(ProduceResponse& response, const Topics& topics) {
  for (auto& topic : response.responses) {
    for (auto& answer : topic.partition_responses) {
      if (answer.error_code != ErrorCode::None) continue;
      const auto found = topics.find(topic.name, topic.topic_id, answer.index);
      if (found.partition == nullptr) {
        answer = refusal(answer.index, found.error);
      } else if (found.partition->is_open() && found.partition->log().offline()) {
        const auto& offline = *found.partition->log().offline();
        answer = refusal(answer.index, offline.code, offline.message);
      }
    }
  }
}

}  // namespace

awaitable<ProduceResponse> handle(ProduceRequest request, Context& context) {
  Production production(request, context);
  auto response = production.append_all();
  if (request.acks == 0) {
    context.reply.suppressed = true;
    context.reply.close_connection = production.failed();
  } else if (request.acks == -1) {
    auto& broker = context.broker;
    if (broker.config().durability == Durability::Fsync) co_await broker.commits().wait();
    refuse_lost(response, broker.topics());
  }
  co_return response;
}

}  // namespace barnabas
