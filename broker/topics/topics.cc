#include "broker/topics/topics.h"

namespace barnabas {

Topic* Topics::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? found->second : nullptr;
}

Topic* Topics::find(const Uuid& id) const {
  const auto found = by_id_.find(id);
  return found != by_id_.end() ? found->second.get() : nullptr;
}

Topics::Found Topics::find(const std::string& name, const Uuid& id, std::int32_t partition) const {
  auto* topic = id.is_zero() ? find(name) : find(id);
  if (topic == nullptr)
    return {.error = id.is_zero() ? ErrorCode::UnknownTopicOrPartition : ErrorCode::UnknownTopicId};
  auto* found = topic->partition(partition);
  if (found == nullptr) return {.topic = topic, .error = ErrorCode::UnknownTopicOrPartition};
  return {.topic = topic, .partition = found};
}

Topic& Topics::add(const Creation& creation) {
  auto owned = std::make_unique<Topic>();
  auto& topic = *owned;
  topic.name = creation.name;
  topic.id = creation.id;
  topic.internal = creation.internal;
  topic.min_insync_replicas = creation.min_insync_replicas;
  topic.config = creation.config;
  by_id_[topic.id] = std::move(owned);
  by_name_[topic.name] = &topic;
  add_partitions(topic, creation.partitions);
  return topic;
}

void Topics::add_partitions(Topic& topic, std::size_t count) {
  topic.partitions.reserve(count);
  while (topic.partitions.size() < count) {
    const auto number = static_cast<std::int32_t>(topic.partitions.size());
    topic.partitions.push_back(std::make_unique<Partition>(
        environment_, Partition::Identity{{topic.name, number}, topic.id, topic.config}));
  }
}

void Topics::update_config(Topic& topic, std::shared_ptr<const LogConfig> config,
                           std::int32_t min_insync_replicas) {
  topic.config = std::move(config);
  topic.min_insync_replicas = min_insync_replicas;
  for (const auto& partition : topic.partitions) partition->update_config(topic.config);
}

void Topics::remove(const Uuid& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  // A topic of the same name may have been created meanwhile.
  const auto named = by_name_.find(found->second->name);
  if (named != by_name_.end() && named->second == found->second.get()) by_name_.erase(named);
  by_id_.erase(found);
}

}  // namespace barnabas
