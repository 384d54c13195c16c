#include "broker/metadata/metadata_image.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/messages/records/metadata_control_records.h"

namespace barnabas {
namespace {

bool has_metric_name(std::string_view name) { return name.find_first_of("._") != name.npos; }

std::string metric_name(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '.', '_');
  return result;
}

}  // namespace

template <Message M>
Result<void> MetadataImage::decode_and_apply(const MetadataFrame& frame) {
  auto record = decode<M>(frame.body, frame.version);
  if (!record) return fail(ErrorCode::InvalidRecord, record.error().message);
  return apply(*record);
}

Result<void> MetadataImage::apply(const MetadataFrame& frame) {
  switch (frame.type) {
    case TopicRecord::info.type:
      return decode_and_apply<TopicRecord>(frame);
    case RemoveTopicRecord::info.type:
      return decode_and_apply<RemoveTopicRecord>(frame);
    case PartitionRecord::info.type:
      return decode_and_apply<PartitionRecord>(frame);
    case PartitionChangeRecord::info.type:
      return decode_and_apply<PartitionChangeRecord>(frame);
    case ClearElrRecord::info.type:
      return decode_and_apply<ClearElrRecord>(frame);
    case ConfigRecord::info.type:
      return decode_and_apply<ConfigRecord>(frame);
    case FeatureLevelRecord::info.type:
      return decode_and_apply<FeatureLevelRecord>(frame);
    case ProducerIdsRecord::info.type:
      return decode_and_apply<ProducerIdsRecord>(frame);
    case RegisterBrokerRecord::info.type:
      return decode_and_apply<RegisterBrokerRecord>(frame);
    case UnregisterBrokerRecord::info.type:
      return decode_and_apply<UnregisterBrokerRecord>(frame);
    case FenceBrokerRecord::info.type:
      return decode_and_apply<FenceBrokerRecord>(frame);
    case UnfenceBrokerRecord::info.type:
      return decode_and_apply<UnfenceBrokerRecord>(frame);
    case BrokerRegistrationChangeRecord::info.type:
      return decode_and_apply<BrokerRegistrationChangeRecord>(frame);
    case NoOpRecord::info.type:
      return {};
    default:
      break;
  }
  auto kept = passive_.apply(frame);
  if (!kept) return fail(ErrorCode::InvalidRecord, kept.error().message);
  if (!*kept) ++skipped_records_;
  return {};
}

const TopicImage* MetadataImage::topic(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const TopicImage* MetadataImage::topic(const Uuid& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const TopicImage* MetadataImage::colliding_topic(std::string_view name) const {
  if (!has_metric_name(name)) return nullptr;
  const auto [first, last] = by_metric_name_.equal_range(metric_name(name));
  const auto other = std::find_if(first, last, [&](auto& e) { return e.second->name != name; });
  return other == last ? nullptr : other->second;
}

const ConfigMap& MetadataImage::config(const ConfigResource& resource) const {
  static const ConfigMap nothing;
  const auto found = configs_.find(resource);
  return found == configs_.end() ? nothing : found->second;
}

std::int16_t MetadataImage::feature(std::string_view name) const {
  const auto found = features_.find(name);
  return found == features_.end() ? std::int16_t{0} : found->second;
}

const RegisterBrokerRecord* MetadataImage::broker(std::int32_t id) const {
  const auto found = brokers_.find(id);
  return found == brokers_.end() ? nullptr : &found->second;
}

Result<TopicImage*> MetadataImage::known_topic(const Uuid& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end())
    return fail(ErrorCode::InvalidRecord,
                fmt::format("a record names the topic id {}, which no earlier record introduced",
                            to_string(id)));
  return found->second;
}

Result<void> MetadataImage::apply(const TopicRecord& record) {
  auto [at, added] = topics_.try_emplace(record.name);
  if (!added)
    return fail(ErrorCode::InvalidRecord,
                fmt::format("a second record creates the topic {}", record.name));
  at->second = std::make_unique<TopicImage>();
  at->second->name = record.name;
  at->second->id = record.topic_id;
  by_name_[at->second->name] = at->second.get();
  by_id_[record.topic_id] = at->second.get();
  if (has_metric_name(record.name))
    by_metric_name_.emplace(metric_name(record.name), at->second.get());
  return {};
}

Result<void> MetadataImage::apply(const RemoveTopicRecord& record) {
  const auto topic = known_topic(record.topic_id);
  if (!topic) return tl::unexpected(topic.error());
  const auto name = (*topic)->name;
  partition_count_ -= (*topic)->partitions.size();
  configs_.erase({ConfigResourceType::Topic, name});
  const auto [first, last] = by_metric_name_.equal_range(metric_name(name));
  const auto own = std::find_if(first, last, [&](auto& entry) { return entry.second == *topic; });
  if (own != last) by_metric_name_.erase(own);
  by_id_.erase(record.topic_id);
  by_name_.erase(name);
  topics_.erase(name);
  return {};
}

Result<void> MetadataImage::apply(const PartitionRecord& record) {
  const auto topic = known_topic(record.topic_id);
  if (!topic) return tl::unexpected(topic.error());
  auto& partitions = (*topic)->partitions;
  if (record.partition_id < 0 || record.partition_id > static_cast<std::int32_t>(partitions.size()))
    return fail(ErrorCode::InvalidRecord,
                fmt::format("topic {} gets partition {} before partition {}", (*topic)->name,
                            record.partition_id, partitions.size()));
  const auto number = static_cast<std::size_t>(record.partition_id);
  if (number == partitions.size()) {
    partitions.emplace_back();
    ++partition_count_;
  }
  partitions[number] = {
      .leader = record.leader,
      .leader_epoch = record.leader_epoch,
      .partition_epoch = record.partition_epoch,
      .leader_recovery_state = record.leader_recovery_state.value_or(std::int8_t{0}),
      .replicas = record.replicas,
      .isr = record.isr,
      .removing_replicas = record.removing_replicas,
      .adding_replicas = record.adding_replicas,
      .directories = record.directories,
      .eligible_leader_replicas = record.eligible_leader_replicas.value_or(std::vector<int>()),
      .last_known_elr = record.last_known_elr.value_or(std::vector<int>())};
  return {};
}

Result<void> MetadataImage::apply(const PartitionChangeRecord& record) {
  const auto topic = known_topic(record.topic_id);
  if (!topic) return tl::unexpected(topic.error());
  auto& partitions = (*topic)->partitions;
  const auto number = static_cast<std::size_t>(record.partition_id);
  if (record.partition_id < 0 || number >= partitions.size())
    return fail(ErrorCode::InvalidRecord,
                fmt::format("a record changes {}-{}, which no earlier record introduced",
                            (*topic)->name, record.partition_id));
  auto& partition = partitions[number];
  if (record.isr) partition.isr = *record.isr;
  if (record.replicas) partition.replicas = *record.replicas;
  if (record.removing_replicas) partition.removing_replicas = *record.removing_replicas;
  if (record.adding_replicas) partition.adding_replicas = *record.adding_replicas;
  if (record.directories) partition.directories = *record.directories;
  if (record.eligible_leader_replicas)
    partition.eligible_leader_replicas = *record.eligible_leader_replicas;
  if (record.last_known_elr) partition.last_known_elr = *record.last_known_elr;
  if (record.leader_recovery_state) partition.leader_recovery_state = *record.leader_recovery_state;
  // Naming a leader begins an epoch, even if it is the same one again.
  constexpr std::int32_t no_change = -2;
  if (record.leader.value_or(no_change) != no_change) {
    partition.leader = *record.leader;
    ++partition.leader_epoch;
  }
  ++partition.partition_epoch;
  return {};
}

Result<void> MetadataImage::apply(const ClearElrRecord& record) {
  for (const auto& [name, topic] : topics_) {
    if (!record.topic_name.empty() && name != record.topic_name) continue;
    for (auto& partition : topic->partitions) {
      partition.eligible_leader_replicas.clear();
      partition.last_known_elr.clear();
    }
  }
  return {};
}

Result<void> MetadataImage::apply(const ConfigRecord& record) {
  const ConfigResource resource{static_cast<ConfigResourceType>(record.resource_type),
                                record.resource_name};
  if (record.value) {
    configs_[resource][record.name] = *record.value;
    return {};
  }
  const auto found = configs_.find(resource);
  if (found == configs_.end()) return {};
  found->second.erase(record.name);
  if (found->second.empty()) configs_.erase(found);
  return {};
}

Result<void> MetadataImage::apply(const FeatureLevelRecord& record) {
  if (record.feature_level == 0)
    features_.erase(record.name);
  else
    features_[record.name] = record.feature_level;
  return {};
}

Result<void> MetadataImage::apply(const ProducerIdsRecord& record) {
  next_producer_id_ = record.next_producer_id;
  return {};
}

Result<void> MetadataImage::apply(const RegisterBrokerRecord& record) {
  brokers_[record.broker_id] = record;
  return {};
}

Result<void> MetadataImage::apply(const UnregisterBrokerRecord& record) {
  brokers_.erase(record.broker_id);
  return {};
}

Result<void> MetadataImage::apply(const FenceBrokerRecord& record) {
  if (const auto found = brokers_.find(record.id); found != brokers_.end())
    found->second.fenced = true;
  return {};
}

Result<void> MetadataImage::apply(const UnfenceBrokerRecord& record) {
  if (const auto found = brokers_.find(record.id); found != brokers_.end())
    found->second.fenced = false;
  return {};
}

Result<void> MetadataImage::apply(const BrokerRegistrationChangeRecord& record) {
  const auto found = brokers_.find(record.broker_id);
  if (found == brokers_.end()) return {};
  auto& broker = found->second;
  if (record.fenced) broker.fenced = *record.fenced > 0;
  if (record.in_controlled_shutdown) broker.in_controlled_shutdown = true;
  if (record.log_dirs) broker.log_dirs = record.log_dirs;
  return {};
}

MetadataRecords MetadataImage::to_records() const {
  MetadataRecords records(metadata_version());
  // metadata.version comes first: it says how to read the rest.
  if (metadata_version() != 0)
    records.add(
        FeatureLevelRecord{.name = "metadata.version", .feature_level = metadata_version()});
  for (const auto& [name, level] : features_)
    if (name != "metadata.version")
      records.add(FeatureLevelRecord{.name = name, .feature_level = level});
  for (const auto& [id, broker] : brokers_) records.add(broker);
  for (const auto& [name, topic] : topics_) {
    records.add(TopicRecord{.name = name, .topic_id = topic->id});
    for (std::size_t number = 0; number < topic->partitions.size(); ++number) {
      const auto& partition = topic->partitions[number];
      PartitionRecord record{.partition_id = static_cast<std::int32_t>(number),
                             .topic_id = topic->id,
                             .replicas = partition.replicas,
                             .isr = partition.isr,
                             .removing_replicas = partition.removing_replicas,
                             .adding_replicas = partition.adding_replicas,
                             .leader = partition.leader,
                             .leader_epoch = partition.leader_epoch,
                             .partition_epoch = partition.partition_epoch,
                             .directories = partition.directories};
      if (partition.leader_recovery_state != 0)
        record.leader_recovery_state = partition.leader_recovery_state;
      if (!partition.eligible_leader_replicas.empty())
        record.eligible_leader_replicas = partition.eligible_leader_replicas;
      if (!partition.last_known_elr.empty()) record.last_known_elr = partition.last_known_elr;
      records.add(record);
    }
  }
  for (const auto& [resource, values] : configs_)
    for (const auto& [name, value] : values)
      records.add(ConfigRecord{.resource_type = static_cast<std::int8_t>(resource.type),
                               .resource_name = resource.name,
                               .name = name,
                               .value = value});
  if (next_producer_id_ > 0) records.add(ProducerIdsRecord{.next_producer_id = next_producer_id_});
  passive_.add_to(records);
  return records;
}

}  // namespace barnabas
