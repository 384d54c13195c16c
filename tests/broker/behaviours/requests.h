#pragma once
// Short ways to ask a TestBroker for the everyday things.

#include "tests/broker/behaviours/test_broker.h"
#include "tests/storage/log_fixture.h"

namespace barnabas {

struct TopicWanted {
  std::string name = "orders";
  std::int32_t partitions = 1;
  ConfigMap configs;
};

inline Uuid create_topic(TestBroker& broker, const TopicWanted& wanted = {}) {
  CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = wanted.name;
  topic.num_partitions = wanted.partitions;
  topic.replication_factor = 1;
  for (const auto& [name, value] : wanted.configs) topic.configs.push_back({name, value});
  request.timeout_ms = 1000;
  const auto answer = broker.ask(request);
  EXPECT_EQ(answer->topics.at(0).error_code, ErrorCode::None);
  return answer->topics.at(0).topic_id;
}

inline void delete_topic(TestBroker& broker, const std::string& name) {
  DeleteTopicsRequest request;
  request.topics = {{name, Uuid{}}};
  EXPECT_EQ(broker.ask(request)->responses.at(0).error_code, ErrorCode::None);
}

struct ProduceOptions {
  std::string topic = "orders";
  std::int32_t partition = 0;
  std::int16_t acks = -1;
  Version version = 12;
};

inline ProduceRequest produce_request(Bytes records, const ProduceOptions& options = {}) {
  ProduceRequest request;
  request.acks = options.acks;
  request.timeout_ms = 1000;
  auto& topic = request.topic_data.emplace_back();
  topic.name = options.topic;
  auto& partition = topic.partition_data.emplace_back();
  partition.index = options.partition;
  partition.records.bytes = records;
  return request;
}

// The verdict on the one partition.
inline ProduceResponse::PartitionProduceResponse produce(TestBroker& broker, Bytes records,
                                                         const ProduceOptions& options = {}) {
  const auto answer = broker.ask(produce_request(records, options), options.version);
  if (answer->responses.empty()) return {};
  return answer->responses.at(0).partition_responses.at(0);
}
inline ProduceResponse::PartitionProduceResponse produce(TestBroker& broker, const TestBatch& batch,
                                                         const ProduceOptions& options = {}) {
  return produce(broker, encode_batch(batch).view(), options);
}

struct FetchOptions {
  std::string topic = "orders";
  std::int32_t partition = 0;
  Offset offset = 0;
  std::int32_t min_bytes = 1;
  std::int32_t max_wait_ms = 0;
  std::int32_t max_bytes = 50 << 20;
  std::int32_t partition_max_bytes = 1 << 20;
  std::int8_t isolation_level = 0;
  std::int32_t leader_epoch = -1;
};

inline FetchRequest fetch_request(const FetchOptions& options = {}) {
  FetchRequest request;
  request.max_wait_ms = options.max_wait_ms;
  request.min_bytes = options.min_bytes;
  request.max_bytes = options.max_bytes;
  request.isolation_level = options.isolation_level;
  auto& topic = request.topics.emplace_back();
  topic.topic = options.topic;
  auto& partition = topic.partitions.emplace_back();
  partition.partition = options.partition;
  partition.fetch_offset = options.offset;
  partition.partition_max_bytes = options.partition_max_bytes;
  partition.current_leader_epoch = options.leader_epoch;
  return request;
}

// What a fetch answer has about one partition, with the records that it brought.
struct FetchedPartition {
  FetchResponse::PartitionData data;
  std::vector<Offset> base_offsets;
  Strings values;
};

inline FetchedPartition read_records(const FetchResponse::PartitionData& data) {
  FetchedPartition found{.data = data, .base_offsets = {}, .values = {}};
  RecordBatchIterator batches(data.records.bytes);
  for (auto batch = batches.next(); batch && *batch; batch = batches.next()) {
    EXPECT_TRUE((*batch)->check_crc());
    found.base_offsets.push_back((*batch)->base_offset());
    Buffer scratch;
    const auto records = (*batch)->records(scratch);
    EXPECT_TRUE(records);
    if (!records) break;
    RecordIterator iterator(**batch, *records);
    for (auto record = iterator.next(); record && *record; record = iterator.next())
      found.values.emplace_back(as_text((*record)->value.value_or(Bytes{})));
  }
  return found;
}

// Fetches from one partition and looks at the one answer.
inline FetchedPartition fetch(TestBroker& broker, const FetchOptions& options = {},
                              Version version = 12) {
  const auto answer = broker.ask(fetch_request(options), version);
  if (answer->responses.empty()) return {};
  return read_records(answer->responses.at(0).partitions.at(0));
}

}  // namespace barnabas
