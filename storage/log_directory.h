#pragma once
// LogDirectory: all partitions of one data directory (Kafka's LogManager).
//
//   .lock                              one process at a time
//   meta.properties                    whose directory this is
//   .kafka_cleanshutdown               only between a clean stop and the next start
//   *-offset-checkpoint                recovery points, moved log starts, high watermarks
//   orders-0/ orders-1/ ...            one folder a partition
//   orders-2.<32 hex digits>-delete/   deleted, waits to be removed
//   orders-3.<32 hex digits>-stray/    belongs to no topic; kept for a human to look at
//
// Opening takes the lock, checks meta.properties, reads the names of the folders, takes the clean
// mark away and reads the checkpoints, in this order; no log is opened. A log is opened on first
// use: after a clean stop that needs a look at its newest segment, after an unclean one its
// recovery. close() flushes and closes every log, writes the checkpoints, and the clean mark last;
// whoever keeps other files here (the metadata log) makes them durable before.
//
// What does not belong here is left alone: unknown files, links, FIFOs, folders whose name is no
// partition (with a warning), and __cluster_metadata-0, which has an owner of its own. A damaged
// checkpoint costs a longer recovery and a warning, nothing else. Apache Kafka aborts for some of
// these; one bad name or text file should not stop everything.
//
// One thread. Has no clock and no timer: somebody calls write_checkpoints() every minute, and hands
// take_removable_folders() to a pool.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "storage/clean_shutdown.h"
#include "storage/directory.h"
#include "storage/log.h"
#include "storage/meta_properties.h"
#include "storage/topic_partition.h"

namespace barnabas {

struct LogDirectoryOptions {
  ExpectedIdentity identity;
  // Refuse an empty directory: it was used before, so its volume is probably not mounted.
  bool must_exist = false;
  // 64 random bits, for ids and the names of deleted folders.
  std::function<std::uint64_t()> random;
  // What a person should know: skipped names, damaged files, strays. One sentence each.
  std::function<void(const std::string&)> warn;
  LogObserver* observer = nullptr;  // handed to every log
};

struct OpenLogOptions {
  TopicPartition partition;
  Uuid topic_id;
  std::shared_ptr<const LogConfig> config;
  std::int64_t now_ms = 0;
};

class LogDirectory {
 public:
  // `directory` must outlive it. Errors name the file and the way out; nothing was changed then
  // but the lock file.
  static Result<std::unique_ptr<LogDirectory>> open(Directory& directory,
                                                    LogDirectoryOptions options);
  ~LogDirectory();

  const MetaProperties& identity() const { return identity_; }
  // How the last user left it. A directory that was empty counts as clean.
  const CleanShutdown& last_shutdown() const { return last_shutdown_; }

  // Every partition that has a folder, open or not, sorted.
  std::vector<TopicPartition> partitions() const;
  bool contains(const TopicPartition& partition) const { return entries_.contains(partition); }
  // Partitions not looked at since an unclean stop. While there are any, close() leaves no clean
  // mark, so that the next start recovers them.
  const std::set<TopicPartition>& unrecovered() const { return unrecovered_; }

  // The log, opened or created if need be; owned here, good until delete_log or close. A folder
  // that carries another topic id is set aside as a stray first. `report` receives what opening
  // found. Errors: KAFKA_STORAGE_ERROR; the next call tries again.
  Result<Log*> open_log(const OpenLogOptions& options, RecoveryReport* report = nullptr);
  // The log if it is open.
  Log* find(const TopicPartition& partition) const;

  // Takes a partition out of service: renames its folder to ...-delete, durably. One that has no
  // folder is fine.
  Result<void> delete_log(const TopicPartition& partition);
  // The same for a folder whose topic nobody knows: renamed to ...-stray and kept.
  Result<void> set_aside(const TopicPartition& partition);
  // Folders to remove for good (remove_tree, any thread), those of earlier runs included.
  std::vector<std::string> take_removable_folders();

  // What replication-offset-checkpoint says of an open log; by default its recovery point.
  using HighWatermarkOf = std::function<Offset(const TopicPartition&, const Log&)>;
  void set_high_watermarks(HighWatermarkOf high_watermark_of);
  // The high watermark the last run left behind; 0 if unknown.
  Offset checkpointed_high_watermark(const TopicPartition& partition) const;

  // Writes the checkpoints that changed since they were last written.
  Result<void> write_checkpoints();
  // Whether a whole segment of the partition has become durable since the checkpoints were written:
  // a kill now would make the next start read all of it again.
  bool checkpoint_lags(const TopicPartition& partition) const;
  // Before a compaction: makes sure that the checkpoint has a recovery point of at least `offset`,
  // so that a gap below it is not taken for a loss. REQUIRES: the log is open and durable to there.
  Result<void> checkpoint_recovery_point(const TopicPartition& partition, Offset offset);
  // Only cleaner-offset-checkpoint, after a compaction.
  Result<void> write_cleaner_offsets();
  // Only log-start-offset-checkpoint: what makes an acknowledged DeleteRecords durable.
  Result<void> write_log_starts();

  // Closes every log, writes the checkpoints, then the clean mark, and gives the lock back. Every
  // step is tried; the first error comes back, and then there is no mark.
  Result<void> close(std::int64_t broker_epoch);

 private:
  // One partition with a folder, or with an open log. The offsets are the last ones known.
  struct Entry {
    std::unique_ptr<Log> log;
    Offset recovery_point = 0;
    Offset checkpointed = 0;  // the recovery point in the file
    Offset log_start_offset = 0;
    Offset high_watermark = 0;
    Offset cleaned_to = 0;
    bool is_new = false;  // its folder was made by this run, and nothing of it is durable
  };

  LogDirectory(Directory& directory, LogDirectoryOptions options);
  Result<void> load();
  Result<void> load_identity();
  Result<void> create_identity();
  Result<void> load_names();
  void load_folder(const std::string& name);
  void load_checkpoints();
  void load_checkpoint(const std::string& file, Offset Entry::*offset);
  // Makes sure that the folder exists and belongs to the topic.
  Result<void> prepare_folder(const OpenLogOptions& options);
  // Closes the log, renames the folder and forgets the partition; returns the new name.
  Result<std::string> rename_away(const TopicPartition& partition, std::string_view suffix);
  void refresh_offsets();
  // Writes one offset of every entry, those that are 0 only if asked.
  struct Column {
    std::string file;
    Offset Entry::*offset = nullptr;
    bool with_zeros = true;
    bool if_any = false;  // without a line there need not be a file
  };
  static Column cleaner_column();
  Result<void> write_if_changed(const Column& column);
  void warn(const std::string& text) const;

  Directory& directory_;
  LogDirectoryOptions options_;
  std::unique_ptr<DirectoryLock> lock_;
  MetaProperties identity_;
  CleanShutdown last_shutdown_;
  std::map<TopicPartition, Entry> entries_;
  std::set<TopicPartition> unrecovered_;        // neither opened yet nor known to be whole
  std::map<std::string, std::size_t> written_;  // by checkpoint file, a hash of what is there
  // Gone partitions that the checkpoint files may still name. A new one of the same name must not
  // inherit their offsets, so the files are written before its folder is made.
  std::set<TopicPartition> outdated_lines_;
  std::vector<std::string> removable_folders_;
  HighWatermarkOf high_watermark_of_;
};

}  // namespace barnabas
