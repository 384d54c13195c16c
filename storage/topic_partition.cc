#include "storage/topic_partition.h"

#include <algorithm>
#include <charconv>

namespace barnabas {

std::string to_string(const TopicPartition& partition) {
  return partition.topic + "-" + std::to_string(partition.partition);
}

bool is_legal_topic_name(std::string_view name) {
  if (name.empty() || name.size() > 249 || name == "." || name == "..") return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

std::optional<TopicPartition> parse_partition_folder(std::string_view name) {
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto digits = name.substr(dash + 1);
  if (digits.empty() || digits[0] == '-' || (digits[0] == '0' && digits.size() > 1))
    return std::nullopt;
  TopicPartition result;
  const auto* end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, result.partition);
  if (problem != std::errc{} || stopped != end) return std::nullopt;
  if (!is_legal_topic_name(name.substr(0, dash))) return std::nullopt;
  result.topic = name.substr(0, dash);
  return result;
}

}  // namespace barnabas
