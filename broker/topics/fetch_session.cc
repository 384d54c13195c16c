#include "broker/topics/fetch_session.h"

#include <algorithm>

namespace barnabas {
namespace {

constexpr std::int32_t initial_epoch = 0;
constexpr std::int32_t final_epoch = -1;
// Kafka's min.incremental.fetch.session.eviction.ms.
constexpr std::chrono::minutes eviction_idle_min{2};
// From this version on partitions are named by topic id.
constexpr Version topic_ids_since = 13;

FetchSession::Key key_of(const FetchPartition& partition) {
  return {partition.topic, partition.topic_id, partition.wanted.partition};
}

}  // namespace

std::size_t FetchSession::HashKey::operator()(const Key& key) const {
  const auto topic = std::hash<std::string>{}(key.topic) ^ std::hash<Uuid>{}(key.topic_id);
  return topic * 1099511628211U + static_cast<std::size_t>(key.partition);
}

std::vector<FetchPartition> partitions_of(const FetchRequest& request) {
  std::vector<FetchPartition> partitions;
  for (const auto& topic : request.topics)
    for (const auto& wanted : topic.partitions)
      partitions.push_back({topic.topic, topic.topic_id, wanted});
  return partitions;
}

void FetchSession::update(const FetchRequest& request) {
  for (auto& partition : partitions_of(request)) {
    auto [entry, added] = by_key_.try_emplace(key_of(partition));
    if (added) {
      entry->second = partitions_.insert(partitions_.end(), std::move(partition));
    } else {
      entry->second->wanted = partition.wanted;
    }
  }
  for (const auto& topic : request.forgotten_topics_data) {
    for (auto partition : topic.partitions) {
      const auto entry = by_key_.find(Key{topic.topic, topic.topic_id, partition});
      if (entry == by_key_.end()) continue;
      partitions_.erase(entry->second);
      by_key_.erase(entry);
    }
  }
}

bool FetchSession::has_news(FetchPartition& partition, const FetchResponse::PartitionData& data) {
  bool news = data.records.size() > 0;
  if (data.error_code != ErrorCode::None) {
    // The next good answer is news, whatever its watermark.
    partition.told_high_watermark = -1;
    return true;
  }
  if (partition.told_high_watermark != data.high_watermark) news = true;
  if (partition.told_log_start_offset != data.log_start_offset) news = true;
  partition.told_high_watermark = data.high_watermark;
  partition.told_log_start_offset = data.log_start_offset;
  return news;
}

Result<FetchSessions::Found> FetchSessions::resolve(const FetchRequest& request, Version version,
                                                    SteadyTime now) {
  const bool uses_topic_ids = version >= topic_ids_since;
  const bool full = request.session_epoch == initial_epoch || request.session_epoch == final_epoch;
  if (full) {
    sessions_.erase(request.session_id);
    if (request.session_epoch == final_epoch) return Found{};
    auto session = create(uses_topic_ids, now);
    if (session != nullptr) session->update(request);
    return Found{std::move(session), true};
  }
  const auto found = sessions_.find(request.session_id);
  if (found == sessions_.end())
    return fail(ErrorCode::FetchSessionIdNotFound,
                "fetch session " + std::to_string(request.session_id) + " is not known");
  const auto& session = found->second;
  if (session->uses_topic_ids_ != uses_topic_ids)
    return fail(ErrorCode::FetchSessionTopicIdError,
                "the fetch session changed between topic names and topic ids");
  if (session->next_epoch_ != request.session_epoch)
    return fail(ErrorCode::InvalidFetchSessionEpoch,
                "fetch session epoch " + std::to_string(request.session_epoch) + " where " +
                    std::to_string(session->next_epoch_) + " is expected");
  // After the largest epoch comes 1: 0 would start a new session.
  session->next_epoch_ = request.session_epoch == INT32_MAX ? 1 : request.session_epoch + 1;
  session->last_used_ = now;
  session->update(request);
  return Found{session, false};
}

std::shared_ptr<FetchSession> FetchSessions::create(bool uses_topic_ids, SteadyTime now) {
  if (sessions_.size() >= slots_) {
    const auto oldest = std::ranges::min_element(
        sessions_, {}, [](const auto& entry) { return entry.second->last_used_; });
    if (oldest == sessions_.end() || now - oldest->second->last_used_ < eviction_idle_min)
      return nullptr;
    sessions_.erase(oldest);
  }
  std::int32_t id = 0;
  while (id == 0 || sessions_.contains(id)) id = static_cast<std::int32_t>(random_() & 0x7fffffffU);
  auto& session = sessions_[id] = std::make_shared<FetchSession>(id, uses_topic_ids);
  session->last_used_ = now;
  return session;
}

}  // namespace barnabas
