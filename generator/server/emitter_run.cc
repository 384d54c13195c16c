#include "generator/server/emitter_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "generator/run/throughput.h"

namespace barnabas {
namespace {

// What is late by more than this is not made up for.
constexpr auto catch_up_max = std::chrono::seconds(1);
constexpr auto record_time_max = std::chrono::seconds(10);
constexpr auto between_samples = std::chrono::milliseconds(100);
constexpr std::size_t sample_bytes_max = 2048;

// Output into nothing, for emitters that are only looked at.
constexpr const char* nowhere = "/dev/null";

double rate_of(const EmitterConfig& config) {
  if (config.frequency_ns <= 0) return 0;
  return static_cast<double>(config.num) * 1e9 / static_cast<double>(config.frequency_ns);
}

}  // namespace

std::string_view phase_name(RunPhase phase) {
  constexpr std::array<std::string_view, 7> names{"waiting", "running", "paused", "stopping",
                                                  "stopped", "done",    "failed"};
  return names[static_cast<std::size_t>(phase)];
}

std::shared_ptr<EmitterRun> EmitterRun::start(EmitterRunOptions options) {
  std::shared_ptr<EmitterRun> made(new EmitterRun(std::move(options)));
  made->thread_ = std::thread([run = made.get()] { run->run(); });
  return made;
}

EmitterRun::EmitterRun(EmitterRunOptions options)
    : options_(std::move(options)), throughput_(take_throughput()) {
  status_.rate = options_.rate.value_or(rate_of(options_.config));
  started_ = pass_ = Clock::now();
}

Result<void> EmitterRun::take_throughput() {
  auto& config = options_.config;
  if (config.throughput.empty() || options_.rate) return {};
  auto throughput = parse_throughput(config.throughput);
  if (!throughput) return tl::unexpected(throughput.error());
  if (throughput->bytes_per_second > 0 || !config.shape.empty()) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("{}: the server keeps rates in records a second, without a shape; "
                            "'emitter run' does the others",
                            config.shape.empty() ? config.throughput : config.shape));
  }
  options_.rate = throughput->records_per_second;
  return {};
}

EmitterRun::~EmitterRun() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void EmitterRun::run() {
  wait_for_others();
  if (signal_.requested()) return finished(Statistics{});
  try {
    finished(made_by_session());
  } catch (const std::exception& error) {
    finished(fail(ErrorCode::UnknownServerError, error.what()));
  }
}

Result<Statistics> EmitterRun::made_by_session() {
  if (!throughput_) return tl::unexpected(throughput_.error());
  auto config = options_.config;
  config.throughput.clear();
  config.shape.clear();
  auto session = options_.session;
  session.gate = this;
  // The gate keeps time: a preload, then one pass that it ends.
  config.endless = options_.rate || (config.frequency_ns > 0 && config.num > 0);
  config.frequency_ns = 0;
  config.duration_ns = INT64_MAX;
  if (config.kcat) config.oneline = true;
  // They are looked at when a run is over, and here others go on that make parents.
  config.relations.foreign.clear();
  if (config.output == "none") {
    config.output = "file";
    config.file = nowhere;
    session.output.text = {};
  }
  Workspace workspace(options_.directories, options_.shared->state);
  return run_emitters(workspace, {config}, session, options_.users, options_.seed, signal_);
}

void EmitterRun::wait_for_others() {
  for (const auto& other : std::exchange(options_.after, {})) {
    std::unique_lock lock(other->mutex_);
    while (!other->preload_is_over() && !signal_.requested())
      other->changed_.wait_for(lock, std::chrono::milliseconds(100));
  }
  const std::lock_guard lock(mutex_);
  started_ = pass_ = passes_began_ = paused_at_ = Clock::now();
  if (status_.phase == RunPhase::Waiting)
    status_.phase = paused_ ? RunPhase::Paused : RunPhase::Running;
}

void EmitterRun::finished(const Result<Statistics>& result) {
  const std::lock_guard lock(mutex_);
  status_.elapsed_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_ - paused_for_)
          .count();
  if (result) {
    status_.delivered = result->delivered;
    status_.failed = result->failed;
    if (status_.error.empty() && status_.phase != RunPhase::Stopping) status_.error = result->error;
    if (status_.error.empty() && !result->failures.empty())
      status_.error = result->failures.begin()->first;
  } else if (status_.error.empty()) {
    status_.error = result.error().message;
  }
  const bool was_stopped = status_.phase == RunPhase::Stopping;
  status_.phase = !status_.error.empty() ? RunPhase::Failed
                  : was_stopped          ? RunPhase::Stopped
                                         : RunPhase::Done;
  changed_.notify_all();
}

void EmitterRun::stop() {
  const std::lock_guard lock(mutex_);
  if (status_.phase > RunPhase::Stopping) return;
  status_.phase = RunPhase::Stopping;
  signal_.request();
  changed_.notify_all();
}

void EmitterRun::pause() {
  const std::lock_guard lock(mutex_);
  if (paused_ || status_.phase >= RunPhase::Stopping) return;
  paused_ = true;
  paused_at_ = Clock::now();
  if (status_.phase == RunPhase::Running) status_.phase = RunPhase::Paused;
  changed_.notify_all();
}

void EmitterRun::resume() {
  const std::lock_guard lock(mutex_);
  if (!paused_) return;
  paused_ = false;
  pass_ = Clock::now();
  paused_for_ += pass_ - paused_at_;
  if (status_.phase == RunPhase::Paused) status_.phase = RunPhase::Running;
  changed_.notify_all();
}

void EmitterRun::set_rate(double records_per_second) {
  const std::lock_guard lock(mutex_);
  status_.rate = records_per_second;
  pass_ = std::max(pass_, Clock::now() - catch_up_max);
  changed_.notify_all();
}

RunStatus EmitterRun::status() const {
  const std::lock_guard lock(mutex_);
  auto status = status_;
  if (status.phase < RunPhase::Stopped && status.phase != RunPhase::Waiting) {
    const auto until = paused_ ? paused_at_ : Clock::now();
    status.elapsed_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - started_ - paused_for_)
            .count();
  }
  return status;
}

bool EmitterRun::is_over() const {
  const std::lock_guard lock(mutex_);
  return status_.phase > RunPhase::Stopping;
}

void EmitterRun::look_for_endless_record() {
  const std::lock_guard lock(mutex_);
  if (!at_record_since_ || Clock::now() - *at_record_since_ < record_time_max) return;
  status_.error = "stopped: one record took more than 10 seconds";
  signal_.request();
}

bool EmitterRun::preload_is_over() const {
  if (status_.phase >= RunPhase::Stopping) return true;
  return status_.phase != RunPhase::Waiting && made_ >= preload();
}

std::uint64_t EmitterRun::pass_size() const {
  return options_.rate ? 1
                       : static_cast<std::uint64_t>(std::max<std::int64_t>(options_.config.num, 1));
}

EmitterRun::Clock::time_point EmitterRun::due() const {
  if (entered_ < preload() || status_.rate <= 0 || pass_left_ > 0) return Clock::time_point::min();
  const std::chrono::duration<double> period(
      std::min(static_cast<double>(pass_size()) / status_.rate, 1e9));
  return pass_ + std::chrono::duration_cast<Clock::duration>(period);
}

bool EmitterRun::duration_is_over(Clock::time_point next) const {
  const auto& config = options_.config;
  if (options_.rate || config.frequency_ns <= 0 || config.duration_ns == INT64_MAX) return false;
  if (entered_ < preload() || pass_left_ > 0) return false;
  return std::max(next, Clock::now()) >
         passes_began_ + paused_for_ + std::chrono::nanoseconds(config.duration_ns);
}

bool EmitterRun::must_wait() {
  const std::lock_guard lock(mutex_);
  return paused_ || due() > Clock::now();
}

bool EmitterRun::enter() {
  std::unique_lock lock(mutex_);
  while (status_.phase < RunPhase::Stopping) {
    if (paused_) {
      changed_.wait(lock);
      continue;
    }
    const auto when = due();
    if (duration_is_over(when)) return false;
    if (when <= Clock::now()) break;
    changed_.wait_until(lock, when);
  }
  if (status_.phase >= RunPhase::Stopping || signal_.requested()) return false;
  count_in();
  lock.unlock();
  options_.shared->rendering.lock();
  lock.lock();
  at_record_since_ = Clock::now();
  return true;
}

void EmitterRun::count_in() {
  if (entered_ >= preload()) {
    if (pass_left_ == 0) {
      if (status_.rate > 0) pass_ = std::max(due(), Clock::now() - catch_up_max);
      pass_left_ = pass_size();
    }
    --pass_left_;
  }
  ++entered_;
}

void EmitterRun::leave(const Record* record) {
  options_.shared->rendering.unlock();
  const std::lock_guard lock(mutex_);
  const auto began = std::exchange(at_record_since_, std::nullopt);
  if (++made_ == preload()) {
    pass_ = Clock::now();
    passes_began_ = pass_ - paused_for_;
    changed_.notify_all();
  }
  if (record == nullptr) return;
  ++status_.records;
  status_.bytes += record->value.size() + (record->has_key ? record->key.size() : 0);
  if (status_.records > 1 && *began - shown_ < between_samples) return;
  shown_ = *began;
  status_.key = record->has_key ? record->key.substr(0, sample_bytes_max) : "";
  status_.value = record->value.substr(0, sample_bytes_max);
}

}  // namespace barnabas
