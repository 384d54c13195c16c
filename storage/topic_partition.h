#pragma once
// TopicPartition: a topic's name and a partition number; on disk the folder "orders-0".

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace barnabas {

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;
  bool operator==(const TopicPartition&) const = default;
  auto operator<=>(const TopicPartition&) const = default;
};

// "orders-0".
std::string to_string(const TopicPartition& partition);

// Whether Kafka allows such a topic: 1 to 249 of a-z A-Z 0-9 . _ -, and neither "." nor "..".
bool is_legal_topic_name(std::string_view name);

// Reads a folder name; nothing where it is not a legal topic, a dash and a partition number
// written as Kafka writes it (no sign, no leading zeros).
std::optional<TopicPartition> parse_partition_folder(std::string_view name);

}  // namespace barnabas

template <>
struct std::hash<barnabas::TopicPartition> {
  std::size_t operator()(const barnabas::TopicPartition& partition) const noexcept {
    const auto topic = std::hash<std::string>{}(partition.topic);
    return topic * 1099511628211U + static_cast<std::size_t>(partition.partition);
  }
};
