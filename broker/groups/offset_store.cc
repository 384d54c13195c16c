#include "broker/groups/offset_store.h"

namespace barnabas {

std::optional<TopicNumbers::Number> TopicNumbers::find(std::string_view name) const {
  const auto found = numbers_.find(std::string(name));
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

TopicNumbers::Number TopicNumbers::acquire(std::string_view name) {
  const auto [entry, added] = numbers_.try_emplace(std::string(name), 0);
  if (added && free_.empty()) {
    entry->second = static_cast<Number>(topics_.size());
    topics_.push_back({});
  } else if (added) {
    entry->second = free_.back();
    free_.pop_back();
  }
  auto& topic = topics_[entry->second];
  if (added) topic = {.name = std::string(name), .id = {}, .uses = 0};
  ++topic.uses;
  return entry->second;
}

void TopicNumbers::release(Number number) {
  auto& topic = topics_[number];
  if (--topic.uses > 0) return;
  numbers_.erase(topic.name);
  topic = {};
  free_.push_back(number);
}

bool GroupOffsets::put(TopicNumbers& topics, std::string_view topic, std::int32_t partition,
                       CommittedOffset position) {
  const auto number = topics.find(topic);
  if (number) {
    const auto found = positions_.find({.topic = *number, .partition = partition});
    if (found != positions_.end()) {
      found->second = std::move(position);
      return false;
    }
  }
  positions_.emplace(Key{.topic = topics.acquire(topic), .partition = partition},
                     std::move(position));
  return true;
}

bool GroupOffsets::erase(TopicNumbers& topics, std::string_view topic, std::int32_t partition) {
  const auto number = topics.find(topic);
  if (!number) return false;
  const auto found = positions_.find({.topic = *number, .partition = partition});
  if (found == positions_.end()) return false;
  erase(topics, found);
  return true;
}

GroupOffsets::Map::iterator GroupOffsets::erase(TopicNumbers& topics, Map::iterator at) {
  topics.release(at->first.topic);
  return positions_.erase(at);
}

void GroupOffsets::clear(TopicNumbers& topics) {
  for (const auto& [key, position] : positions_) topics.release(key.topic);
  positions_.clear();
}

const CommittedOffset* GroupOffsets::find(const TopicNumbers& topics, std::string_view topic,
                                          std::int32_t partition) const {
  const auto number = topics.find(topic);
  if (!number) return nullptr;
  const auto found = positions_.find({.topic = *number, .partition = partition});
  return found == positions_.end() ? nullptr : &found->second;
}

}  // namespace barnabas
