#pragma once
// offsets_replay: reads a partition of __consumer_offsets into the coordinator at start-up.

#include "broker/groups/group_coordinator.h"
#include "broker/topics/partition.h"

namespace barnabas {

// Feeds every record of the partition to `groups` and activates it. A record that the coordinator
// cannot read is skipped with a call of `warn`. Errors: the log cannot be read.
Result<void> replay_offsets(Partition& partition, GroupCoordinator& groups,
                            const std::function<void(const std::string&)>& warn);

}  // namespace barnabas
