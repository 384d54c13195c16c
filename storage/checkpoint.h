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
// where a log is compacted). In each partition folder: leader-epoch-checkpoint, with entries of two
// numbers, "epoch start_offset".
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

// One line of leader-epoch-checkpoint: this epoch's first offset.
struct EpochStart {
  std::int32_t epoch = 0;
  std::int64_t start_offset = 0;
  bool operator==(const EpochStart&) const = default;
};
Result<std::vector<EpochStart>> read_epoch_checkpoint(Directory& directory,
                                                      const std::string& path);
Result<void> write_epoch_checkpoint(Directory& directory, const std::string& path,
                                    const std::vector<EpochStart>& epochs);

}  // namespace barnabas
