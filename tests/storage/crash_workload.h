#pragma once
// CrashWorkload: a seeded run of everything a broker does with its data directory.
//
// Notes go into the model before an operation where it may already be seen on the disk, and after
// it where a client would have been told. So the model is right at every operation of the disk.

#include <random>

#include "tests/storage/crash_model.h"

namespace barnabas {

class CrashWorkload {
 public:
  explicit CrashWorkload(std::uint64_t seed) : random_(seed) {}

  // Does `steps` steps, beginning with opening the directory. Stops early once the disk has
  // crashed; anything else that fails ends the test program, since nothing is broken here.
  void run(MemoryDisk& disk, int steps);

  const CrashModel& model() const { return model_; }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  template <class T>
  bool good(const T& result);
  void step();
  void open();
  void create();
  void append(const TopicPartition& name, PartitionNotes& notes, Log& log);
  void flush(PartitionNotes& notes, Log& log);
  void flush_while_appending(const TopicPartition& name, PartitionNotes& notes, Log& log);
  void retain(PartitionNotes& notes, Log& log);
  void delete_records(PartitionNotes& notes, Log& log);
  void clean(const TopicPartition& name, PartitionNotes& notes, Log& log);
  void delete_topic(TopicPartition name);
  void remove_old();
  void restart();

  std::mt19937_64 random_;
  CrashModel model_;
  MemoryDisk* disk_ = nullptr;
  std::unique_ptr<LogDirectory> logs_;
  std::map<std::pair<TopicPartition, ProducerId>, Sequence> sequences_;
  std::uint64_t serial_ = 0;
  std::uint64_t folder_id_ = 0;  // goes on over restarts, as random numbers do not repeat
};

}  // namespace barnabas
