// Produce: v0-13
//
// Behaviour:
//  * Each partition gets its own verdict; one bad batch does not hold up the others.
//  * acks=-1 answers when the records are durable, 1 when they are written, 0 not at all; with 0 an
//    error closes the connection, because there is no other way to tell. With durability=os acks=-1
//    is as good as 1. Where flush.messages asks for a flush, both wait for it.
//  * A batch that the log already holds (same producer, epoch, sequence) is answered like the
//    first time, after the same wait.
//  * Internal topics are written by the broker alone.
//  * KAFKA_STORAGE_ERROR while the disk has no room (log.dirs.min.free.bytes).
//
// Version notes:
//  * v0-2 are offered because librdkafka before 2.11 compresses only then (KAFKA-18659); their
//    message sets of magic 0 and 1 are refused, as Apache Kafka 4 does.
//  * v7 zstd. v8 names the records that spoilt a batch. v13 topic ids.
//
// Left out: transactions.

#include <fmt/format.h>

#include "broker/broker.h"
#include "broker/events/event_stream.h"
#include "broker/handlers/data/handlers.h"
#include "broker/handlers/data/lost_meanwhile.h"
#include "broker/topics/free_space.h"
#include "broker/topics/group_commit.h"

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
        const auto& verdict = answered.partition_responses.back();
        if (verdict.error_code == ErrorCode::None) continue;
        failed_ = true;
        if (context_.broker.events().wants_summary())
          context_.broker.events().emit(ProduceRefused{
              std::string(context_.client_id()), topic.name, data.index,
              std::string(to_string(verdict.error_code)), verdict.error_message.value_or("")});
      }
    }
    return response;
  }

  bool failed() const { return failed_; }
  // Whether the answer has to wait for the group commit that the appends have joined.
  bool must_wait() const { return must_wait_; }

  // What was written, for who listens; see tell().
  std::vector<RecordsProduced> take_produced() { return std::move(produced_); }

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
    const auto room = context_.broker.free_space().check(data.records.bytes.size(),
                                                         context_.broker.clock().steady());
    if (!room) return refusal(data.index, room.error().code, room.error().message);
    const auto appended =
        partition.append(context_.writable(data.records.bytes), AppendOrigin::Client);
    if (!appended) return refusal(data.index, appended.error());
    must_wait_ |= request_.acks == -1 ? partition.ack_waits() : partition.flush_is_due();
    if (context_.broker.events().wants_summary()) note(partition, *appended);
    return {.index = data.index,
            .base_offset = appended->base_offset,
            .log_append_time_ms = appended->log_append_time_ms,
            .log_start_offset = appended->log_start_offset};
  }

  void note(Partition& partition, const AppendResult& appended) {
    if (appended.duplicate) return;  // the log has said so
    auto& event = produced_.emplace_back();
    event.client_id = context_.client_id();
    event.topic = partition.name().topic;
    event.partition = partition.name().partition;
    event.records = appended.records;
    event.bytes = static_cast<std::int64_t>(appended.bytes);
    event.base_offset = appended.base_offset;
    event.last_offset = appended.last_offset;
    event.segment_base_offset = appended.segment_base_offset;
    event.position = static_cast<std::int64_t>(appended.position);
    event.acks = request_.acks;
  }

  static bool uses_zstd(Bytes batch) {
    const auto view = RecordBatchView::parse(batch);
    return view && view->compression() == Compression::Zstd;
  }

  const ProduceRequest& request_;
  Context& context_;
  bool failed_ = false;
  bool must_wait_ = false;
  std::vector<RecordsProduced> produced_;
};

// Tells who listens what was written.
void tell(std::vector<RecordsProduced>& produced, Broker& broker) {
  for (auto& event : produced) {
    const auto found = broker.topics().find(event.topic, {}, event.partition);
    if (found.partition == nullptr) continue;
    event.high_watermark = found.partition->high_watermark();
    broker.events().emit(std::move(event));
  }
}

// The same when the answer has waited until it was durable.
void tell_durable(std::vector<RecordsProduced>& produced, Broker& broker, SteadyTime received_at) {
  const auto took = broker.clock().steady() - received_at;
  for (auto& event : produced)
    event.durable_after_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  tell(produced, broker);
}

// Partitions whose log went offline while the answer waited for it.
void refuse_lost(ProduceResponse& response, const Topics& topics) {
  for (auto& topic : response.responses) {
    for (auto& answer : topic.partition_responses) {
      if (answer.error_code != ErrorCode::None) continue;
      const auto found = topics.find(topic.name, topic.topic_id, answer.index);
      if (const auto lost = lost_meanwhile(found))
        answer = refusal(answer.index, lost->code, lost->message);
    }
  }
}

}  // namespace

DurableAnswer<ProduceResponse> handle(const ProduceRequest& request, Context& context) {
  auto& broker = context.broker;
  Production production(request, context);
  DurableAnswer<ProduceResponse> answer{production.append_all()};
  auto produced = production.take_produced();
  if (request.acks == 0) {
    context.reply.suppressed = true;
    context.reply.close_connection = production.failed();
  } else if (production.must_wait()) {
    answer.settle = [&broker, received_at = context.received_at,
                     produced = std::move(produced)](ProduceResponse& response) mutable {
      refuse_lost(response, broker.topics());
      tell_durable(produced, broker, received_at);
    };
    return answer;
  }
  tell(produced, broker);
  return answer;
}

}  // namespace barnabas
