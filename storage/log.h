#pragma once
// Log: the records of one partition on disk, in Apache Kafka's format.
//
//   orders-0/00000000000000000000.log .index .timeindex .txnindex .snapshot   a sealed segment
//            00000000000000001480.log ...                                     the active segment
//            leader-epoch-checkpoint  partition.metadata
//
//   log_start_offset        recovery_point       high watermark          log_end_offset
//        |                        |              (the broker's)                |
//   -----[========== durable =====|======= in the page cache, not synced ======)
//
// append() validates what a client sent, assigns offsets and the leader epoch in place and writes
// to the page cache. Nothing is synced there: begin_flush() hands out the work, so that one sync
// serves all appends that arrived meanwhile.
//
// Owned by one thread; FlushWork and the removal of files may run elsewhere. Has no clock: time is
// passed in. After a failed sync it is offline for good (KAFKA_STORAGE_ERROR): the kernel may have
// dropped what it could not write, and only opening the log anew finds out what is left.
// A full disk is not that: the append fails, its bytes are cut off again, and later ones succeed.
//
// Left out: magic 0 and 1 (converted, if at all, before they come here) and tiered storage. See
// docs/storage.md.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/buffer.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "storage/aborted_transactions.h"
#include "storage/directory.h"
#include "storage/flush_work.h"
#include "storage/leader_epochs.h"
#include "storage/log_config.h"
#include "storage/log_observer.h"
#include "storage/log_stats.h"
#include "storage/log_types.h"
#include "storage/producer_state.h"
#include "storage/recovery_report.h"

namespace barnabas {

class LogCleaning;
class Segment;
struct Cleanable;
struct ProducerTail;

class Log {
 public:
  struct Opened {
    std::unique_ptr<Log> log;
    RecoveryReport report;
  };
  // Opens or creates the log of a partition and repairs what a crash left. `directory` must
  // outlive it. Errors: KAFKA_STORAGE_ERROR naming the file and the way out; then nothing was
  // changed that opening again would not find.
  static Result<Opened> open(Directory& directory, const LogOpenOptions& options);
  ~Log();

  // Appends batches that lie one behind the other (from clients: exactly one). They are changed in
  // place: base offset, leader epoch, under LogAppendTime also timestamps. Errors are those a
  // producer gets: CORRUPT_MESSAGE, INVALID_RECORD, INVALID_TIMESTAMP, MESSAGE_TOO_LARGE,
  // RECORD_LIST_TOO_LARGE, UNSUPPORTED_COMPRESSION_TYPE, OUT_OF_ORDER_SEQUENCE_NUMBER,
  // INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE, TRANSACTION_COORDINATOR_FENCED,
  // KAFKA_STORAGE_ERROR.
  tl::expected<AppendResult, AppendError> append(MutableBytes batches,
                                                 const AppendOptions& options);

  // Finds whole batches from the one that holds `from`. Empty at the end, or where the first batch
  // is larger than allowed. Errors: OFFSET_OUT_OF_RANGE before the log start, behind the log end
  // and in a hole; CORRUPT_MESSAGE where the batch at `from` is damaged.
  Result<LogSlice> read(const ReadOptions& options);
  // The slice as a range to send; its descriptor is -1 in memory.
  Result<FileRange> range(const LogSlice& slice);
  // Appends the bytes of the slice to `output`.
  Result<void> load(const LogSlice& slice, Buffer& output);

  // The first record below `up_to` whose timestamp is at least `target_ms`.
  struct TimestampQuery {
    TimestampMs target_ms = 0;
    Offset up_to = 0;
  };
  Result<std::optional<OffsetAndTimestamp>> find_timestamp(const TimestampQuery& query);
  // The first record with the largest timestamp; nothing in an empty log.
  Result<std::optional<OffsetAndTimestamp>> find_max_timestamp();

  // Drops every record at or behind `offset`; does nothing at or behind the log end. Producer
  // state and epochs go back with it.
  Result<void> truncate_to(Offset offset);
  // Drops everything; the next record gets `offset`.
  Result<void> truncate_fully_and_start_at(Offset offset);
  // Moves the log start (DeleteRecords); segments go at the next retention. Returns whether it
  // moved. Errors: OFFSET_OUT_OF_RANGE behind the log end.
  Result<bool> delete_records_before(Offset offset);
  // Ends the active segment, if it holds anything, and starts a new one at the log end.
  Result<void> roll(std::int64_t now_ms);

  // Deletes old segments by log start, time and size: renames their files to .deleted, to be
  // removed file_delete_delay_ms later. Rolls the active one first if it has to go. Returns how
  // many went.
  Result<std::size_t> apply_retention(const RetentionOptions& options);
  // What compaction would do now (storage/compaction/cleanable.h).
  Result<Cleanable> cleanable(const CleanableQuestion& question);
  // Begins a compaction; retention rests until it is over. Other threads do its Work, the rest is
  // serve_cleaning's. REQUIRES: none is under way, and there is something dirty in `range`.
  Result<std::shared_ptr<LogCleaning>> begin_cleaning(const Cleanable& range,
                                                      const CleaningOptions& options);
  // Does what the cleaning needs that is not Work. It is over, and what it did is told to the
  // observer, once it needs nothing more.
  Result<void> serve_cleaning(std::int64_t now_ms);
  // Ends it where it is. Its files are for whoever did its work to LogCleaning::discard.
  void abandon_cleaning() { cleaning_.reset(); }
  const LogCleaning* cleaning() const { return cleaning_.get(); }
  // The first offset that was never compacted, for cleaner-offset-checkpoint; 0 where nothing was.
  Offset cleaned_to() const { return cleaned_to_; }

  // Files whose delay is over, to be removed by whoever asks (Directory::remove, any thread); they
  // are forgotten here, and removed by the next open() if that does not happen.
  std::vector<std::string> take_removable_files(std::int64_t now_ms);
  // When the next file becomes removable.
  std::optional<std::int64_t> next_removal_ms() const;
  // Forgets producers idle for longer than producer_id_expiration_ms.
  void expire_producers(std::int64_t now_ms);

  // A file of the folder that was just written and not synced: the next flush makes it durable,
  // with the name of the folder, before any record.
  void sync_with_next_flush(std::string name);
  // What has to be synced so that everything appended so far is durable. At most one at a time.
  Result<FlushWork> begin_flush();
  // Takes note of what `work.run()` returned. On success the recovery point is work.offset at
  // least; on error the log is offline, and the error comes back.
  Result<void> finish_flush(const FlushWork& work, const Result<void>& outcome);
  // Both at once, on this thread.
  Result<void> flush();
  // Writes index entries that are still in memory, without syncing; once a second is plenty.
  Result<void> write_indexes();
  // Flushes, writes indexes, epochs and a producer snapshot: what a clean shutdown leaves. The
  // log takes no appends afterwards.
  Result<void> close();

  const std::string& folder() const { return folder_; }
  const LogConfig& config() const { return *config_; }
  void update_config(std::shared_ptr<const LogConfig> config);
  void set_observer(LogObserver* observer) { observer_ = observer; }

  Offset log_start_offset() const { return log_start_offset_; }
  Offset log_end_offset() const { return log_end_offset_; }
  // Everything below is durable.
  Offset recovery_point() const { return recovery_point_; }
  // Where the segment begins that is written to.
  Offset active_base_offset() const;
  // What log-start-offset-checkpoint has to say: nothing while the log starts where its first
  // segment durably does. Never behind the recovery point, because a log must not start behind its
  // end after a power loss.
  std::optional<Offset> log_start_offset_checkpoint() const;
  // Why the log is offline; null while it is not.
  const Error* offline() const { return offline_.get(); }

  const ProducerState& producer_state() const { return producers_; }
  const LeaderEpochs& leader_epochs() const { return epochs_; }
  // For OffsetForLeaderEpoch: the largest epoch not above `epoch` and where it ends; -1, -1 where
  // unknown.
  EpochEnd end_of_epoch(LeaderEpoch epoch) const;

  // Where read_committed readers stop, given how far readers may go at all.
  Offset last_stable_offset(Offset high_watermark) const;
  // Aborted transactions with records in [from, up_to), for a read_committed fetch.
  Result<std::vector<AbortedTransaction>> aborted_transactions(Offset from, Offset up_to);

  // Bytes in .log files, as DescribeLogDirs counts them.
  std::uint64_t size_bytes() const;
  // The segments, oldest first. Looks at files that were not needed yet.
  Result<std::vector<SegmentStats>> segment_stats();

 private:
  friend class LogRecovery;

  // Where batches start that were appended or read last, so that a reader at the tail and one
  // that goes on where it stopped need no index.
  struct PositionHints;
  struct Removal {
    std::string path;
    std::int64_t due_ms = 0;
  };
  struct Found {
    std::size_t segment = 0;
    std::uint64_t position = 0;
    Offset base_offset = 0;
  };

  Log(Directory& directory, LogOpenOptions options);

  // log.cc
  Segment& active() { return *segments_.back(); }
  std::size_t segment_index(Offset offset) const;
  Offset next_base_offset(std::size_t segment) const;
  std::unique_ptr<Segment> make_segment(Offset base_offset);
  void report(const Finding& finding);
  void report_rebuilt_indexes(Segment& segment);
  Result<void> roll(LogObserver::RollReason reason, std::int64_t now_ms);
  Result<void> begin_side_files(FlushWork& work);
  Result<void> write_snapshot();
  void write_epochs();
  Result<void> go_offline(Error error);

  // log_append.cc
  tl::expected<AppendResult, AppendError> append_from_client(MutableBytes bytes,
                                                             const AppendOptions& options);
  tl::expected<AppendResult, AppendError> append_from_broker(MutableBytes bytes,
                                                             const AppendOptions& options);
  Result<void> check_sequence(const RecordBatchView& batch);
  AppendResult answer_duplicate(const RecordBatchView& batch, const ProducerBatch& known);
  tl::expected<AppendResult, AppendError> write(Bytes batches, const AppendOptions& options);
  void note_written(Bytes batches, AppendResult& result);
  void note_completed(const CompletedTransaction& completed);
  struct RollQuestion {
    std::uint64_t bytes = 0;
    TimestampMs max_timestamp_ms = kNoTimestamp;
    Offset last_offset = 0;
    std::int64_t now_ms = 0;
  };
  std::optional<LogObserver::RollReason> roll_reason(const RollQuestion& question);

  // log_read.cc
  Result<std::optional<Found>> locate(Offset offset);
  Result<LogSlice> slice(const Found& found, const ReadOptions& options);
  struct SliceEnd {
    std::uint64_t position = 0;
    Offset next_offset = 0;
  };
  Result<SliceEnd> slice_limit(const Found& found, Offset up_to);
  Result<void> check_slice(LogSlice& slice, Offset asked);
  struct RecordQuery {
    TimestampMs target_ms = 0;
    Offset up_to = 0;
  };
  Result<std::optional<OffsetAndTimestamp>> find_record(Segment& segment, const RecordQuery& query);

  // log_cleanup.cc
  Result<void> delete_segment(std::size_t index, LogObserver::DeleteReason reason,
                              std::int64_t now_ms);
  Result<std::optional<LogObserver::DeleteReason>> why_delete(std::size_t index,
                                                              const RetentionOptions& options,
                                                              std::uint64_t log_bytes);
  Result<void> sync_truncation();
  Result<void> forget_snapshots_behind(Offset offset);

  // log_compaction.cc
  // Whether offsets may be missing because compaction took them.
  bool may_have_gaps() const { return config_->cleanup_compact || was_cleaned_; }
  std::unordered_map<ProducerId, ProducerTail> producer_tails(Offset section_end) const;
  ProducerState::Entries read_snapshot(Offset offset) const;
  Result<void> swap_in_group(std::int64_t now_ms);
  Result<void> set_files_aside(const Segment& segment, std::int64_t now_ms);

  // log_replay.cc
  // Loads the newest good snapshot and replays what follows it. Damaged ones become findings.
  Result<void> reload_producers(std::vector<Finding>& findings);
  struct Replay {
    Offset producers_from = 0;  // batches at or behind go into the producer state
    Offset epochs_from = 0;     // ... into the leader epochs
  };
  Result<void> replay(const Replay& what);
  Result<void> replay_segment(Segment& segment, const Replay& what);
  // Finds again what a snapshot leaves out: all but the last batch of a producer.
  Result<void> recall_batches(ProducerId producer_id);

  Directory& directory_;
  const std::string folder_;
  std::shared_ptr<const LogConfig> config_;
  LogObserver* observer_;
  std::vector<std::unique_ptr<Segment>> segments_;  // by base offset; the last one is active
  std::unique_ptr<PositionHints> hints_;
  std::vector<Removal> removals_;
  ProducerState producers_;
  LeaderEpochs epochs_;
  Offset log_start_offset_ = 0;
  Offset log_end_offset_ = 0;
  Offset recovery_point_ = 0;
  Offset cleaned_to_ = 0;
  bool was_cleaned_ = false;
  std::shared_ptr<LogCleaning> cleaning_;
  Offset snapshot_offset_ = kNoOffset;  // of the newest snapshot that is on disk
  std::int64_t active_created_ms_ = 0;
  std::uint32_t truncations_ = 0;
  bool flushing_ = false;
  bool closed_ = false;
  bool folder_unsynced_ = false;  // the name of the folder may not survive a power loss yet
  std::vector<std::string> side_files_unsynced_;
  bool new_log_unsynced_ = false;      // the name of a .log may not survive a power loss yet
  bool last_delete_unsynced_ = false;  // nor the disappearance of one
  std::unique_ptr<const Error> offline_;
};

}  // namespace barnabas
