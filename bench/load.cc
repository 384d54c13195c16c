#include "bench/load.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "protocol/messages/cluster/metadata.h"
#include "protocol/messages/data/produce.h"
#include "protocol/messages/topics/create_topics.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas::bench {

Buffer record_batch(int records, int record_bytes) {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(wall).count();
  std::mt19937_64 random(1);
  RecordBatchBuilder builder{RecordBatchOptions{}};
  std::string value(static_cast<std::size_t>(record_bytes), ' ');
  for (int i = 0; i < records; ++i) {
    for (auto& byte : value) byte = static_cast<char>('a' + random() % 26);
    builder.append({.timestamp_ms = now_ms, .value = as_bytes(value)});
  }
  auto batch = builder.finish();
  if (!batch) give_up(batch.error().message);
  return std::move(*batch);
}

Buffer produce_frame(const LoadOptions& options, int partition, Bytes batch) {
  ProduceRequest request;
  request.acks = -1;
  request.timeout_ms = 30000;
  ProduceRequest::PartitionProduceData data;
  data.index = partition;
  data.records.bytes = batch;
  ProduceRequest::TopicProduceData topic;
  topic.name = options.topic;
  topic.partition_data.push_back(std::move(data));
  request.topic_data.push_back(std::move(topic));
  return Connection::frame(request, kProduceVersion);
}

bool appended(Connection& connection, std::string& why) {
  const auto response = connection.receive<ProduceResponse>(kProduceVersion);
  for (const auto& topic : response.responses) {
    for (const auto& partition : topic.partition_responses) {
      if (partition.error_code == ErrorCode::None) continue;
      why = fmt::format("{}-{}: error {}", topic.name, partition.index,
                        static_cast<int>(partition.error_code));
      return false;
    }
  }
  return true;
}

void ensure_topic(const LoadOptions& options) {
  Connection connection(options.broker);
  CreateTopicsRequest request;
  CreateTopicsRequest::CreatableTopic topic;
  topic.name = options.topic;
  topic.num_partitions = options.partitions;
  topic.replication_factor = 1;
  request.topics.push_back(topic);
  const auto created = connection.call<CreateTopicsResponse>(request, kCreateTopicsVersion);
  const auto error = created.topics.at(0).error_code;
  if (error != ErrorCode::None && error != ErrorCode::TopicAlreadyExists) {
    give_up(fmt::format("create {}: error {}", options.topic, static_cast<int>(error)));
  }
  // Apache Kafka answers before the partitions can take records.
  const auto batch = record_batch(1, 1);
  std::string why;
  for (int partition = 0; partition < options.partitions; ++partition) {
    const auto frame = produce_frame(options, partition, batch.view());
    for (int attempt = 0;; ++attempt) {
      connection.send(frame.view());
      if (appended(connection, why)) break;
      if (attempt > 3000) give_up(why);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string percentiles(std::vector<std::int64_t> nanoseconds) {
  if (nanoseconds.empty()) give_up("nothing was measured");
  std::sort(nanoseconds.begin(), nanoseconds.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(nanoseconds.size() - 1);
    return static_cast<double>(nanoseconds[static_cast<std::size_t>(share * last)]) / 1000;
  };
  return fmt::format(R"("p50": {:.1f}, "p99": {:.1f}, "p999": {:.1f})", at(0.5), at(0.99),
                     at(0.999));
}

}  // namespace barnabas::bench
