#pragma once
// Partition: a log with a leader's view of it: how far readers may go, and who waits for more.
//
// The high watermark follows what is durable (durability=fsync), so a consumer never sees, let
// alone commits, what a power loss could take back. With durability=os it follows what was
// written, except while a flush that flush.messages asks for is under way.
// The log is opened on first use: ten thousand idle partitions cost a name each.
//
// Loop's thread only. Owned by its Topic.

#include <functional>
#include <memory>
#include <string>

#include "broker/config/broker_config.h"
#include "broker/topics/active_partitions.h"
#include "broker/topics/committable.h"
#include "broker/topics/waiter_list.h"
#include "protocol/base/clock.h"
#include "protocol/base/uuid.h"
#include "storage/log.h"
#include "storage/topic_partition.h"

namespace barnabas {

class GroupCommit;
class LogCleaner;
class LogDirectory;

// What every partition of a broker needs from it; outlives them all.
struct PartitionEnvironment {
  LogDirectory& logs;
  GroupCommit& commits;
  ActivePartitions& active;
  LogCleaner& cleaner;
  const Clock& clock;
  Durability durability = Durability::Fsync;
  // Where to say what whoever runs the broker has to know.
  std::function<void(const std::string&)> complain;
};

class Partition final : public Committable {
 public:
  struct Identity {
    TopicPartition name;
    Uuid topic_id;
    std::shared_ptr<const LogConfig> config;
  };

  Partition(const PartitionEnvironment& environment, Identity identity);
  ~Partition();
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  const TopicPartition& name() const { return name_; }
  const Uuid& topic_id() const { return topic_id_; }
  LeaderEpoch leader_epoch() const { return leader_epoch_; }
  void set_leader_epoch(LeaderEpoch epoch) { leader_epoch_ = epoch; }

  // Opens the log, if it is not open yet. Every other call does so by itself.
  // Errors: KAFKA_STORAGE_ERROR; the partition can be asked again.
  Result<Log*> open();
  bool is_open() const { return log_ != nullptr; }

  // Checks the epoch that a client believes in (KIP-320): FENCED_LEADER_EPOCH where it is older
  // than ours, UNKNOWN_LEADER_EPOCH where it is newer. -1 is not checked.
  ErrorCode check_leader_epoch(LeaderEpoch believed) const;

  // Appends and joins the next group commit: always with durability=fsync; with `os` when
  // flush.messages says so, or once flush.ms have passed.
  tl::expected<AppendResult, AppendError> append(MutableBytes batches, AppendOrigin origin);
  // Whether flush.messages records or more are not synced: then no append is acknowledged before
  // they are, whatever its acks. REQUIRES: is_open().
  bool flush_is_due() const;
  // Whether what was appended is acknowledged to acks=all only by the next group commit.
  // REQUIRES: is_open().
  bool ack_waits() const { return environment_.durability == Durability::Fsync || flush_is_due(); }

  // Where read_uncommitted and read_committed readers stop. REQUIRES: is_open().
  Offset high_watermark() const { return high_watermark_; }
  Offset last_stable_offset() const { return log_->last_stable_offset(high_watermark_); }

  // DeleteRecords: moves the log start; -1 means the high watermark. Returns the new low watermark.
  Result<Offset> delete_records_before(Offset offset);

  void update_config(std::shared_ptr<const LogConfig> config);

  // Wakes `waiter` whenever the high watermark or the log start has moved or the partition went
  // away.
  void join(Waiter& waiter) { waiters_.join(waiter); }

  // Committable.
  Log& log() override { return *log_; }
  void committed() override;

 private:
  friend class ActivePartitions;
  friend class LogCleaner;
  void follow_appends();
  void advance_high_watermark(Offset to);

  const PartitionEnvironment& environment_;
  const TopicPartition name_;
  const Uuid topic_id_;
  std::shared_ptr<const LogConfig> config_;
  Log* log_ = nullptr;  // owned by the LogDirectory
  Offset high_watermark_ = 0;
  LeaderEpoch leader_epoch_ = 0;
  bool active_ = false;  // belongs to ActivePartitions
  bool waits_for_cleaner_ = false;
  bool uncleanable_ = false;
  WaiterList waiters_;
};

}  // namespace barnabas
