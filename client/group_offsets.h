#pragma once
// group_offsets: where a group goes on reading (OffsetFetch), and setting that (OffsetCommit).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/cluster.h"
#include "client/consumer.h"
#include "protocol/base/offset.h"

namespace barnabas::client {

// Who commits: a member in its generation, or, with nothing but a group, somebody from outside.
struct GroupCommitter {
  std::string group_id;
  std::int32_t generation = -1;
  std::string member_id;
  std::optional<std::string> instance_id;
};

// The committed offsets of a group; partitions without one are left out. Without `partitions` all
// that it has.
Result<std::map<PartitionName, Offset>> fetch_group_offsets(
    Cluster& cluster, const std::string& group_id,
    const std::optional<std::vector<PartitionName>>& partitions);

// Commits the offset of the next record wanted for each partition. Errors: the first partition's
// that is refused, by name.
Result<void> commit_group_offsets(Cluster& cluster, const GroupCommitter& committer,
                                  const std::map<PartitionName, Offset>& positions);

}  // namespace barnabas::client
