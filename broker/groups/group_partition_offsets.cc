// Committed offsets: writing, reading and forgetting them, and what was in the log at start.

#include <algorithm>

#include "broker/groups/group_partition.h"
#include "broker/groups/log_errors.h"

namespace barnabas {
namespace {

// The length as Apache counts it: in UTF-16 units.
std::size_t utf16_size(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
  }
  return units;
}

}  // namespace

Result<void> GroupPartition::replay(const ReplayedRecord& record) {
  auto read = read_group_record(record.key, record.value);
  if (!read) return tl::unexpected(read.error());
  if (auto* offset = std::get_if<OffsetRecord>(&*read)) {
    if (offset->position) offset->position->record_offset = record.offset;
    if (record.producer_id >= 0 && offset->position)
      open_transactions_[record.producer_id].push_back({.group_id = offset->group_id,
                                                        .topic = offset->topic,
                                                        .partition = offset->partition,
                                                        .position = std::move(*offset->position),
                                                        .topic_id = offset->topic_id});
    else
      apply(std::move(*offset), record.offset);
  } else if (auto* group = std::get_if<GroupRecord>(&*read)) {
    apply(std::move(*group), record.value.value_or(Bytes{}));
  } else {
    const std::string key(as_text(record.key));
    if (record.value)
      foreign_[key] = as_text(*record.value);
    else
      foreign_.erase(key);
  }
  return {};
}

void GroupPartition::apply(OffsetRecord record, Offset record_offset) {
  if (record.position) {
    const auto at = create(record.group_id);
    record.position->record_offset = record_offset;
    auto& offsets = at->second.offsets;
    if (offsets.put(services_.topics, record.topic, record.partition, std::move(*record.position)))
      ++position_count_;
    if (!record.topic_id.is_zero())
      services_.topics.set_id(*services_.topics.find(record.topic), record.topic_id);
    return;
  }
  auto* entry = find(record.group_id);
  if (entry != nullptr && entry->offsets.erase(services_.topics, record.topic, record.partition))
    --position_count_;
  for (auto& [producer_id, open] : open_transactions_)
    std::erase_if(open, [&](const OpenOffset& offset) {
      return offset.group_id == record.group_id && offset.topic == record.topic &&
             offset.partition == record.partition;
    });
}

void GroupPartition::apply(GroupRecord record, Bytes value) {
  if (!record.snapshot) {
    const auto at = entries_.find(record.group_id);
    if (at != entries_.end()) erase(at);
    return;
  }
  auto& entry = create(record.group_id)->second;
  if (entry.record.empty()) ++group_record_count_;
  entry.record = as_text(value);
  entry.group->restore(*record.snapshot);
}

void GroupPartition::replay_transaction_end(std::int64_t producer_id, bool committed) {
  auto open = open_transactions_.extract(producer_id);
  if (!open || !committed) return;
  for (auto& offset : open.mapped()) {
    // A plain commit that came later wins, whatever the order of their becoming valid.
    const auto* entry = find(offset.group_id);
    const auto* current =
        entry == nullptr ? nullptr
                         : entry->offsets.find(services_.topics, offset.topic, offset.partition);
    if (current != nullptr && current->record_offset > offset.position.record_offset) continue;
    const auto record_offset = offset.position.record_offset;
    apply(OffsetRecord{.group_id = offset.group_id,
                       .topic = offset.topic,
                       .partition = offset.partition,
                       .position = std::move(offset.position),
                       .topic_id = offset.topic_id},
          record_offset);
  }
}

ErrorCode GroupPartition::check(const OffsetCommit& commit, Moment now) {
  const auto at = entries_.find(commit.group_id);
  if (at == entries_.end()) {
    if (commit.speaker.generation < 0) return ErrorCode::None;
    return commit.unknown_group_is_not_found ? ErrorCode::GroupIdNotFound
                                             : ErrorCode::IllegalGeneration;
  }
  const auto error = at->second.group->check_commit(commit.speaker, now);
  schedule(at);
  return error;
}

void GroupPartition::commit(OffsetCommit commit, Callback<std::vector<ErrorCode>> answer) {
  std::vector<ErrorCode> errors(commit.offsets.size(), ErrorCode::None);
  const auto now = services_.now();
  if (const auto error = check(commit, now); error != ErrorCode::None) {
    std::fill(errors.begin(), errors.end(), error);
    return answer(std::move(errors));
  }

  const auto make_position = [&](const OffsetToCommit& offset) {
    CommittedOffset position;
    position.offset = offset.offset;
    position.leader_epoch = offset.leader_epoch;
    position.commit_timestamp_ms = now.wall_ms;
    if (commit.retention_ms) position.expire_timestamp_ms = now.wall_ms + *commit.retention_ms;
    position.set_metadata(offset.metadata);
    return position;
  };
  GroupRecords records;
  for (std::size_t i = 0; i < commit.offsets.size(); ++i) {
    const auto& offset = commit.offsets[i];
    const auto limit = static_cast<std::size_t>(services_.options.offset_metadata_max_bytes);
    if (utf16_size(offset.metadata) > limit)
      errors[i] = ErrorCode::OffsetMetadataTooLarge;
    else
      records.put_offset({commit.group_id, offset.topic, offset.partition}, make_position(offset),
                         offset.topic_id);
  }
  if (records.empty()) return answer(std::move(errors));

  // Shared, because a std::function must be copyable.
  auto done = std::make_shared<std::pair<OffsetCommit, std::vector<ErrorCode>>>(std::move(commit),
                                                                                std::move(errors));
  auto durable = [done, answer, observer = services_.environment.observer](ErrorCode error) {
    auto& [request, results] = *done;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i] != ErrorCode::None) continue;
      results[i] = as_member_error(error);
      if (error == ErrorCode::None && observer != nullptr)
        observer->offset_committed({.group_id = request.group_id,
                                    .topic = request.offsets[i].topic,
                                    .partition = request.offsets[i].partition,
                                    .offset = request.offsets[i].offset});
    }
    answer(std::move(results));
  };
  const auto first = append(records, durable);
  if (!first) return durable(first.error().code);

  const auto& [request, results] = *done;
  const auto at = create(request.group_id);
  auto record_offset = *first;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& offset = request.offsets[i];
    if (results[i] == ErrorCode::None)
      apply(OffsetRecord{.group_id = request.group_id,
                         .topic = offset.topic,
                         .partition = offset.partition,
                         .position = make_position(offset),
                         .topic_id = offset.topic_id},
            record_offset++);
  }
  at->second.last_append = appended_;
  begin_rewrite_if_due();
}

bool GroupPartition::is_unstable(std::string_view group_id, std::string_view topic,
                                 std::int32_t partition) const {
  return std::any_of(open_transactions_.begin(), open_transactions_.end(), [&](const auto& open) {
    return std::any_of(open.second.begin(), open.second.end(), [&](const OpenOffset& offset) {
      return offset.group_id == group_id && offset.topic == topic && offset.partition == partition;
    });
  });
}

OffsetFetchAnswer::Partition GroupPartition::read_one(const OffsetFetch& fetch, const Entry* entry,
                                                      const std::string& topic,
                                                      std::int32_t partition) const {
  OffsetFetchAnswer::Partition result;
  result.partition = partition;
  if (fetch.require_stable && is_unstable(fetch.group_id, topic, partition)) {
    result.error = ErrorCode::UnstableOffsetCommit;
    return result;
  }
  const auto* position =
      entry == nullptr ? nullptr : entry->offsets.find(services_.topics, topic, partition);
  if (position == nullptr) return result;
  result.offset = position->offset;
  result.leader_epoch = position->leader_epoch;
  result.metadata = position->metadata_text();
  return result;
}

OffsetFetchAnswer GroupPartition::read(const OffsetFetch& fetch) const {
  OffsetFetchAnswer answer;
  const auto* entry = find(fetch.group_id);
  if (fetch.topics) {
    for (const auto& wanted : *fetch.topics) {
      auto& topic = answer.topics.emplace_back();
      topic.topic = wanted.topic;
      for (const auto partition : wanted.partitions)
        topic.partitions.push_back(read_one(fetch, entry, wanted.topic, partition));
    }
    return answer;
  }
  if (entry == nullptr) return answer;
  for (const auto& [key, position] : entry->offsets.all()) {
    const auto& name = services_.topics.name(key.topic);
    if (answer.topics.empty() || answer.topics.back().topic != name)
      answer.topics.emplace_back().topic = name;
    answer.topics.back().partitions.push_back(read_one(fetch, entry, name, key.partition));
  }
  return answer;
}

void GroupPartition::fetch_offsets(OffsetFetch fetch, Callback<OffsetFetchAnswer> answer) {
  const auto* entry = find(fetch.group_id);
  if (entry == nullptr || entry->last_append <= durable_) {
    answer(read(fetch));
    return;
  }
  auto later = [this, fetch = std::move(fetch), answer = std::move(answer)](ErrorCode error) {
    OffsetFetchAnswer result;
    result.error = as_member_error(error);
    if (error == ErrorCode::None) result = read(fetch);
    answer(std::move(result));
  };
  after_durable_.push_back({.append = entry->last_append, .callback = std::move(later)});
}

void GroupPartition::delete_offsets(const std::string& group_id,
                                    const std::vector<PartitionsOfTopic>& topics,
                                    Callback<Result<std::vector<ErrorCode>>> answer) {
  auto* entry = find(group_id);
  if (entry == nullptr)
    return answer(fail(ErrorCode::GroupIdNotFound, "there is no group " + group_id));
  const auto& group = *entry->group;
  // Whoever assigns its own way may be reading anything.
  if (!group.is_empty() && !group.uses_consumer_protocol())
    return answer(fail(ErrorCode::NonEmptyGroup, "group " + group_id + " has members"));

  std::vector<ErrorCode> errors;
  GroupRecords tombstones;
  std::vector<std::pair<std::string, std::int32_t>> gone;
  for (const auto& topic : topics) {
    const bool subscribed = group.is_subscribed_to(topic.topic);
    for (const auto partition : topic.partitions) {
      errors.push_back(subscribed ? ErrorCode::GroupSubscribedToTopic : ErrorCode::None);
      const bool exists =
          entry->offsets.find(services_.topics, topic.topic, partition) != nullptr ||
          is_unstable(group_id, topic.topic, partition);
      if (subscribed || !exists) continue;
      tombstones.delete_offset({group_id, topic.topic, partition});
      gone.emplace_back(topic.topic, partition);
    }
  }
  if (tombstones.empty()) return answer(std::move(errors));
  auto durable = [answer, errors = std::move(errors)](ErrorCode error) {
    if (error != ErrorCode::None)
      answer(fail(as_member_error(error), "the deletion could not be stored"));
    else
      answer(errors);
  };
  const auto offset = append(tombstones, durable);
  if (!offset) return durable(offset.error().code);
  for (auto& [topic, partition] : gone) {
    if (auto* observer = services_.environment.observer)
      observer->offset_deleted(
          {.group_id = group_id, .topic = topic, .partition = partition, .offset = -1});
    apply(OffsetRecord{.group_id = group_id,
                       .topic = std::move(topic),
                       .partition = partition,
                       .position = {},
                       .topic_id = {}},
          *offset);
  }
  entry->last_append = appended_;
  begin_rewrite_if_due();
}

void GroupPartition::on_topic_deleted(const std::string& topic) {
  const auto number = services_.topics.find(topic);
  if (!number) return;
  GroupRecords tombstones;
  for (auto& [group_id, entry] : entries_) {
    auto& positions = entry.offsets.all();
    auto at = positions.lower_bound({.topic = *number, .partition = INT32_MIN});
    while (at != positions.end() && at->first.topic == *number) {
      tombstones.delete_offset({group_id, topic, at->first.partition});
      at = entry.offsets.erase(services_.topics, at);
      --position_count_;
      append_if_full(tombstones);
    }
  }
  if (!tombstones.empty()) (void)append(tombstones, {});
  begin_rewrite_if_due();
}

void GroupPartition::delete_group(const std::string& group_id, Callback<ErrorCode> answer) {
  const auto at = entries_.find(group_id);
  if (at == entries_.end()) return answer(ErrorCode::GroupIdNotFound);
  if (!at->second.group->is_empty()) return answer(ErrorCode::NonEmptyGroup);
  GroupRecords tombstones;
  for (const auto& [key, position] : at->second.offsets.all()) {
    tombstones.delete_offset({group_id, services_.topics.name(key.topic), key.partition});
    append_if_full(tombstones);
  }
  tombstones.delete_group(group_id);
  auto durable = [answer](ErrorCode error) { answer(as_member_error(error)); };
  const auto offset = append(tombstones, durable);
  if (!offset) return durable(offset.error().code);
  if (auto* observer = services_.environment.observer) observer->group_deleted(group_id);
  erase(at);
  begin_rewrite_if_due();
}

}  // namespace barnabas
