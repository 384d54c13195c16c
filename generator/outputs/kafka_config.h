#pragma once
// KafkaConfig: how to reach a cluster, in librdkafka's own words.
//
// Any property of librdkafka may be given: in a file of "name=value" lines (JR's form, # begins a
// comment), or one by one. What is given later wins. Where nothing is said, a few of ours hold:
// Java's way to choose partitions, a small queue, and half a minute to deliver a record.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

// What became of a record, told when its acknowledgement comes.
struct DeliveredRecord {
  std::string_view topic;
  std::optional<std::string_view> key;
  std::int32_t partition = -1;
  std::int32_t partitions = 0;  // that the topic has
  std::int64_t offset = -1;
  std::uint64_t batch = 0;  // counted from 1, in the order of acknowledgements
  std::size_t batch_records = 0;
  std::string error;  // why it was not delivered, or empty
};

struct KafkaConfig {
  KafkaProperties properties;
  bool autocreate = false;
  int partitions = 6;   // of topics that are made
  int replication = 3;  // at most; never more than there are brokers
  // With a transactional.id among the properties: how many records a transaction has, at most.
  std::uint64_t transaction_records = 10'000;
  // Told once of each trouble that may pass: a broker that has gone.
  std::function<void(const std::string&)> notice;
  // Told of each record; costs some time.
  std::function<void(const DeliveredRecord&)> explained;
  // Told librdkafka's statistics, JSON, each statistics.interval.ms.
  std::function<void(std::string_view)> statistics;
};

// The properties of a file. An error names the file and the line.
Result<KafkaProperties> read_kafka_properties(const std::string& path);

// The value that counts, or "".
std::string property(const KafkaProperties& properties, const std::string& name);

}  // namespace barnabas
