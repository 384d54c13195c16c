#pragma once
// GroupMember: one consumer of a group, which shares the partitions of topics among its members.
//
//   JoinGroup     every member says which topics it wants; the coordinator waits for all of them,
//                 numbers the generation and makes one member the leader
//   SyncGroup     the leader says who gets which partitions, everybody learns its own
//   Heartbeat     "I am alive"; the answer REBALANCE_IN_PROGRESS means: join again
//   OffsetCommit  how far the group has read a partition, for whoever reads it next
//   LeaveGroup    saves the others from waiting until the session is over
//
// The assignment is made here, by the leader, with Kafka's range assignor: of each topic every
// member gets a run of partitions. Left out: other assignors, cooperative rebalancing (KIP-429).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/cluster.h"
#include "client/consumer.h"

namespace barnabas::client {

struct GroupMemberOptions {
  std::string group_id;
  std::vector<std::string> topics;
  std::optional<std::string> instance_id;  // a static member (KIP-345)
  std::int32_t session_timeout_ms = 45'000;
  std::int32_t rebalance_timeout_ms = 60'000;
  std::int32_t heartbeat_interval_ms = 3'000;
};

class GroupMember {
 public:
  // `cluster` must outlive it.
  GroupMember(Cluster& cluster, GroupMemberOptions options);

  // Joins, or joins again, and waits for the others. Returns what this member is to read.
  Result<std::vector<PartitionName>> join();
  // Sends a heartbeat if one is due. True: the group rebalances, commit and join() again.
  Result<bool> must_rejoin();
  // Where the group goes on reading; partitions without a committed offset are left out.
  Result<std::map<PartitionName, Offset>> committed(const std::vector<PartitionName>& partitions);
  // Commits the offset of the next record wanted for each partition.
  Result<void> commit(const std::map<PartitionName, Offset>& positions);
  Result<void> leave();

  const std::string& member_id() const { return member_id_; }
  std::int32_t generation() const { return generation_; }

 private:
  struct Joined;
  Result<Joined> join_once();
  Result<std::vector<PartitionName>> sync(const Joined& joined);

  Cluster& cluster_;
  const GroupMemberOptions options_;
  std::string member_id_;
  std::int32_t generation_ = -1;
  Deadline next_heartbeat_{};
};

// Errors after which joining again, perhaps as a new member, is the way to go on.
bool means_rejoin(ErrorCode code);

// What the range assignor gives to each member. `wanted` holds the topics of each member by its id,
// `partition_counts` how many partitions each topic has.
std::map<std::string, std::vector<PartitionName>> assign_ranges(
    const std::map<std::string, std::vector<std::string>>& wanted,
    const std::map<std::string, std::int32_t>& partition_counts);

// Consumer protocol bytes (KIP-429 names them subscription and assignment), version in front.
Buffer encode_subscription(const std::vector<std::string>& topics);
Result<std::vector<std::string>> decode_subscription(Bytes bytes);
Buffer encode_assignment(const std::vector<PartitionName>& partitions);
Result<std::vector<PartitionName>> decode_assignment(Bytes bytes);

}  // namespace barnabas::client
