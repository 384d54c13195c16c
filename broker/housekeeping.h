#pragma once
// Housekeeping: what a broker does by itself from time to time.
//
//   every second     connections that idle or stall; index entries to their files; removal of
//                    deleted files; recovery of partitions nobody has asked for since a crash; a
//                    snapshot of the metadata when one is due; checkpoints once a whole segment has
//                    become durable
//   as configured    retention, checkpoints, expiry of producer ids
//
// The timer runs only while there is something to do, so that an idle broker uses no CPU: it sleeps
// until the next configured time when no connection is open and no log has changed.
// Loop's thread only.

#include <set>

#include "broker/broker.h"
#include "storage/topic_partition.h"

namespace barnabas {

class Housekeeping {
 public:
  explicit Housekeeping(Broker& broker);

  // Begins, or wakes up because something happened.
  void wake();
  void stop();

 private:
  // A task of its own interval.
  struct Task {
    std::chrono::milliseconds interval;
    SteadyTime next;
    Result<void> (Housekeeping::*run)();
  };

  void schedule();
  void tick();
  bool has_frequent_work() const;
  Result<void> apply_retention();
  Result<void> write_checkpoints();
  Result<void> write_log_starts();
  Result<void> expire_producers();
  void write_metadata_snapshot();
  void look_after_active_partitions();
  // Whether files of the partition wait to be removed, or a full segment to be durable.
  static bool has_more_to_do(const Log& log);
  void remove(std::vector<std::string> files);
  const TopicPartition* next_to_recover() const;
  void recover_one();

  template <class Visit>
  void for_each_open_partition(Visit visit);

  Broker& broker_;
  Alarm alarm_;
  std::vector<Task> tasks_;
  std::set<TopicPartition> unopenable_;  // said so, and not tried again
  bool running_ = true;
  bool frequent_ = false;  // the timer is set for the next second
};

}  // namespace barnabas
