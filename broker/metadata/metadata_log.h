#pragma once
// MetadataLog: the partition __cluster_metadata-0, KRaft's log, on a node that is its only voter.
//
//   00000000000000000000.log             record batches, see metadata_batches.h
//   NNN-EEE.checkpoint                   snapshots, see snapshot_files.h
//   quorum-state  partition.metadata  leader-epoch-checkpoint
//
// open() reads the newest snapshot and the log behind it into an image. start() begins a new
// leader epoch, registers this broker and takes over the partitions that it may lead. append()
// writes records and applies them to the image at once; they are durable when the log's recovery
// point has passed them. Whoever promises something to a client waits for that, through the same
// group commit as any partition, by log().
//
// The files are those of Apache Kafka, which can start on them, and whose files this class opens.
// Left out: elections and replication. Other voters make open() refuse.
// Loop's thread only. See docs/storage.md.

#include <memory>

#include "broker/config/broker_config.h"
#include "broker/metadata/metadata_batches.h"
#include "broker/metadata/snapshot_files.h"
#include "storage/log.h"

namespace barnabas {

inline constexpr auto kMetadataFolder = "__cluster_metadata-0";

class MetadataLog {
 public:
  struct Options {
    std::int32_t node_id = 1;
    Uuid directory_id;    // from meta.properties
    Uuid incarnation_id;  // drawn anew at each start
    bool clean = false;   // as for Log::open
    Offset recovery_point = 0;
    std::int64_t now_ms = 0;
    std::int64_t segment_bytes = std::int64_t{1} << 30;
    std::int64_t snapshot_bytes = 20'971'520;  // metadata.log.max.record.bytes.between.snapshots
    std::int64_t snapshot_interval_ms = 3'600'000;  // metadata.log.max.snapshot.interval.ms
  };
  // Opens, or creates an empty one. `directory` must outlive it. Errors name the file and the way
  // out: KAFKA_STORAGE_ERROR, CORRUPT_MESSAGE, INVALID_RECORD, UNSUPPORTED_VERSION.
  static Result<std::unique_ptr<MetadataLog>> open(Directory& directory, const Options& options);

  // Begins an epoch and registers this broker under the addresses that clients are to use, with
  // real ports. Appends; not durable yet. To be called once.
  struct Registration {
    std::vector<Listener> advertised_listeners;
    std::optional<std::string> rack;
    std::int64_t now_ms = 0;
  };
  Result<void> start(const Registration& registration);

  const MetadataImage& image() const { return image_; }

  // An empty set of records at the cluster's level.
  MetadataRecords new_records() const { return MetadataRecords(image_.metadata_version()); }
  // Appends the records, all or none, and applies them to image(). Returns the offset that
  // log().recovery_point() has to reach. Errors: KAFKA_STORAGE_ERROR; then nothing has changed.
  Result<Offset> append(const MetadataRecords& records, std::int64_t now_ms);

  // The log itself, for group commits.
  Log& log() { return *log_; }
  const Log& log() const { return *log_; }

  LeaderEpoch leader_epoch() const { return leader_epoch_; }
  // The offset at which this broker registered; also what .kafka_cleanshutdown holds.
  std::int64_t broker_epoch() const { return broker_epoch_; }
  const Uuid& directory_id() const { return options_.directory_id; }
  // The same as the quorum knows it: before kraft.version 1 voters have no directory.
  Uuid voter_directory_id() const { return quorum_.level() == 0 ? Uuid() : options_.directory_id; }
  std::int32_t node_id() const { return options_.node_id; }

  // Whether enough was written, or enough time has passed (0: time does not count), for a snapshot.
  bool snapshot_is_due(std::int64_t now_ms) const;
  // Writes a snapshot of the image and drops the log before it. REQUIRES: everything appended is
  // durable. Syncs on this thread.
  Result<void> write_snapshot(std::int64_t now_ms);

  // Flushes and leaves the files as after a clean stop. No appends afterwards.
  Result<void> close();

 private:
  MetadataLog(Directory& directory, const Options& options)
      : directory_(directory), options_(options) {}
  Result<void> load_snapshot();
  Result<void> load_snapshot(const SnapshotId& id);
  Result<void> open_log();
  Result<void> replay();
  Result<void> read_quorum_state();
  Result<void> write_quorum_state();
  void add_bootstrap(MetadataRecords& records) const;
  void add_registration(const Registration& registration, MetadataRecords& records) const;
  void add_elections(MetadataRecords& records) const;
  Result<void> append_bytes(Buffer& batches, std::int64_t now_ms);
  void apply_to_image(const MetadataRecords& records);

  Directory& directory_;
  const Options options_;
  MetadataImage image_;
  QuorumRecords quorum_;
  std::unique_ptr<Log> log_;
  SnapshotId snapshot_;  // the newest one; {0, 0} may stand for none
  std::int64_t snapshot_time_ms_ = 0;
  std::int64_t bytes_since_snapshot_ = 0;
  LeaderEpoch leader_epoch_ = 0;
  std::int64_t broker_epoch_ = -1;
  bool open_transaction_ = false;  // left behind by a leader that died
};

}  // namespace barnabas
