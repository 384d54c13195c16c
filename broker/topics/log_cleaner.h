#pragma once
// LogCleaner: compacts the logs of a broker, one at a time, the dirtiest first.
//
// A partition with cleanup.policy=compact joins when it is written to. Every log.cleaner.backoff.ms
// those that joined are looked at; one that is due (storage/compaction/cleanable.h) is compacted,
// and then the next at once. Who is not due leaves, unless time alone can make it so: an idle
// broker has no timer here.
//
// A pool thread does the reading and writing, some megabytes at a time and no more than
// log.cleaner.io.max.bytes.per.second; between two steps this thread swaps segments, and sees
// whether the topic, its policy or the broker is about to go, which ends the cleaning. A log that
// cannot be compacted, because it is damaged, is told about once and left alone from then on.
//
// __consumer_offsets is left out: the groups know what lives and rewrite it from memory
// (broker/groups/group_partition.h). Apache Kafka's other threads (log.cleaner.threads) are, too.
//
// Loop's thread only.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/config/broker_config.h"
#include "broker/net/alarm.h"
#include "protocol/base/clock.h"
#include "protocol/base/result.h"
#include "storage/topic_partition.h"

namespace barnabas {

class ActivePartitions;
class EventLoop;
class Log;
class LogCleaning;
class LogDirectory;
class Partition;
struct Cleanable;

class LogCleaner {
 public:
  struct Environment {
    EventLoop& loop;
    LogDirectory& logs;
    ActivePartitions& active;
    const Clock& clock;
    const BrokerConfig& config;  // in force
    std::function<std::uint64_t()> random;
    std::function<void(const std::string&)> complain;
  };
  explicit LogCleaner(Environment environment);
  ~LogCleaner();

  // Something of the partition may be dirty. Does nothing for one that has joined already.
  void join(Partition& partition);
  // Forgets one that goes away.
  void leave(Partition& partition);
  // Ends what is under way, as soon as that can be, then calls `stopped`.
  void stop(std::function<void()> stopped);

 private:
  struct Job {
    TopicPartition name;
    Log* log = nullptr;  // to compare with; it may be gone
    std::shared_ptr<LogCleaning> cleaning;
    Result<std::uint64_t> worked = std::uint64_t{0};
    bool at_work = false;
  };

  void look_later();
  void ring();
  void look();
  // The partition to clean now, with what of it.
  struct Chosen {
    Partition* partition = nullptr;
    std::unique_ptr<Cleanable> range;
  };
  Chosen choose();
  bool may_become_due(Partition& partition) const;
  Result<void> begin(Partition& partition, const Cleanable& range);
  bool may_go_on() const;
  void go_on();
  void worked();
  // Ends the job where it is.
  void give_up();
  void finished();
  void refuse(Partition& partition, const Error& error);
  Partition* find(const TopicPartition& name) const;

  const Environment environment_;
  std::vector<Partition*> joined_;
  Alarm alarm_;
  bool alarm_is_set_ = false;
  std::unique_ptr<Job> job_;
  std::function<void()> stopped_;  // set while stopping
};

}  // namespace barnabas
