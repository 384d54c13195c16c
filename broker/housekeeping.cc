#include "broker/housekeeping.h"

#include <algorithm>

#include "broker/cluster.h"
#include "broker/net/connections.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

constexpr std::chrono::seconds frequent_interval{1};

}  // namespace

Housekeeping::Housekeeping(Broker& broker) : broker_(broker), timer_(broker.loop().context()) {
  const auto& config = broker.config();
  const auto now = broker.clock().steady();
  const auto add = [&](std::int64_t interval_ms, Result<void> (Housekeeping::*run)()) {
    const std::chrono::milliseconds interval(std::max<std::int64_t>(interval_ms, 1));
    tasks_.push_back({interval, now + interval, run});
  };
  add(config.log_retention_check_interval_ms, &Housekeeping::apply_retention);
  add(config.log_flush_offset_checkpoint_interval_ms, &Housekeeping::write_checkpoints);
  add(config.producer_id_expiration_check_interval_ms, &Housekeeping::expire_producers);
}

void Housekeeping::wake() {
  if (running_ && !frequent_) schedule();
}

void Housekeeping::stop() {
  running_ = false;
  timer_.cancel();
}

bool Housekeeping::has_frequent_work() const {
  return broker_.connections_->size() > 0 || !broker_.logs_->unrecovered().empty();
}

void Housekeeping::schedule() {
  const auto now = broker_.clock().steady();
  frequent_ = has_frequent_work();
  auto next = std::ranges::min(tasks_, {}, &Task::next).next;
  if (frequent_) next = std::min(next, now + frequent_interval);
  timer_.expires_after(next - now);
  timer_.async_wait([this](const std::error_code& cancelled) {
    if (!cancelled && running_) tick();
  });
}

void Housekeeping::tick() {
  broker_.connections_->sweep();
  write_indexes();
  remove_files();
  recover_one();
  write_metadata_snapshot();
  if (broker_.logs_->checkpoints_lag())
    if (const auto written = write_checkpoints(); !written)
      broker_.log(LogLevel::Error, written.error().message);
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
  });
  return {};
}

Result<void> Housekeeping::write_checkpoints() { return broker_.logs_->write_checkpoints(); }

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

void Housekeeping::write_indexes() {
  for_each_open_partition([&](Partition& partition) {
    if (const auto written = partition.log().write_indexes(); !written)
      broker_.log(LogLevel::Warning, written.error().message);
  });
}

// Deleting a large file can take long, so the pool does it.
void Housekeeping::remove_files() {
  auto folders = broker_.logs_->take_removable_folders();
  std::vector<std::string> files;
  const auto now_ms = broker_.clock().wall_ms();
  for_each_open_partition([&](Partition& partition) {
    for (auto& file : partition.log().take_removable_files(now_ms))
      files.push_back(std::move(file));
  });
  if (folders.empty() && files.empty()) return;
  auto& directory = broker_.directory();
  auto remove = [&directory, folders = std::move(folders), files = std::move(files)] {
    // What stays because of an error is found and removed by the next start.
    for (const auto& folder : folders) static_cast<void>(remove_tree(directory, folder));
    for (const auto& file : files) static_cast<void>(directory.remove(file));
  };
  broker_.loop().on_pool(std::move(remove), [] {});
}

// Opening a partition recovers it. One at a time, because clients are being served.
void Housekeeping::recover_one() {
  for (const auto& name : broker_.logs_->unrecovered()) {
    const auto found = broker_.topics().find(name.topic, {}, name.partition);
    if (found.partition == nullptr || found.partition->is_open()) continue;
    if (const auto opened = found.partition->open(); !opened)
      broker_.log(LogLevel::Error, opened.error().message);
    return;
  }
}

}  // namespace barnabas
