#include "broker/groups/group_coordinator.h"

#include <algorithm>
#include <utility>

#include "broker/groups/group_partition.h"
#include "broker/groups/group_partition_index.h"
#include "protocol/base/check.h"

namespace barnabas {

GroupCoordinator::GroupCoordinator(const GroupOptions& options, GroupEnvironment environment)
    : services_(std::make_unique<GroupServices>(
          GroupServices{.options = options, .environment = std::move(environment)})) {}

GroupCoordinator::~GroupCoordinator() = default;

void GroupCoordinator::set_partition_count(std::int32_t count) {
  partitions_.resize(static_cast<std::size_t>(count));
}

std::shared_ptr<GroupPartition>& GroupCoordinator::loaded(std::int32_t index) {
  auto& partition = partitions_.at(static_cast<std::size_t>(index));
  if (!partition) partition = std::make_shared<GroupPartition>(index, *services_);
  return partition;
}

Result<void> GroupCoordinator::replay(std::int32_t partition, const ReplayedRecord& record) {
  return loaded(partition)->replay(record);
}

void GroupCoordinator::replay_transaction_end(std::int32_t partition, std::int64_t producer_id,
                                              bool committed) {
  loaded(partition)->replay_transaction_end(producer_id, committed);
}

void GroupCoordinator::activate(std::int32_t partition) { loaded(partition)->activate(); }

void GroupCoordinator::deactivate(std::int32_t partition) {
  const auto gone = std::exchange(partitions_.at(static_cast<std::size_t>(partition)), nullptr);
  if (gone) gone->deactivate(ErrorCode::NotCoordinator);
}

std::int32_t GroupCoordinator::partition_of(std::string_view group_id) const {
  BARNABAS_CHECK(!partitions_.empty(), "__consumer_offsets has no partitions yet");
  return group_partition_index(group_id, static_cast<std::int32_t>(partitions_.size()));
}

GroupPartition* GroupCoordinator::partition_for(std::string_view group_id) const {
  if (partitions_.empty()) return nullptr;
  auto* partition = partitions_[static_cast<std::size_t>(partition_of(group_id))].get();
  return partition != nullptr && partition->is_active() ? partition : nullptr;
}

void GroupCoordinator::join(const std::string& group_id, const GroupJoin& join,
                            Callback<GroupJoinAnswer> answer) {
  const auto refuse = [&](ErrorCode error) {
    answer({.error = error, .member_id = join.member_id});
  };
  if (group_id.empty()) return refuse(ErrorCode::InvalidGroupId);
  if (join.session_timeout_ms < services_->options.min_session_timeout_ms ||
      join.session_timeout_ms > services_->options.max_session_timeout_ms)
    return refuse(ErrorCode::InvalidSessionTimeout);
  auto* partition = partition_for(group_id);
  if (partition == nullptr) return refuse(ErrorCode::NotCoordinator);
  partition->join(group_id, join, std::move(answer));
}

void GroupCoordinator::sync(const std::string& group_id, const GroupSync& sync,
                            Callback<GroupSyncAnswer> answer) {
  if (group_id.empty()) return answer({.error = ErrorCode::InvalidGroupId});
  auto* partition = partition_for(group_id);
  if (partition == nullptr) return answer({.error = ErrorCode::NotCoordinator});
  partition->sync(group_id, sync, std::move(answer));
}

ErrorCode GroupCoordinator::heartbeat(const std::string& group_id, const GroupSpeaker& speaker) {
  if (group_id.empty()) return ErrorCode::InvalidGroupId;
  auto* partition = partition_for(group_id);
  return partition == nullptr ? ErrorCode::NotCoordinator : partition->heartbeat(group_id, speaker);
}

Result<std::vector<ErrorCode>> GroupCoordinator::leave(const std::string& group_id,
                                                       const std::vector<GroupLeave>& leaving) {
  if (group_id.empty()) return fail(ErrorCode::InvalidGroupId, "the group id is empty");
  auto* partition = partition_for(group_id);
  if (partition == nullptr)
    return fail(ErrorCode::NotCoordinator, "group " + group_id + " is served elsewhere");
  return partition->leave(group_id, leaving);
}

void GroupCoordinator::commit(OffsetCommit commit, Callback<std::vector<ErrorCode>> answer) {
  auto* partition = partition_for(commit.group_id);
  if (partition == nullptr)
    return answer(std::vector<ErrorCode>(commit.offsets.size(), ErrorCode::NotCoordinator));
  partition->commit(std::move(commit), std::move(answer));
}

void GroupCoordinator::fetch_offsets(OffsetFetch fetch, Callback<OffsetFetchAnswer> answer) {
  auto* partition = partition_for(fetch.group_id);
  if (partition == nullptr) {
    OffsetFetchAnswer refused;
    refused.error = ErrorCode::NotCoordinator;
    return answer(std::move(refused));
  }
  partition->fetch_offsets(std::move(fetch), std::move(answer));
}

void GroupCoordinator::delete_offsets(const std::string& group_id,
                                      const std::vector<PartitionsOfTopic>& topics,
                                      Callback<Result<std::vector<ErrorCode>>> answer) {
  if (group_id.empty()) return answer(fail(ErrorCode::InvalidGroupId, "the group id is empty"));
  auto* partition = partition_for(group_id);
  if (partition == nullptr)
    return answer(fail(ErrorCode::NotCoordinator, "group " + group_id + " is served elsewhere"));
  partition->delete_offsets(group_id, topics, std::move(answer));
}

void GroupCoordinator::on_topic_deleted(const std::string& topic) {
  for (const auto& partition : partitions_)
    if (partition && partition->is_active()) partition->on_topic_deleted(topic);
}

GroupDescription GroupCoordinator::describe(const std::string& group_id) const {
  const auto* partition = partition_for(group_id);
  if (partition != nullptr) return partition->describe(group_id);
  GroupDescription refused;
  refused.group_id = group_id;
  refused.error = ErrorCode::NotCoordinator;
  return refused;
}

std::vector<GroupListing> GroupCoordinator::list(const ListFilter& filter) const {
  std::vector<GroupListing> result;
  for (const auto& partition : partitions_)
    if (partition && partition->is_active()) partition->list(filter, result);
  return result;
}

void GroupCoordinator::delete_groups(const std::vector<std::string>& group_ids,
                                     Callback<std::vector<ErrorCode>> answer) {
  struct Progress {
    std::vector<ErrorCode> errors;
    std::size_t left;
  };
  if (group_ids.empty()) return answer({});
  auto progress = std::make_shared<Progress>(
      Progress{.errors = std::vector<ErrorCode>(group_ids.size(), ErrorCode::None),
               .left = group_ids.size()});
  for (std::size_t i = 0; i < group_ids.size(); ++i) {
    auto done = [progress, answer, i](ErrorCode error) {
      progress->errors[i] = error;
      if (--progress->left == 0) answer(progress->errors);
    };
    if (auto* partition = partition_for(group_ids[i]))
      partition->delete_group(group_ids[i], std::move(done));
    else
      done(ErrorCode::NotCoordinator);
  }
}

void GroupCoordinator::advance() {
  services_->woken_at.reset();
  for (const auto& partition : partitions_)
    if (partition) partition->advance();
  if (const auto next = next_deadline())
    services_->wake(std::max(*next, services_->environment.clock.steady()));
}

std::optional<GroupCoordinator::TimePoint> GroupCoordinator::next_deadline() const {
  std::optional<TimePoint> earliest;
  for (const auto& partition : partitions_) {
    const auto deadline = partition ? partition->next_deadline() : std::nullopt;
    if (deadline && (!earliest || *deadline < *earliest)) earliest = deadline;
  }
  return earliest;
}

}  // namespace barnabas
