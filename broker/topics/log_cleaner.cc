#include "broker/topics/log_cleaner.h"

#include <fmt/format.h>

#include <algorithm>

#include "broker/groups/offsets_topic.h"
#include "broker/net/event_loop.h"
#include "broker/topics/active_partitions.h"
#include "broker/topics/partition.h"
#include "storage/compaction/cleanable.h"
#include "storage/compaction/log_cleaning.h"
#include "storage/log_directory.h"

namespace barnabas {
namespace {

constexpr std::uint64_t step_bytes = std::uint64_t{4} << 20;

// How long `bytes` have to take at so many bytes a second.
std::chrono::milliseconds time_for(std::uint64_t bytes, double bytes_per_second) {
  if (bytes_per_second <= 0) return {};
  const auto seconds = static_cast<double>(bytes) / bytes_per_second;
  constexpr double seconds_max = 3600;
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::min(seconds, seconds_max) * 1000));
}

}  // namespace

LogCleaner::LogCleaner(Environment environment)
    : environment_(std::move(environment)), alarm_(environment_.loop, [this] { ring(); }) {}

LogCleaner::~LogCleaner() = default;

void LogCleaner::join(Partition& partition) {
  if (partition.waits_for_cleaner_ || partition.uncleanable_ || stopped_) return;
  if (partition.name().topic == kOffsetsTopic) return;
  partition.waits_for_cleaner_ = true;
  joined_.push_back(&partition);
  if (!job_) look_later();
}

void LogCleaner::leave(Partition& partition) {
  if (std::exchange(partition.waits_for_cleaner_, false)) std::erase(joined_, &partition);
}

void LogCleaner::stop(std::function<void()> stopped) {
  stopped_ = std::move(stopped);
  alarm_.cancel();
  if (job_ && job_->at_work) return;  // worked() will see it
  if (job_) return give_up();
  stopped_();
}

void LogCleaner::look_later() {
  if (std::exchange(alarm_is_set_, true)) return;
  // More than a day is as good as never, and fits into nanoseconds.
  const std::chrono::milliseconds backoff(environment_.config.log_cleaner_backoff_ms);
  alarm_.set_after(std::min<std::chrono::milliseconds>(backoff, std::chrono::hours(24)));
}

// For the next look, or for the next step of a job that has been fast enough.
void LogCleaner::ring() {
  alarm_is_set_ = false;
  if (stopped_) return;
  if (!job_) return look();
  if (!job_->at_work) go_on();
}

void LogCleaner::look() {
  auto chosen = choose();
  if (chosen.partition != nullptr) {
    const auto begun = begin(*chosen.partition, *chosen.range);
    if (begun) return go_on();
    refuse(*chosen.partition, begun.error());
  }
  if (!joined_.empty()) look_later();
}

LogCleaner::Chosen LogCleaner::choose() {
  Chosen chosen;
  if (!environment_.config.log_cleaner_enable) return chosen;
  for (auto* partition : std::vector(joined_)) {
    auto& log = partition->log();
    auto range = log.cleanable(
        {.now_ms = environment_.clock.wall_ms(), .high_watermark = partition->high_watermark()});
    if (!range) {
      refuse(*partition, range.error());
    } else if (log.config().cleanup_compact && is_due(*range, log.config())) {
      if (chosen.partition == nullptr || range->dirty_ratio() > chosen.range->dirty_ratio())
        chosen = {partition, std::make_unique<Cleanable>(*range)};
    } else if (!may_become_due(*partition)) {
      leave(*partition);
    }
  }
  return chosen;
}

// Without another append, that is, which would make it join again.
bool LogCleaner::may_become_due(Partition& partition) const {
  const auto& log = partition.log();
  if (!log.config().cleanup_compact || log.offline()) return false;
  return becomes_due_in_time(log.config()) || log.recovery_point() < log.active_base_offset();
}

Result<void> LogCleaner::begin(Partition& partition, const Cleanable& range) {
  const auto& name = partition.name();
  auto done = environment_.logs.checkpoint_recovery_point(name, range.first_uncleanable_offset);
  if (!done) return done;
  const auto& config = environment_.config;
  auto cleaning = partition.log().begin_cleaning(
      range, {.now_ms = environment_.clock.wall_ms(),
              .map_bytes_max = static_cast<std::size_t>(config.log_cleaner_dedupe_buffer_size),
              .map_load_factor = config.log_cleaner_io_buffer_load_factor,
              .hash_key = {environment_.random(), environment_.random()}});
  if (!cleaning) return tl::unexpected(cleaning.error());
  job_ = std::make_unique<Job>(
      Job{.name = name, .log = &partition.log(), .cleaning = std::move(*cleaning)});
  return {};
}

Partition* LogCleaner::find(const TopicPartition& name) const {
  const auto found = std::ranges::find_if(
      joined_, [&](const Partition* partition) { return partition->name() == name; });
  return found == joined_.end() ? nullptr : *found;
}

// Whether the log is the one that was begun with, and still wants it.
bool LogCleaner::may_go_on() const {
  const auto* log = environment_.logs.find(job_->name);
  return !stopped_ && log == job_->log && log->cleaning() == job_->cleaning.get() &&
         log->config().cleanup_compact && environment_.config.log_cleaner_enable;
}

void LogCleaner::go_on() {
  if (!may_go_on()) return give_up();
  auto& log = *job_->log;
  while (log.cleaning() != nullptr && job_->cleaning->need() != LogCleaning::Need::Work) {
    const auto served = log.serve_cleaning(environment_.clock.wall_ms());
    if (served) continue;
    if (auto* partition = find(job_->name)) refuse(*partition, served.error());
    return give_up();
  }
  if (log.cleaning() == nullptr) return finished();
  job_->at_work = true;
  auto work = [job = job_.get()] { job->worked = job->cleaning->work(step_bytes); };
  environment_.loop.on_pool(std::move(work), [this] { worked(); });
}

void LogCleaner::worked() {
  job_->at_work = false;
  if (!may_go_on()) return give_up();
  if (!job_->worked) {
    if (auto* partition = find(job_->name)) refuse(*partition, job_->worked.error());
    return give_up();
  }
  const auto pause =
      time_for(*job_->worked, environment_.config.log_cleaner_io_max_bytes_per_second);
  if (pause.count() == 0) return go_on();
  alarm_is_set_ = true;
  alarm_.set_after(pause);
}

void LogCleaner::give_up() {
  auto* log = environment_.logs.find(job_->name);
  if (log == job_->log && log->cleaning() == job_->cleaning.get()) log->abandon_cleaning();
  job_->at_work = true;
  // What stays because of an error is removed when the log is opened the next time.
  auto work = [job = job_.get()] { (void)job->cleaning->discard(); };
  environment_.loop.on_pool(std::move(work), [this] {
    job_.reset();
    if (stopped_) return stopped_();
    if (!joined_.empty()) look_later();
  });
}

void LogCleaner::finished() {
  if (const auto written = environment_.logs.write_cleaner_offsets(); !written)
    environment_.complain(written.error().message);
  // The replaced files wait to be removed.
  if (auto* partition = find(job_->name)) environment_.active.join(*partition);
  job_.reset();
  if (!joined_.empty()) look();
}

// A full disk or too many open files pass; anything else is for somebody to look at.
void LogCleaner::refuse(Partition& partition, const Error& error) {
  if (is_disk_full(error) || is_out_of_descriptors(error))
    return environment_.complain("cannot compact now: " + error.message);
  leave(partition);
  partition.uncleanable_ = true;
  if (partition.log().offline()) return;  // and has said so
  environment_.complain(fmt::format(
      "{} is not compacted until the broker is started again; nothing of it is lost: {}",
      to_string(partition.name()), error.message));
}

}  // namespace barnabas
