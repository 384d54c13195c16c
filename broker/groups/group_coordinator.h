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

#include "broker/groups/group_events.h"
#include "broker/groups/group_observer.h"
#include "broker/groups/group_options.h"
#include "broker/groups/offsets_log.h"
#include "protocol/base/clock.h"

namespace barnabas {

// One position to commit.
struct OffsetToCommit {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = -1;
  std::int32_t leader_epoch = -1;
  std::string metadata;
};

struct OffsetCommit {
  std::string group_id;
  GroupSpeaker speaker;
  std::vector<OffsetToCommit> offsets;
  std::optional<std::int64_t> retention_ms;  // v2 to v4: instead of offsets.retention.minutes
  bool unknown_group_is_not_found = true;    // v9 and later; before, the generation was to blame
};

struct PartitionsOfTopic {
  std::string topic;
  std::vector<std::int32_t> partitions;
};

struct OffsetFetch {
  std::string group_id;
  std::optional<std::vector<PartitionsOfTopic>> topics;  // none: everything the group committed
  bool require_stable = false;                           // v7 and later (KIP-447)
};

struct OffsetFetchAnswer {
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    std::string metadata;
  };
  struct Topic {
    std::string topic;
    std::vector<Partition> partitions;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Topic> topics;
};

struct GroupDescription {
  struct Member {
    std::string member_id;
    std::optional<std::string> instance_id;
    std::string client_id;
    std::string client_host;
    std::string metadata;
    std::string assignment;
  };
  ErrorCode error = ErrorCode::None;  // GroupIdNotFound for a group that does not exist
  std::string group_id;
  std::string state;
  std::string protocol_type;
  std::string protocol;
  std::vector<Member> members;
};

struct GroupListing {
  std::string group_id;
  std::string protocol_type;
  std::string state;
  std::string type;
};

class GroupCoordinator {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  template <class Answer>
  using Callback = std::function<void(Answer)>;

  // What the coordinator needs from the outside; all of it must outlive the coordinator.
  struct Environment {
    OffsetsLog& log;
    const Clock& clock;
    std::function<std::uint64_t()> random;   // for member ids
    std::function<void(TimePoint)> wake_at;  // asks for advance() at that time, or earlier
    GroupObserver* observer = nullptr;
  };

  GroupCoordinator(const GroupOptions& options, Environment environment);
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
  void join(const std::string& group_id, GroupJoin join, Callback<GroupJoinAnswer> answer);
  void sync(const std::string& group_id, GroupSync sync, Callback<GroupSyncAnswer> answer);
  ErrorCode heartbeat(const std::string& group_id, const GroupSpeaker& speaker);
  // One error for each leaving member; the error of the whole when the group cannot be served.
  Result<std::vector<ErrorCode>> leave(const std::string& group_id,
                                       const std::vector<GroupLeave>& leaving);

  // Offsets. commit() and delete_offsets() answer one error for each position, in their order,
  // once the log is durable.
  void commit(OffsetCommit commit, Callback<std::vector<ErrorCode>> answer);
  // Waits for commits in flight, so that it never shows what a power loss could take back.
  void fetch_offsets(OffsetFetch fetch, Callback<OffsetFetchAnswer> answer);
  void delete_offsets(const std::string& group_id, std::vector<PartitionsOfTopic> topics,
                      Callback<Result<std::vector<ErrorCode>>> answer);
  // The topic is gone: so are all positions in it.
  void on_topic_deleted(const std::string& topic);

  // Administration.
  GroupDescription describe(const std::string& group_id) const;
  struct ListFilter {
    std::vector<std::string> states;  // empty: all; any case
    std::vector<std::string> types;
  };
  std::vector<GroupListing> list(const ListFilter& filter) const;
  void delete_groups(const std::vector<std::string>& group_ids,
                     Callback<std::vector<ErrorCode>> answer);

  // Fires what is due: sessions, rebalances, expiry, and a slice of a rewrite that is under way.
  void advance();
  // When advance() has something to do next.
  std::optional<TimePoint> next_deadline() const;

 private:
  class Partition;
  struct Shared;

  Partition* find(std::string_view group_id) const;

  std::unique_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Partition>> partitions_;
};

}  // namespace barnabas
