#include "generator/run/runner.h"

#include <algorithm>
#include <utility>

namespace barnabas {
namespace {

// So many records between two looks at the clock and for signals.
constexpr std::uint64_t records_between_looks = 128;

// Being ahead by less than that is not worth a pause.
constexpr auto worth_waiting = std::chrono::milliseconds(1);

std::int64_t real_time_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// How many records a plan makes; nothing for one without end.
std::optional<std::uint64_t> records_of(const Plan& plan) {
  if (plan.endless) return std::nullopt;
  if (plan.frequency_ns <= 0) return plan.preload + plan.num;
  if (plan.num == 0) return plan.preload;
  if (!plan.duration_ns) return std::nullopt;
  const auto passes = std::max<std::int64_t>(*plan.duration_ns, 0) / plan.frequency_ns;
  return plan.preload + static_cast<std::uint64_t>(passes) * plan.num;
}

}  // namespace

Runner::Runner(const RunnerOptions& options, StopSignal& signal)
    : options_(options), signal_(signal) {}

void Runner::add(std::unique_ptr<Emitter> emitter, const Plan& plan, Output& output,
                 std::size_t channel) {
  const auto records = records_of(plan);
  if (!records || !statistics_.planned)
    statistics_.planned.reset();
  else
    *statistics_.planned += *records;
  sources_.push_back({std::move(emitter), plan, &output, channel});
  if (std::find(outputs_.begin(), outputs_.end(), &output) == outputs_.end())
    outputs_.push_back(&output);
}

Statistics Runner::run() {
  started_ = Clock::now();
  preload();
  run_passes();
  statistics_.interrupted = signal_.stopped();
  signal_.clear();
  for (auto* output : outputs_) {
    const auto delivery = output->finish(signal_);
    statistics_.delivered += delivery.delivered;
    statistics_.failed += delivery.failed;
    for (const auto& [why, count] : delivery.failures) statistics_.failures[why] += count;
    statistics_.latencies.add_all(delivery.latencies);
    if (!delivery.error.empty()) fail(delivery.error);
  }
  statistics_.elapsed = Clock::now() - started_;
  return statistics_;
}

void Runner::preload() {
  for (auto& source : sources_) {
    if (!make(source, source.plan.preload, 0)) return;
  }
}

void Runner::run_passes() {
  const auto begun = Clock::now();
  while (statistics_.error.empty() && !signal_.stopped()) {
    Source* first = nullptr;
    std::int64_t due_ns = 0;
    for (auto& source : sources_) {
      const auto next = next_pass(source);
      if (!next || (first != nullptr && *next >= due_ns)) continue;
      first = &source;
      due_ns = *next;
    }
    if (first == nullptr) return;
    wait_until(begun + std::chrono::nanoseconds(due_ns));
    if (signal_.stopped()) return;
    ++first->passes;
    const auto count = first->plan.endless ? UINT64_MAX : first->plan.num;
    if (!make(*first, count, due_ns)) return;
  }
}

std::optional<std::int64_t> Runner::next_pass(const Source& source) const {
  const auto& plan = source.plan;
  if (plan.frequency_ns <= 0) {
    if (source.passes > 0 || (plan.num == 0 && !plan.endless)) return std::nullopt;
    return 0;
  }
  if (plan.num == 0) return std::nullopt;
  const auto pass = static_cast<std::int64_t>(source.passes) + 1;
  if (pass > INT64_MAX / plan.frequency_ns) return std::nullopt;
  const auto due_ns = pass * plan.frequency_ns;
  if (plan.duration_ns && due_ns > *plan.duration_ns) return std::nullopt;
  return due_ns;
}

bool Runner::make(Source& source, std::uint64_t count, std::int64_t due_ns) {
  const bool limited = options_.throughput.is_limited();
  const auto& plan = source.plan;
  const bool ends = plan.endless && plan.duration_ns;
  const auto end = started_ + std::chrono::nanoseconds(plan.duration_ns.value_or(0));
  auto time_ms = now_ms(due_ns);
  for (std::uint64_t done = 0; done < count; ++done) {
    if (done % records_between_looks == 0 && done > 0) {
      if (signal_.stopped()) return false;
      if (ends && Clock::now() >= end) return true;
      time_ms = now_ms(due_ns);
    }
    if (!make_one(source, time_ms)) return false;
    if (limited) {
      keep_throughput();
      if (signal_.stopped()) return false;
      if (ends && Clock::now() >= end) return true;
    }
  }
  return !signal_.stopped();
}

bool Runner::make_one(Source& source, std::int64_t time_ms) {
  auto* gate = options_.gate;
  if (gate != nullptr && !pass(*gate)) return false;
  auto made = source.emitter->next(time_ms);
  if (gate != nullptr) gate->leave(made && *made ? &**made : nullptr);
  if (!made) {
    fail(made.error().text());
    return false;
  }
  if (!*made) {
    // Nothing to send, and nothing that is missing.
    if (statistics_.planned) --*statistics_.planned;
    return true;
  }
  const auto& record = **made;
  ++statistics_.generated;
  statistics_.bytes += record.value.size() + (record.has_key ? record.key.size() : 0);
  auto put = source.output->put(source.channel, record);
  if (!put) fail(put.error().message);
  return put.has_value();
}

bool Runner::pass(RunGate& gate) {
  if (gate.must_wait() && !flush()) return false;
  return gate.enter();
}

// Open loop: what is due is counted from the start, so that a pause is made up for.
void Runner::keep_throughput() {
  const auto& throughput = options_.throughput;
  const double seconds =
      throughput.records_per_second > 0
          ? static_cast<double>(statistics_.generated) / throughput.records_per_second
          : static_cast<double>(statistics_.bytes) / throughput.bytes_per_second;
  const auto due = started_ + std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(std::min(seconds, 1e9)));
  if (due - Clock::now() >= worth_waiting) wait_until(due);
}

void Runner::wait_until(Clock::time_point when) {
  if (Clock::now() >= when) return;
  if (flush()) signal_.wait_until(when);
}

bool Runner::flush() {
  for (auto* output : outputs_) {
    auto flushed = output->flush();
    if (flushed) continue;
    fail(flushed.error().message);
    return false;
  }
  return true;
}

std::int64_t Runner::now_ms(std::int64_t due_ns) const {
  return options_.start_ms ? *options_.start_ms + due_ns / 1'000'000 : real_time_ms();
}

void Runner::fail(std::string message) {
  if (statistics_.error.empty()) statistics_.error = std::move(message);
}

}  // namespace barnabas
