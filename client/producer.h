#pragma once
// Producer: sends records to the partitions of one topic.
//
// Records are collected into one batch a partition, because a batch costs the broker about as much
// as a record. A key decides the partition, hashed with murmur2 as Java's producer does, so that
// records with one key stay in order. Records without a key fill one partition's batch and then
// the next one's (KIP-480).
//
// With `idempotent` (KIP-98) the broker gives the producer an id, each batch carries the sequence
// number of its first record, and a batch that is sent again after a lost answer is recognised and
// not stored twice. Without it such a batch is not sent again, because nobody could tell. A broker
// that is away is waited for, up to the cluster's retry_timeout_ms. A batch that is too large for
// the topic (max.message.bytes, segment.bytes) is sent in halves, and later ones are made smaller.
//
// Left out: several requests in flight, transactions, several topics.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/cluster.h"
#include "protocol/base/offset.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas::client {

struct RecordToSend {
  std::optional<std::string> key;
  std::optional<std::string> value;  // nothing: a tombstone
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
  TimestampMs timestamp_ms = 0;
  std::optional<std::int32_t> partition;  // nothing: the key decides
};

struct ProducerOptions {
  std::string topic;
  std::int16_t acks = -1;  // 0: none, 1: the leader has it, -1: all in-sync replicas have it
  Compression compression = Compression::None;
  bool idempotent = false;
  std::size_t batch_bytes = 64 * 1024;  // uncompressed, after which a batch is sent
  std::int32_t timeout_ms = 30'000;     // that the broker may wait for replicas
};

// A batch that the broker has acknowledged, or that was sent with acks=0.
struct Delivered {
  std::int32_t partition = 0;
  std::int32_t records = 0;
  Offset base_offset = kNoOffset;  // unknown with acks=0
};

class Producer {
 public:
  // `cluster` must outlive it. `delivered` is told each batch.
  Producer(Cluster& cluster, ProducerOptions options,
           std::function<void(const Delivered&)> delivered = {});

  // Adds the record to its batch and sends the batch if it is full. Errors name what was not
  // stored; records handed over earlier may be among it.
  Result<void> send(const RecordToSend& record);
  // Sends what is collected and waits for the answers. Without it the rest is lost.
  Result<void> flush();

 private:
  struct Partition {
    std::optional<RecordBatchBuilder> batch;
    Sequence next_sequence = 0;
  };

  Result<void> start();
  Result<std::int32_t> choose(const RecordToSend& record) const;
  Result<void> send_batch(std::int32_t number);
  Result<void> deliver_or_split(std::int32_t number, Bytes batch);
  Result<Delivered> deliver(std::int32_t partition, Bytes batch, std::int32_t records);

  Cluster& cluster_;
  const ProducerOptions options_;
  const std::function<void(const Delivered&)> delivered_;
  std::int32_t partition_count_ = 0;
  std::int32_t sticky_partition_ = 0;
  std::size_t batch_bytes_;  // what a batch may have by now
  ProducerId producer_id_ = kNoProducerId;
  ProducerEpoch producer_epoch_ = kNoProducerEpoch;
  std::map<std::int32_t, Partition> partitions_;
};

}  // namespace barnabas::client
