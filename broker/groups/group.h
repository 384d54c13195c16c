#pragma once
// Group: a classic consumer group as a pure state machine.
//
// Members join; when all are in, a generation begins: one of them, the leader, gets everybody's
// subscription, computes who reads what and hands it in with SyncGroup; the others wait there for
// their share. Whatever changes the membership starts over.
//
//             first join                 all joined, or time is up         assignment stored
//     Empty ------------> PreparingRebalance ------------> CompletingRebalance ------> Stable
//       ^                     |        ^                           |                    |
//       +--- nobody is left --+        +------ join, leave, session expired, no sync ---+
//
// Events go in with their time; what is to be done comes out as actions, and next_deadline() says
// when advance() is due. There is no clock, no socket and no file in here. The rules are those of
// Apache Kafka's ClassicGroup and GroupMetadataManager, down to who gets which error when.
// Where Apache depends on the order of a hash table we take the order of joining: the leader's
// successor is the oldest member, and votes that tie go to the oldest member's preference.
//
// Who waits is named by a RequestId that the caller chose. See docs/groups.md.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "broker/groups/group_events.h"
#include "broker/groups/group_member.h"
#include "broker/groups/group_observer.h"
#include "broker/groups/group_options.h"

namespace barnabas {

enum class GroupState { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead };

// Kafka's spelling, as DescribeGroups shows it.
std::string_view to_string(GroupState state);

struct AnswerJoin {
  RequestId request;
  GroupJoinAnswer answer;
};
struct AnswerSync {
  RequestId request;
  GroupSyncAnswer answer;
};
// Append this to the log; when it is durable or has failed, call stored() with `write`.
struct WriteGroup {
  std::uint64_t write;
  GroupSnapshot snapshot;
};
using GroupAction = std::variant<AnswerJoin, AnswerSync, WriteGroup>;

class Group {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // An empty group. `options` and `observer` (may be null) must outlive it.
  Group(std::string id, const GroupOptions& options, GroupObserver* observer, Moment now);

  // Takes the state that the log had for this group. Sessions begin with start_sessions().
  void restore(const GroupSnapshot& snapshot);
  // Everybody who is in the log gets a full session to show up again.
  void start_sessions(Moment now);

  // `uuid` becomes part of the member id if this join needs a new one: "<client id>-<uuid>", for
  // static members "<instance id>-<uuid>".
  void join(const GroupJoin& join, RequestId request, std::string_view uuid, Moment now);
  void sync(const GroupSync& sync, RequestId request, Moment now);
  ErrorCode heartbeat(const GroupSpeaker& speaker, Moment now);
  // One error for each entry.
  std::vector<ErrorCode> leave(const std::vector<GroupLeave>& leaving, Moment now);
  // Whether this speaker may commit offsets; a commit counts as a heartbeat.
  ErrorCode check_commit(const GroupSpeaker& speaker, Moment now);
  // The outcome of a WriteGroup.
  void stored(std::uint64_t write, ErrorCode error, Moment now);
  // Ends the group: whoever waits gets `error`. Nothing may follow.
  void kill(ErrorCode error);

  // Fires every timer that is due.
  void advance(Moment now);
  // A time not later than the earliest timer; may be early, never late.
  std::optional<TimePoint> next_deadline() const { return next_deadline_; }
  // What the events since the last call ask for, in order.
  std::vector<GroupAction> take_actions();

  const std::string& id() const { return id_; }
  GroupState state() const { return state_; }
  std::int32_t generation() const { return generation_; }
  const std::optional<std::string>& protocol_type() const { return protocol_type_; }
  const std::optional<std::string>& protocol_name() const { return protocol_name_; }
  const std::optional<std::string>& leader() const { return leader_; }
  std::int64_t state_timestamp_ms() const { return state_timestamp_ms_; }
  // In the order of joining.
  const std::vector<std::unique_ptr<GroupMember>>& members() const { return members_; }
  std::size_t pending_member_count() const { return pending_members_.size(); }

  bool is_empty() const { return state_ == GroupState::Empty; }
  bool uses_consumer_protocol() const { return protocol_type_ == "consumer"; }
  // The topics that the members read, if that is known.
  const std::optional<std::set<std::string>>& subscribed_topics() const {
    return subscribed_topics_;
  }
  // A consumer group whose subscriptions are not known is taken to read everything.
  bool is_subscribed_to(const std::string& topic) const;
  GroupSnapshot snapshot() const;

 private:
  enum class JoinTimer { Off, InitialDelay, Rebalance };
  // A WriteGroup whose outcome matters.
  struct AssignmentWrite {
    std::int32_t generation;
    std::map<std::string, std::string> assignments;  // by member id
  };
  struct StaticWrite {
    std::string instance_id, old_member_id, new_member_id;
    std::string leader_before;
    bool may_skip_assignment;
    std::vector<GroupProtocol> old_protocols;
    std::int32_t old_rebalance_timeout_ms, old_session_timeout_ms;
  };
  using PendingWrite = std::variant<AssignmentWrite, StaticWrite>;

  // group_join.cc: who may come in, and what that changes.
  bool accepts(const std::string& member_id) const;
  bool supports(const GroupJoin& join) const;
  void join_new(const GroupJoin& join, RequestId request, std::string_view uuid);
  void join_known(const GroupJoin& join, RequestId request);
  void join_current_generation(const GroupMember& member, RequestId request);
  void add_member(const GroupJoin& join, RequestId request, std::string member_id);
  void update_member(GroupMember& member, const GroupJoin& join, RequestId request,
                     std::string_view reason);
  void replace_static(const GroupJoin& join, RequestId request, const std::string& new_member_id);
  GroupMember& rename_static(const std::string& instance_id, const std::string& new_member_id);
  void finish_static_replacement(const StaticWrite& write, ErrorCode error);
  GroupJoinAnswer current_generation_answer(const std::string& member_id) const;

  // group.cc: members and generations.
  GroupMember* find(std::string_view member_id) const;
  const std::string* static_member_id(const std::optional<std::string>& instance_id) const;
  ErrorCode check_member(std::string_view member_id,
                         const std::optional<std::string>& instance_id) const;
  void set_protocols(GroupMember& member, std::vector<GroupProtocol> protocols);
  void count_protocols(const GroupMember& member, int by);
  void await_join(GroupMember& member, RequestId request);
  void remove_member(std::string_view member_id);
  void drop_member(GroupMember& member, MemberGone how, std::string_view reason);
  bool all_joined() const;
  bool elect_leader_among_joined();
  std::string vote() const;
  void learn_subscribed_topics();
  std::vector<GroupJoinAnswer::Member> joined_members() const;
  std::int32_t rebalance_timeout_ms() const;
  GroupObserver::Member seen(const GroupMember& member) const;
  GroupObserver::Generation seen_generation() const;

  void move_to(GroupState state);
  void prepare_rebalance_or_complete(std::string_view reason);
  void prepare_rebalance(std::string_view reason);
  void complete_join_if_all_are_in();
  void complete_join();
  void extend_initial_delay();
  void begin_generation();
  void expire_sync();
  void expire_session(const std::string& member_id);
  void reset_session(GroupMember& member, std::int32_t timeout_ms);
  void stop_sync_timer_if_all_synced();
  void take_assignment(const GroupSync& sync);
  void spread_assignment(ErrorCode error);
  std::uint64_t write(GroupSnapshot snapshot);
  void answer_join(RequestId request, GroupJoinAnswer answer);
  void answer_join_error(RequestId request, std::string member_id, ErrorCode error);
  void answer_sync(RequestId request, GroupSyncAnswer answer);
  void answer_waiting_join(GroupMember& member, GroupJoinAnswer answer);
  TimePoint after(std::int32_t delay_ms);

  const std::string id_;
  const GroupOptions& options_;
  GroupObserver* const observer_;

  GroupState state_ = GroupState::Empty;
  GroupState previous_state_ = GroupState::Dead;
  std::int64_t state_timestamp_ms_;
  std::int32_t generation_ = 0;
  std::optional<std::string> protocol_type_;
  std::optional<std::string> protocol_name_;
  std::optional<std::string> leader_;
  std::optional<std::set<std::string>> subscribed_topics_;

  std::vector<std::unique_ptr<GroupMember>> members_;
  std::unordered_map<std::string_view, GroupMember*> by_id_;
  std::map<std::string, std::string> static_members_;   // instance id -> member id
  std::map<std::string, TimePoint> pending_members_;    // id handed out -> when it is forgotten
  std::map<std::string, std::size_t> protocol_counts_;  // name -> members that offer it
  std::size_t awaiting_join_count_ = 0;
  std::size_t pending_sync_count_ = 0;
  bool new_member_added_ = false;  // during the initial delay, which is then extended

  JoinTimer join_timer_ = JoinTimer::Off;
  TimePoint join_deadline_;
  std::int32_t initial_delay_ms_ = 0;
  std::int32_t initial_remaining_ms_ = 0;
  std::optional<TimePoint> sync_deadline_;
  std::optional<TimePoint> next_deadline_;

  std::uint64_t last_write_ = 0;
  std::map<std::uint64_t, PendingWrite> pending_writes_;
  std::vector<GroupAction> actions_;
  Moment now_;  // of the event being handled
};

}  // namespace barnabas
