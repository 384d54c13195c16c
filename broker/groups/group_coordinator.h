#pragma once
// GroupCoordinator: all groups of this broker, their offsets, and where they are kept.
//
// A group lives in one partition of __consumer_offsets, chosen by the hash of its id. Everything
// here is a fold over those logs: replay() at start and the requests later go the same way. Time
// comes from the clock; timeouts fire in advance(), which the broker calls when it is due.
//
// Answers to requests that wait (for other members, or for the log) come through callbacks, each
// called exactly once, perhaps before the call returns. Owned by the broker thread.
// See docs/groups.md.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/groups/group_description.h"
#include "broker/groups/group_events.h"
#include "broker/groups/group_observer.h"
#include "broker/groups/group_options.h"
#include "broker/groups/offset_requests.h"
#include "broker/groups/offsets_log.h"
#include "protocol/base/clock.h"

namespace barnabas {

class GroupPartition;
struct GroupServices;

// What the coordinator needs from the outside; all of it must outlive the coordinator.
struct GroupEnvironment {
  OffsetsLog& log;
  const Clock& clock;
  std::function<std::uint64_t()> random;  // for member ids
  // Asks for advance() at that time. Asked again before that, the time is an earlier one and takes
  // the place of the former.
  std::function<void(std::chrono::steady_clock::time_point)> wake_at;
  GroupObserver* observer = nullptr;
};

class GroupCoordinator {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  template <class Answer>
  using Callback = std::function<void(Answer)>;
  using ListFilter = GroupListFilter;

  GroupCoordinator(const GroupOptions& options, GroupEnvironment environment);
  ~GroupCoordinator();
  GroupCoordinator(const GroupCoordinator&) = delete;
  GroupCoordinator& operator=(const GroupCoordinator&) = delete;

  // Start-up. How many partitions __consumer_offsets has (0: the topic does not exist yet), then
  // for each partition that this broker leads: every record in order, then activate().
  void set_partition_count(std::int32_t count);
  // Errors: CorruptMessage for a record that cannot be read; it is skipped and loading can go on.
  Result<void> replay(std::int32_t partition, const ReplayedRecord& record);
  void replay_transaction_end(std::int32_t partition, std::int64_t producer_id, bool committed);
  void activate(std::int32_t partition);
  // Forgets the partition's groups; whoever waits gets NotCoordinator.
  void deactivate(std::int32_t partition);

  // The partition of __consumer_offsets that a group lives in. REQUIRES: partition count > 0.
  std::int32_t partition_of(std::string_view group_id) const;

  // Membership.
  void join(const std::string& group_id, const GroupJoin& join, Callback<GroupJoinAnswer> answer);
  void sync(const std::string& group_id, const GroupSync& sync, Callback<GroupSyncAnswer> answer);
  ErrorCode heartbeat(const std::string& group_id, const GroupSpeaker& speaker);
  // One error for each leaving member; the error of the whole when the group cannot be served.
  Result<std::vector<ErrorCode>> leave(const std::string& group_id,
                                       const std::vector<GroupLeave>& leaving);

  // Offsets. commit() and delete_offsets() answer one error for each position, in their order,
  // once the log is durable.
  void commit(OffsetCommit commit, Callback<std::vector<ErrorCode>> answer);
  // Waits for commits in flight, so that it never shows what a power loss could take back.
  void fetch_offsets(OffsetFetch fetch, Callback<OffsetFetchAnswer> answer);
  void delete_offsets(const std::string& group_id, const std::vector<PartitionsOfTopic>& topics,
                      Callback<Result<std::vector<ErrorCode>>> answer);
  // The topic is gone: so are all positions in it.
  void on_topic_deleted(const std::string& topic);

  // Administration.
  GroupDescription describe(const std::string& group_id) const;
  std::vector<GroupListing> list(const ListFilter& filter) const;
  void delete_groups(const std::vector<std::string>& group_ids,
                     Callback<std::vector<ErrorCode>> answer);

  // Fires what is due: sessions, rebalances, expiry, and a slice of a rewrite that is under way.
  void advance();
  // When advance() has something to do next.
  std::optional<TimePoint> next_deadline() const;

 private:
  std::shared_ptr<GroupPartition>& loaded(std::int32_t index);
  // The partition that serves the group; null where this broker does not lead it.
  GroupPartition* partition_for(std::string_view group_id) const;

  const std::unique_ptr<GroupServices> services_;
  std::vector<std::shared_ptr<GroupPartition>> partitions_;  // null: not loaded here
};

}  // namespace barnabas
