#pragma once
// Administration of consumer groups.

#include <map>
#include <string>
#include <vector>

#include "client/admin_topics.h"
#include "client/cluster.h"
#include "client/consumer.h"

namespace barnabas::client {

struct ListedGroup {
  std::string group_id;
  std::string protocol_type;
  std::string state;
  std::string type;
};

struct GroupMemberInfo {
  std::string member_id;
  std::optional<std::string> instance_id;
  std::string client_id;
  std::string client_host;
  std::vector<PartitionName> partitions;  // empty unless the protocol type is "consumer"
};

struct GroupInfo {
  std::string group_id;
  std::string state;
  std::string protocol_type;
  std::string assignor;
  std::string coordinator;  // "127.0.0.1:9092"
  std::vector<GroupMemberInfo> members;
};

// The groups of all brokers.
Result<std::vector<ListedGroup>> list_groups(Cluster& cluster);
// Errors: GROUP_ID_NOT_FOUND with the nearest existing group.
Result<GroupInfo> describe_group(Cluster& cluster, const std::string& group_id);
// Where the group goes on reading, for every partition it has committed.
Result<std::map<PartitionName, Offset>> committed_offsets(Cluster& cluster,
                                                          const std::string& group_id);
// Sets positions of a group that has no members. Errors: UNKNOWN_MEMBER_ID when it has some.
Result<void> set_offsets(Cluster& cluster, const std::string& group_id,
                         const std::map<PartitionName, Offset>& positions);
// Forgets positions.
Result<void> delete_offsets(Cluster& cluster, const std::string& group_id,
                            const std::vector<PartitionName>& partitions);
Result<std::vector<ItemResult>> delete_groups(Cluster& cluster,
                                              const std::vector<std::string>& group_ids);

}  // namespace barnabas::client
