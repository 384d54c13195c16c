#include "client/producer.h"

#include <fmt/core.h>

#include <algorithm>

#include "client/answer.h"
#include "client/batch_split.h"
#include "protocol/base/murmur2.h"
#include "protocol/messages/data/produce.h"
#include "protocol/messages/transactions/init_producer_id.h"

namespace barnabas::client {
namespace {

std::optional<Bytes> view(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return as_bytes(*text);
}

std::string count_of(std::int32_t records) {
  return records == 1 ? "1 record" : fmt::format("{} records", records);
}

}  // namespace

Producer::Producer(Cluster& cluster, ProducerOptions options,
                   std::function<void(const Delivered&)> delivered)
    : cluster_(cluster),
      options_(std::move(options)),
      delivered_(std::move(delivered)),
      batch_bytes_(options_.batch_bytes) {}

Result<void> Producer::start() {
  const auto topic = cluster_.topic({.name = options_.topic, .create_missing = true});
  if (!topic) return tl::unexpected(topic.error());
  partition_count_ = static_cast<std::int32_t>(topic->partitions.size());
  if (!options_.idempotent) return {};
  const InitProducerIdRequest request{.transactional_id = std::nullopt,
                                      .transaction_timeout_ms = 60'000};
  for (Retries retries(cluster_.options());;) {
    auto connection = cluster_.any();
    if (!connection) return tl::unexpected(std::move(connection.error()));
    const auto reply = (*connection)->call<InitProducerIdResponse>(request);
    if (!reply) return tl::unexpected(reply.error());
    producer_id_ = (*reply)->producer_id;
    producer_epoch_ = (*reply)->producer_epoch;
    const auto code = (*reply)->error_code;
    if (code == ErrorCode::None) return {};
    if (!is_retriable(code) || !retries.wait())
      return tl::unexpected(answer_error(code, "no producer id"));
  }
}

Result<std::int32_t> Producer::choose(const RecordToSend& record) const {
  if (record.partition) {
    if (*record.partition >= 0 && *record.partition < partition_count_) return *record.partition;
    return fail(ErrorCode::UnknownTopicOrPartition,
                fmt::format("topic '{}' has partitions 0 to {}; there is no partition {}",
                            options_.topic, partition_count_ - 1, *record.partition));
  }
  if (record.key) return murmur2_partition(as_bytes(*record.key), partition_count_);
  return sticky_partition_ % partition_count_;
}

Result<void> Producer::send(const RecordToSend& record) {
  if (partition_count_ == 0) {
    auto started = start();
    if (!started) return started;
  }
  const auto chosen = choose(record);
  if (!chosen) return tl::unexpected(chosen.error());
  auto& partition = partitions_[*chosen];
  if (!partition.batch) {
    RecordBatchOptions batch;
    batch.compression.codec = options_.compression;
    batch.producer_id = producer_id_;
    batch.producer_epoch = producer_epoch_;
    batch.base_sequence = options_.idempotent ? partition.next_sequence : kNoSequence;
    partition.batch.emplace(batch);
  }
  std::vector<RecordHeader> headers;
  for (const auto& [key, value] : record.headers) headers.push_back({key, view(value)});
  partition.batch->append({.timestamp_ms = record.timestamp_ms,
                           .key = view(record.key),
                           .value = view(record.value),
                           .headers = headers});
  if (partition.batch->uncompressed_size() < batch_bytes_) return {};
  if (!record.key && !record.partition) ++sticky_partition_;
  return send_batch(*chosen);
}

Result<void> Producer::flush() {
  for (auto& [number, partition] : partitions_) {
    if (!partition.batch) continue;
    auto sent = send_batch(number);
    if (!sent) return sent;
  }
  return {};
}

Result<void> Producer::send_batch(std::int32_t number) {
  auto& partition = partitions_[number];
  const auto batch = partition.batch->finish();
  partition.batch.reset();
  if (!batch) return tl::unexpected(batch.error());
  return deliver_or_split(number, batch->view());
}

Result<void> Producer::deliver_or_split(std::int32_t number, Bytes bytes) {
  const auto batch = RecordBatchView::parse(bytes);
  if (!batch) return tl::unexpected(batch.error());
  const auto records = batch->record_count();
  const auto delivered = deliver(number, bytes, records);
  if (delivered) {
    auto& next_sequence = partitions_[number].next_sequence;
    next_sequence = advance_sequence(next_sequence, records);
    if (delivered_) delivered_(*delivered);
    return {};
  }
  const auto code = delivered.error().code;
  const bool too_large =
      code == ErrorCode::MessageTooLarge || code == ErrorCode::RecordListTooLarge;
  if (!too_large || records < 2) return tl::unexpected(delivered.error());
  batch_bytes_ = std::min(batch_bytes_, bytes.size() / 2);
  const auto halves = split_batch(*batch);
  if (!halves) return tl::unexpected(halves.error());
  for (const auto& half : *halves)
    if (auto sent = deliver_or_split(number, half.view()); !sent) return sent;
  return {};
}

// Sends the batch until the broker has it or says no for good.
Result<Delivered> Producer::deliver(std::int32_t partition, Bytes batch, std::int32_t records) {
  ProduceRequest request;
  request.acks = options_.acks;
  request.timeout_ms = options_.timeout_ms;
  request.topic_data.push_back({.name = options_.topic, .topic_id = {}, .partition_data = {}});
  request.topic_data[0].partition_data.push_back(
      {.index = partition, .records = {.bytes = batch, .file = {}}});
  const CallOptions by_name{.version_max = 12};
  const auto about =
      fmt::format("{} for {}-{} not stored", count_of(records), options_.topic, partition);
  for (Retries retries(cluster_.options());;) {
    auto leader = cluster_.leader(options_.topic, partition);
    if (!leader) {  // nothing was sent, so trying again can double nothing
      cluster_.forget();
      if (is_retriable(leader.error().code) && retries.wait()) continue;
      return fail(leader.error().code, fmt::format("{}: {}", about, leader.error().message));
    }
    if (options_.acks == 0) {
      auto sent = (*leader)->send(request, by_name);
      if (!sent) return tl::unexpected(std::move(sent.error()));
      return Delivered{.partition = partition, .records = records};
    }
    const auto reply = (*leader)->call<ProduceResponse>(request, by_name);
    if (!reply) {
      // The batch may or may not have been stored; only sequence numbers make it safe to repeat.
      cluster_.forget();
      if (options_.idempotent && retries.wait()) continue;
      return fail(reply.error().code,
                  fmt::format("{} for {}-{} may or may not have been stored: {}", count_of(records),
                              options_.topic, partition, reply.error().message));
    }
    if ((*reply)->responses.empty() || (*reply)->responses[0].partition_responses.empty())
      return fail(ErrorCode::UnknownServerError, about + ": the answer does not mention them");
    const auto& answer = (*reply)->responses[0].partition_responses[0];
    if (answer.error_code == ErrorCode::None)
      return Delivered{
          .partition = partition, .records = records, .base_offset = answer.base_offset};
    if (options_.idempotent && answer.error_code == ErrorCode::DuplicateSequenceNumber)
      return Delivered{.partition = partition, .records = records};
    cluster_.forget();
    if (!is_retriable(answer.error_code) || !retries.wait())
      return tl::unexpected(answer_error(answer.error_code, answer.error_message, about));
  }
}

}  // namespace barnabas::client
