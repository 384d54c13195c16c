#include "broker/housekeeping.h"

#include <algorithm>

#include "broker/cluster.h"
#include "broker/net/connections.h"
#include "broker/net/event_loop.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

constexpr std::chrono::seconds frequent_interval{1};

}  // namespace

Housekeeping::Housekeeping(Broker& broker)
    : broker_(broker), alarm_(broker.loop(), [this] {
        if (running_) tick();
      }) {
  const auto& config = broker.config();
  const auto now = broker.clock().steady();
  const auto add = [&](std::int64_t interval_ms, Result<void> (Housekeeping::*run)()) {
    const std::chrono::milliseconds interval(std::max<std::int64_t>(interval_ms, 1));
    tasks_.push_back({interval, now + interval, run});
  };
  add(config.log_retention_check_interval_ms, &Housekeeping::apply_retention);
  add(config.log_flush_offset_checkpoint_interval_ms, &Housekeeping::write_checkpoints);
  add(config.log_flush_start_offset_checkpoint_interval_ms, &Housekeeping::write_log_starts);
  add(config.producer_id_expiration_check_interval_ms, &Housekeeping::expire_producers);
}

void Housekeeping::wake() {
  if (running_ && !frequent_) schedule();
}

void Housekeeping::stop() {
  running_ = false;
  alarm_.cancel();
}

bool Housekeeping::has_frequent_work() const {
  return broker_.connections_->size() > 0 || next_to_recover() != nullptr;
}

void Housekeeping::schedule() {
  const auto now = broker_.clock().steady();
  frequent_ = has_frequent_work();
  auto next = std::ranges::min(tasks_, {}, &Task::next).next;
  if (frequent_) next = std::min(next, now + frequent_interval);
  alarm_.set_after(next - now);
}

void Housekeeping::tick() {
  broker_.connections_->sweep();
  look_after_active_partitions();
  recover_one();
  write_metadata_snapshot();
  const auto now = broker_.clock().steady();
  for (auto& task : tasks_) {
    if (task.next > now) continue;
    task.next = now + task.interval;
    if (const auto done = (this->*task.run)(); !done)
      broker_.log(LogLevel::Error, done.error().message);
  }
  schedule();
}

template <class Visit>
void Housekeeping::for_each_open_partition(Visit visit) {
  for (const auto& [id, topic] : broker_.topics().all())
    for (const auto& partition : topic->partitions)
      if (partition->is_open()) visit(*partition);
}

Result<void> Housekeeping::apply_retention() {
  const auto now_ms = broker_.clock().wall_ms();
  for_each_open_partition([&](Partition& partition) {
    const auto applied = partition.log().apply_retention(
        {.now_ms = now_ms, .high_watermark = partition.high_watermark()});
    if (!applied) broker_.log(LogLevel::Error, applied.error().message);
    if (partition.log().next_removal_ms()) broker_.active_partitions().join(partition);
  });
  return {};
}

Result<void> Housekeeping::write_checkpoints() { return broker_.logs_->write_checkpoints(); }

Result<void> Housekeeping::write_log_starts() { return broker_.logs_->write_log_starts(); }

Result<void> Housekeeping::expire_producers() {
  const auto now_ms = broker_.clock().wall_ms();
  for_each_open_partition([&](Partition& partition) { partition.log().expire_producers(now_ms); });
  return {};
}

// At every tick, because the number of bytes that makes one due can be reached at any time.
void Housekeeping::write_metadata_snapshot() {
  if (const auto written = broker_.cluster().write_snapshot_if_due(); !written)
    broker_.log(LogLevel::Error, written.error().message);
}

void Housekeeping::look_after_active_partitions() {
  const auto now_ms = broker_.clock().wall_ms();
  std::vector<std::string> files;
  bool checkpoints_lag = false;
  for (auto* partition : broker_.active_partitions().take()) {
    auto& log = partition->log();
    if (const auto written = log.write_indexes(); !written)
      broker_.log(LogLevel::Warning, written.error().message);
    for (auto& file : log.take_removable_files(now_ms)) files.push_back(std::move(file));
    checkpoints_lag |= broker_.logs_->checkpoint_lags(partition->name());
    if (has_more_to_do(log)) broker_.active_partitions().join(*partition);
  }
  remove(std::move(files));
  if (!checkpoints_lag) return;
  if (const auto written = write_checkpoints(); !written)
    broker_.log(LogLevel::Error, written.error().message);
}

bool Housekeeping::has_more_to_do(const Log& log) {
  const bool flush_is_on_its_way =
      !log.offline() && log.recovery_point() < log.active_base_offset();
  return flush_is_on_its_way || log.next_removal_ms().has_value();
}

// Deleting a large file can take long, so the pool does it.
void Housekeeping::remove(std::vector<std::string> files) {
  auto folders = broker_.logs_->take_removable_folders();
  if (folders.empty() && files.empty()) return;
  auto& directory = broker_.directory();
  auto remove = [&directory, folders = std::move(folders), files = std::move(files)] {
    // What stays because of an error is found and removed by the next start.
    for (const auto& folder : folders) static_cast<void>(remove_tree(directory, folder));
    for (const auto& file : files) static_cast<void>(directory.remove(file));
  };
  broker_.loop().on_pool(std::move(remove), [] {});
}

const TopicPartition* Housekeeping::next_to_recover() const {
  for (const auto& name : broker_.logs_->unrecovered())
    if (!unopenable_.contains(name)) return &name;
  return nullptr;
}

// Opening a partition recovers it. One at a time, because clients are being served. One that cannot
// be opened is left to whoever asks for it, and the others go on.
void Housekeeping::recover_one() {
  const auto* next = next_to_recover();
  if (next == nullptr) return;
  const auto name = *next;
  const auto found = broker_.topics().find(name.topic, {}, name.partition);
  Result<Log*> opened = nullptr;
  if (found.partition != nullptr) opened = found.partition->open();
  if (!opened) broker_.log(LogLevel::Error, opened.error().message);
  if (!opened || *opened == nullptr) unopenable_.insert(name);
}

}  // namespace barnabas
