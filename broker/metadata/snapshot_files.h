#pragma once
// Snapshots of the metadata: NNNNNNNNNNNNNNNNNNNN-EEEEEEEEEE.checkpoint in __cluster_metadata-0.
//
// N is the offset behind the last record that the snapshot contains, E the epoch of that record.
// With a snapshot the log before N may go. Apache Kafka writes one named 0-0 when it formats a
// directory, with the levels of the features; older releases wrote bootstrap.checkpoint beside the
// partitions instead.

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/buffer.h"
#include "protocol/base/offset.h"
#include "storage/directory.h"

namespace barnabas {

struct SnapshotId {
  Offset end_offset = 0;
  LeaderEpoch epoch = 0;
  auto operator<=>(const SnapshotId&) const = default;
};

// "00000000000000000042-0000000003.checkpoint"
std::string snapshot_name(const SnapshotId& id);
// Nothing for a name that is not one.
std::optional<SnapshotId> parse_snapshot_name(std::string_view name);

// The snapshots in `folder`, newest first.
Result<std::vector<SnapshotId>> list_snapshots(Directory& directory, const std::string& folder);
// Removes snapshots older than `keep` and half-written ones.
Result<void> remove_older_snapshots(Directory& directory, const std::string& folder,
                                    const SnapshotId& keep);

}  // namespace barnabas
