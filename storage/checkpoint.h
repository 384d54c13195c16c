#pragma once
// Checkpoints: small text files that are replaced as a whole.
//
//   0                     version
//   2                     number of entries
//   orders 0 1500         one entry a line: topic, partition, offset
//   orders 1 7
//
// In the data directory: recovery-point-offset-checkpoint (up to where a log is known to be on the
// disk), log-start-offset-checkpoint (only logs whose start was moved into a segment, by
// DeleteRecords), replication-offset-checkpoint (high watermarks), cleaner-offset-checkpoint (up to
// where a log is compacted). leader-epoch-checkpoint in each partition folder has the same frame;
// its entries, "epoch start_offset", are read by LeaderEpochs.
//
// They are replaced by a synced temporary file and a rename, so a crash leaves the old or the new.
// There is no checksum in Kafka's format: what does not parse is a named error, which a caller
// answers by doing without (a longer recovery), never by giving up the directory. A missing or
// empty file has no entries. Any thread, one at a time a file.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/directory.h"
#include "storage/topic_partition.h"

namespace barnabas {

inline constexpr auto recovery_point_checkpoint = "recovery-point-offset-checkpoint";
inline constexpr auto log_start_checkpoint = "log-start-offset-checkpoint";
inline constexpr auto replication_checkpoint = "replication-offset-checkpoint";
inline constexpr auto cleaner_checkpoint = "cleaner-offset-checkpoint";
inline constexpr auto leader_epoch_checkpoint = "leader-epoch-checkpoint";

// The entry lines of a checkpoint of version 0; none where the file is missing or empty.
Result<std::vector<std::string>> read_checkpoint(Directory& directory, const std::string& path);
// Replaces the file, durably.
Result<void> write_checkpoint(Directory& directory, const std::string& path,
                              const std::vector<std::string>& lines);

using OffsetCheckpoint = std::map<TopicPartition, std::int64_t>;
Result<OffsetCheckpoint> read_offset_checkpoint(Directory& directory, const std::string& path);
Result<void> write_offset_checkpoint(Directory& directory, const std::string& path,
                                     const OffsetCheckpoint& offsets);

}  // namespace barnabas
