#pragma once
// GroupPartition: the groups that live in one partition of __consumer_offsets.
//
// State in memory is what the log says up to its end: a record is applied as soon as the log took
// it. What is not durable yet is not told to anybody: commits are answered, and reads of a group
// with commits in flight wait, until the log calls back. A failed sync ends the partition anyway.
//
// Upkeep runs in slices from advance(), so that a million positions never stop the broker:
//   expiry    positions that nobody used for offsets.retention.minutes get tombstones
//   rewrite   when the log is mostly history, a new segment is begun, everything that lives is
//             written again at the tail, and when that is durable the log start moves up to it.
//             Like compaction, but it needs no second copy of the files, and a crash at any point
//             leaves a log that means the same.
//
// Owned by the GroupCoordinator; broker thread.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>

#include "broker/groups/group.h"
#include "broker/groups/group_coordinator.h"
#include "broker/groups/group_records.h"
#include "broker/groups/offset_store.h"

namespace barnabas {

// What all partitions share.
struct GroupServices {
  const GroupOptions options;
  const GroupEnvironment environment;
  TopicNumbers topics{};
  std::optional<std::chrono::steady_clock::time_point> woken_at{};  // what the broker was asked for

  // Asks the broker for advance() at that time, unless it was asked for an earlier one.
  void wake(std::chrono::steady_clock::time_point when);
  Moment now() const { return {environment.clock.steady(), environment.clock.wall_ms()}; }
  std::string random_uuid() const;
};

class GroupPartition : public std::enable_shared_from_this<GroupPartition> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  template <class Answer>
  using Callback = std::function<void(Answer)>;

  GroupPartition(std::int32_t index, GroupServices& services);
  ~GroupPartition();

  Result<void> replay(const ReplayedRecord& record);
  void replay_transaction_end(std::int64_t producer_id, bool committed);
  void activate();
  bool is_active() const { return active_; }
  // Answers whoever waits.
  void deactivate(ErrorCode error);

  void join(const std::string& group_id, const GroupJoin& join, Callback<GroupJoinAnswer> answer);
  void sync(const std::string& group_id, const GroupSync& sync, Callback<GroupSyncAnswer> answer);
  ErrorCode heartbeat(const std::string& group_id, const GroupSpeaker& speaker);
  std::vector<ErrorCode> leave(const std::string& group_id, const std::vector<GroupLeave>& leaving);

  void commit(OffsetCommit commit, Callback<std::vector<ErrorCode>> answer);
  void fetch_offsets(OffsetFetch fetch, Callback<OffsetFetchAnswer> answer);
  void delete_offsets(const std::string& group_id, const std::vector<PartitionsOfTopic>& topics,
                      Callback<Result<std::vector<ErrorCode>>> answer);
  void on_topic_deleted(const std::string& topic);
  void delete_group(const std::string& group_id, Callback<ErrorCode> answer);

  GroupDescription describe(const std::string& group_id) const;
  void list(const GroupListFilter& filter, std::vector<GroupListing>& output) const;

  void advance();
  std::optional<TimePoint> next_deadline() const;

 private:
  struct Entry {
    std::unique_ptr<Group> group;
    GroupOffsets offsets;
    std::string record;             // value of the group's record in the log; empty: has none
    std::uint64_t incarnation = 0;  // tells it from an earlier group of the same name
    std::uint64_t last_append = 0;  // sequence of the last append that changed its positions
    std::optional<TimePoint> deadline;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;
  // A position from a transaction that is still open at the end of what was replayed.
  struct OpenOffset {
    std::string group_id;
    std::string topic;
    std::int32_t partition;
    CommittedOffset position;
    Uuid topic_id;
  };

  // group_partition.cc
  Entry* find(std::string_view group_id);
  const Entry* find(std::string_view group_id) const;
  // The group of that id, made if there is none.
  Entries::iterator create(const std::string& group_id);
  void erase(Entries::iterator at);
  Result<Offset> append(const GroupRecords& records, OffsetsLog::Durable durable);
  // Appends and empties a batch that is full, for those who do not wait for it.
  void append_if_full(GroupRecords& records);
  void settle(Entries::iterator at);
  void write_group(Entries::iterator at, const WriteGroup& write);
  void schedule(Entries::iterator at);
  void take_over_foreign_group(const std::string& group_id);

  // group_partition_offsets.cc
  ErrorCode check(const OffsetCommit& commit, Moment now);
  void apply(OffsetRecord record, Offset record_offset);
  void apply(GroupRecord record, Bytes value);
  OffsetFetchAnswer read(const OffsetFetch& fetch) const;
  OffsetFetchAnswer::Partition read_one(const OffsetFetch& fetch, const Entry* entry,
                                        const std::string& topic, std::int32_t partition) const;
  bool is_unstable(std::string_view group_id, std::string_view topic, std::int32_t partition) const;

  // group_partition_upkeep.cc
  void expire_slice();
  bool expire_group(Entries::iterator at, GroupRecords& records);
  std::int64_t live_keys() const;
  void begin_rewrite_if_due();
  void rewrite_slice();
  void end_rewrite(bool durable);

  const std::int32_t index_;
  GroupServices& services_;
  bool active_ = false;
  Entries entries_;
  std::map<std::string, std::string> foreign_;                         // key and value, as bytes
  std::map<std::int64_t, std::vector<OpenOffset>> open_transactions_;  // by producer id
  std::int64_t position_count_ = 0;
  std::int64_t group_record_count_ = 0;
  std::uint64_t incarnations_ = 0;

  RequestId last_request_ = 0;
  std::unordered_map<RequestId, Callback<GroupJoinAnswer>> waiting_joins_;
  std::unordered_map<RequestId, Callback<GroupSyncAnswer>> waiting_syncs_;

  // Appends count up; so do their callbacks, in the same order.
  std::uint64_t appended_ = 0;
  std::uint64_t durable_ = 0;
  struct AfterDurable {
    std::uint64_t append;
    OffsetsLog::Durable callback;
  };
  std::deque<AfterDurable> after_durable_;

  std::set<std::pair<TimePoint, std::string>> deadlines_;  // of groups
  TimePoint next_expiry_;
  std::optional<std::string> expiry_cursor_;  // engaged: under way, this group is next

  struct Rewrite {
    Offset start = 0;          // where the rewritten log begins
    std::string next_group;    // everything before it is written
    std::string next_foreign;  // likewise, after the groups
    bool groups_done = false;
    bool written = false;
  };
  std::optional<Rewrite> rewrite_;
  Offset rewrite_again_at_ = 0;  // after a failure: not before the log ends here
};

}  // namespace barnabas
