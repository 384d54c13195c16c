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

#include <asio/steady_timer.hpp>

#include "broker/broker.h"

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
  Result<void> expire_producers();
  void write_metadata_snapshot();
  void write_indexes();
  void remove_files();
  void recover_one();

  template <class Visit>
  void for_each_open_partition(Visit visit);

  Broker& broker_;
  asio::steady_timer timer_;
  std::vector<Task> tasks_;
  bool running_ = true;
  bool frequent_ = false;  // the timer is set for the next second
};

}  // namespace barnabas
