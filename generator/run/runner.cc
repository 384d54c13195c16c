#include "generator/run/runner.h"

#include <algorithm>
#include <utility>

namespace barnabas {
namespace {

// So many records between two looks at the clock and for signals, where nobody else looks.
constexpr std::uint64_t records_between_looks = 128;

// Being ahead by less than that is not worth a pause.
constexpr auto worth_waiting = std::chrono::milliseconds(1);

// In a long pause outputs may have something to do: commit what has been open for a while.
constexpr auto between_flushes = std::chrono::seconds(1);

std::int64_t real_time_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// How many records a plan makes; nothing for one that a time ends, or nothing.
std::optional<std::uint64_t> records_of(const Plan& plan, std::optional<std::int64_t> end_ns) {
  if (plan.endless) return std::nullopt;
  if (plan.arrivals) {
    const auto passes = plan.arrivals->count_before(
        end_ns             ? *end_ns
        : plan.duration_ns ? std::min(*plan.duration_ns, INT64_MAX - 1) + 1
                           : INT64_MAX);
    if (!passes) return std::nullopt;
    return plan.preload + *passes * plan.num;
  }
  if (plan.frequency_ns <= 0) return plan.preload + plan.num;
  if (plan.num == 0) return plan.preload;
  if (!plan.duration_ns) return std::nullopt;
  const auto passes = std::max<std::int64_t>(*plan.duration_ns, 0) / plan.frequency_ns;
  return plan.preload + static_cast<std::uint64_t>(passes) * plan.num;
}

std::uint64_t bytes_of(const Record& record) {
  return record.value.size() + (record.has_key ? record.key.size() : 0);
}

}  // namespace

Runner::Runner(const RunnerOptions& options, StopSignal& signal)
    : options_(options),
      clock_(options.clock != nullptr ? *options.clock : real_clock_),
      signal_(signal),
      pool_(options.threads) {
  if (options.end_ms) end_ns_ = (*options.end_ms - options.start_ms.value_or(0)) * 1'000'000;
}

void Runner::add(std::unique_ptr<Emitter> emitter, const Plan& plan, Output& output,
                 std::size_t channel) {
  const bool for_entities = emitter->is_for_entities();
  has_followers_ = has_followers_ || for_entities;
  const auto records = for_entities ? 0 : records_of(plan, end_ns_);
  if (!records || !statistics_.planned)
    statistics_.planned.reset();
  else
    *statistics_.planned += *records;
  Source source{std::move(emitter), plan, &output, channel};
  if (plan.throughput.is_limited())
    source.pacer.emplace(plan.throughput, plan.shape, options_.seed + sources_.size());
  sources_.push_back(std::move(source));
  if (std::find(outputs_.begin(), outputs_.end(), &output) == outputs_.end())
    outputs_.push_back(&output);
}

Statistics Runner::run() {
  started_ = begun_ = clock_.now();
  if (options_.progress != nullptr) signal_.set_watcher([this] { show_progress(); });
  preload();
  run_passes();
  statistics_.next_record = asked_;
  statistics_.interrupted = signal_.stopped();
  signal_.clear();
  for (auto* output : outputs_) {
    const auto delivery = output->finish(signal_);
    statistics_.delivered += delivery.delivered;
    statistics_.failed += delivery.failed;
    statistics_.withheld += delivery.withheld;
    for (const auto& [why, count] : delivery.failures) statistics_.failures[why] += count;
    statistics_.latencies.add_all(delivery.latencies);
    if (!delivery.error.empty()) fail(delivery.error);
  }
  for (const auto& source : sources_) {
    if (source.emitter->entities() == nullptr) continue;
    const auto dangling = source.emitter->entities()->dangling();
    statistics_.dangling.insert(statistics_.dangling.end(), dangling.begin(), dangling.end());
  }
  statistics_.elapsed = clock_.now() - started_;
  signal_.set_watcher(nullptr);
  if (options_.progress != nullptr) options_.progress->clear();
  return statistics_;
}

void Runner::preload() {
  for (auto& source : sources_) {
    if (source.emitter->is_for_entities()) continue;
    if (!make(source, {.count = source.plan.preload, .preload = true})) return;
  }
}

void Runner::run_passes() {
  if (!is_replaying()) begun_ = clock_.now();
  while (statistics_.error.empty() && !stopped()) {
    Nanoseconds due{0};
    auto* source = next_source(due);
    if (source == nullptr) return;
    if (!is_replaying() && options_.warp > 0 && !wait_until(real_time_of(due))) return;
    const auto pass = pass_of(*source, due);
    ++source->passes;
    if (source->plan.arrivals) source->plan.arrivals->go_on();
    if (source->emitter->is_for_entities() && statistics_.planned) ++*statistics_.planned;
    if (!make(*source, pass)) return;
  }
}

Runner::Source* Runner::next_source(Nanoseconds& due) {
  Source* first = nullptr;
  for (auto& source : sources_) {
    const auto next = next_pass(source);
    if (!next || (first != nullptr && *next >= due)) continue;
    first = &source;
    due = *next;
  }
  return first;
}

std::optional<Runner::Nanoseconds> Runner::next_pass(const Source& source) const {
  const auto due =
      source.emitter->is_for_entities() ? next_transition(source) : next_scheduled(source);
  if (due && end_ns_ && due->count() >= *end_ns_) return std::nullopt;
  return due;
}

std::optional<Runner::Nanoseconds> Runner::next_transition(const Source& source) const {
  const auto due_ns = source.emitter->entities()->next_due_ns();
  // A group's emitters have a duration of 0 where none is said.
  const auto duration_ns = source.plan.duration_ns.value_or(0);
  if (!due_ns || (!end_ns_ && duration_ns > 0 && *due_ns > duration_ns)) return std::nullopt;
  return Nanoseconds(*due_ns);
}

std::optional<Runner::Nanoseconds> Runner::next_scheduled(const Source& source) const {
  const auto& plan = source.plan;
  if (source.is_over || (plan.num == 0 && !plan.endless)) return std::nullopt;
  if (source.is_paced()) {
    if (!plan.endless && source.records >= plan.num) return std::nullopt;
    const auto due = source.pacer->due();
    if (!end_ns_ && plan.duration_ns && due.count() > *plan.duration_ns) return std::nullopt;
    return due;
  }
  if (plan.arrivals) {
    const auto due_ns = plan.arrivals->due_ns();
    if (!due_ns || (!end_ns_ && plan.duration_ns && *due_ns > *plan.duration_ns))
      return std::nullopt;
    return Nanoseconds(*due_ns);
  }
  if (plan.frequency_ns <= 0) {
    if (source.passes > 0) return std::nullopt;
    return Nanoseconds(0);
  }
  const auto pass = static_cast<std::int64_t>(source.passes) + 1;
  if (pass > INT64_MAX / plan.frequency_ns) return std::nullopt;
  const auto due_ns = pass * plan.frequency_ns;
  if (plan.duration_ns && due_ns > *plan.duration_ns) return std::nullopt;
  return Nanoseconds(due_ns);
}

Runner::Pass Runner::pass_of(Source& source, Nanoseconds due) const {
  const auto& plan = source.plan;
  Pass pass{.count = plan.endless ? UINT64_MAX : plan.num};
  if (source.emitter->is_for_entities()) return {.count = 1, .due_ns = due.count()};
  if (source.is_paced() && options_.warp != 1) return {.count = 1, .due_ns = due.count()};
  if (source.is_paced()) {
    // Nobody else waits for a turn: then one pass is as good as one for each record.
    pass.count = is_alone(source) ? pass.count - source.records : 1;
    return pass;
  }
  pass.due_ns = due.count();
  if (plan.endless && plan.duration_ns) pass.end = begun_ + Nanoseconds(*plan.duration_ns);
  return pass;
}

bool Runner::is_alone(const Source& source) const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [&](const Source& other) { return &other == &source || !next_pass(other); });
}

bool Runner::make(Source& source, const Pass& pass) {
  auto left = pass.count - leave_out(source, pass);
  if (left == 0 || !statistics_.error.empty()) return statistics_.error.empty();
  if (options_.gate != nullptr) return make_gated(source, pass, left);
  const bool paced = source.pacer && !pass.preload;
  pool_.begin({.maker = &source.emitter->maker(),
               .first = source.emitter->number(),
               .count = left,
               .chunk_max = has_followers_ ? 1
                            : paced        ? source.pacer->records_ahead()
                                           : UINT64_MAX,
               .now_ms = now_ms(pass)});
  bool goes_on = true;
  while (goes_on && left > 0) {
    // A record is made when it is due, so that its time is right.
    const auto turn = paced ? await_turn(source, pass) : Turn::Now;
    goes_on = turn != Turn::Stopped;
    if (turn != Turn::Now) break;
    auto& chunk = pool_.next();
    left -= chunk.asked;
    goes_on = paced ? put_paced(source, pass, chunk) : put_all(source, pass, chunk);
    if (goes_on && chunk.error) {
      fail(chunk.error->text());
      goes_on = false;
    }
    if (goes_on && has_followers_) goes_on = make_followers(pass);
    if (stopped()) goes_on = false;
    if (source.is_over || (pass.end && clock_.now() >= *pass.end)) break;
  }
  pool_.end();
  return goes_on;
}

bool Runner::put_all(Source& source, const Pass& pass, RecordChunk& chunk) {
  auto& output = *source.output;
  if (output.takes_lines(source.channel)) {
    statistics_.generated += chunk.size();
    statistics_.bytes += chunk.bytes();
    count_asked(source, pass, chunk.asked, chunk.size());
    auto put = output.put_lines(source.channel, chunk.lines.view(), chunk.ends());
    if (!put) fail(put.error().message);
    return put.has_value();
  }
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    auto record = chunk.record(i);
    if (pass.due_ns > 0 && options_.warp > 0)
      record.due = real_time_of(Nanoseconds(pass.due_ns)).time_since_epoch();
    if (put(source, record)) continue;
    count_asked(source, pass, chunk.number(i) - chunk.first, i);
    return false;
  }
  count_asked(source, pass, chunk.asked, chunk.size());
  return true;
}

Runner::Turn Runner::await_turn(Source& source, const Pass& pass) {
  const auto due = due_of(source, pass);
  const auto& duration_ns = source.plan.duration_ns;
  if (options_.warp == 0) return Turn::Now;
  if (source.is_paced() && !end_ns_ && duration_ns && due.count() > *duration_ns) {
    source.is_over = true;
    return Turn::Never;
  }
  const auto when = real_time_of(due);
  if (when - clock_.now() < worth_waiting) return Turn::Now;
  return wait_until(when) ? Turn::Now : Turn::Stopped;
}

Runner::Nanoseconds Runner::due_of(const Source& source, const Pass& pass) {
  const auto due = source.pacer ? source.pacer->due() : Nanoseconds(0);
  return std::max(Nanoseconds(pass.due_ns), due);
}

// Each record at its time.
bool Runner::put_paced(Source& source, const Pass& pass, RecordChunk& chunk) {
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const auto turn = await_turn(source, pass);
    bool goes_on = turn != Turn::Stopped;
    if (turn == Turn::Now) {
      auto record = chunk.record(i);
      record.due = std::min(real_time_of(due_of(source, pass)), clock_.now()).time_since_epoch();
      goes_on = put(source, record);
      if (goes_on) source.pacer->take(bytes_of(record));
    }
    if (goes_on && turn == Turn::Now) continue;
    count_asked(source, pass, chunk.number(i) - chunk.first, i);
    return goes_on;
  }
  count_asked(source, pass, chunk.asked, chunk.size());
  return true;
}

// What somebody outside holds back goes through one by one.
bool Runner::make_gated(Source& source, const Pass& pass, std::uint64_t count) {
  auto& gate = *options_.gate;
  const auto now = now_ms(pass);
  for (std::uint64_t done = 0; done < count; ++done) {
    if (gate.must_wait() && !flush()) return false;
    if (!gate.enter()) return false;
    chunk_.clear();
    auto made = source.emitter->maker().append(source.emitter->number(), now(), chunk_);
    const bool is_there = made && !chunk_.empty();
    const auto record = is_there ? chunk_.record(0) : Record{};
    gate.leave(is_there ? &record : nullptr);
    if (!made) fail(made.error().text());
    if (!made || (is_there && !put(source, record))) return false;
    count_asked(source, pass, 1, is_there ? 1 : 0);
    if (done % records_between_looks == 0 && signal_.stopped()) return false;
  }
  return !signal_.stopped();
}

bool Runner::make_followers(const Pass& pass) {
  const auto time_ms = now_ms(pass)();
  for (bool more = true; more;) {
    more = false;
    for (auto& source : sources_) {
      auto* entities = source.emitter->entities();
      if (entities == nullptr) continue;
      entities->notice({.since_start_ns = pass.due_ns, .ms = time_ms});
      while (entities->follows()) {
        const auto has_next = entities->has_next();
        if (!has_next) fail(has_next.error().text());
        if (!has_next) return false;
        if (!*has_next) break;
        if (statistics_.planned) ++*statistics_.planned;
        if (!make_one(source, pass)) return false;
        more = true;
      }
    }
  }
  return true;
}

bool Runner::make_one(Source& source, const Pass& pass) {
  chunk_.clear();
  auto made = source.emitter->maker().append(source.emitter->number(), now_ms(pass)(), chunk_);
  if (!made) fail(made.error().text());
  if (!made || (!chunk_.empty() && !put(source, chunk_.record(0)))) return false;
  count_asked(source, pass, 1, chunk_.size());
  return true;
}

// Asking costs a system call: where nothing waits, not for each record.
bool Runner::stopped() {
  if (options_.warp == 0 && ++looks_ % records_between_looks != 0) return false;
  return signal_.stopped();
}

Runner::Time Runner::real_time_of(Nanoseconds due) const {
  if (options_.warp == 1 || options_.warp == 0) return begun_ + due;
  const auto real_ns = std::min(static_cast<double>(due.count()) / options_.warp, 9e18);
  return begun_ + Nanoseconds(static_cast<std::int64_t>(real_ns));
}

bool Runner::put(Source& source, const Record& record) {
  ++statistics_.generated;
  statistics_.bytes += bytes_of(record);
  auto put = source.output->put(source.channel, record);
  if (!put) fail(put.error().message);
  return put.has_value();
}

std::uint64_t Runner::leave_out(Source& source, const Pass& pass) {
  if (!is_replaying()) return 0;
  auto count = std::min(pass.count, options_.start_at - asked_);
  if (source.emitter->maker().templates().is_stateful()) count = replay(source, pass, count);
  if (source.pacer && !pass.preload) source.pacer->skip(count);
  count_asked(source, pass, count, 0);
  if (is_replaying()) return count;
  // From here on time goes on as if all that had been put.
  begun_ = clock_.now() - due_of(source, pass);
  return count;
}

// Makes records for what they leave behind in lists and counters; how many.
std::uint64_t Runner::replay(Source& source, const Pass& pass, std::uint64_t count) {
  const auto now = now_ms(pass);
  for (std::uint64_t done = 0; done < count; ++done) {
    chunk_.clear();
    auto made = source.emitter->maker().append(source.emitter->number() + done, now(), chunk_);
    if (!made) fail(made.error().text());
    if (!made || (done % records_between_looks == 0 && signal_.stopped())) return done;
  }
  return count;
}

void Runner::count_asked(Source& source, const Pass& pass, std::uint64_t asked,
                         std::uint64_t made) {
  asked_ += asked;
  source.emitter->leave_out(asked);
  if (!pass.preload) source.records += asked;
  // What came out empty is not missing.
  if (statistics_.planned) *statistics_.planned -= std::min(asked - made, *statistics_.planned);
}

bool Runner::wait_until(Time when) {
  if (clock_.now() >= when) return true;
  while (clock_.now() < when && !signal_.stopped()) {
    if (!flush()) return false;
    clock_.wait_until(std::min<Time>(when, clock_.now() + between_flushes), signal_);
  }
  return !signal_.stopped();
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

void Runner::show_progress() {
  const auto now = clock_.now();
  auto& progress = *options_.progress;
  if (!progress.is_due(now)) return;
  ProgressNumbers numbers{.elapsed = now - started_,
                          .generated = statistics_.generated,
                          .bytes = statistics_.bytes,
                          .planned = statistics_.planned};
  for (auto* output : outputs_) {
    const auto counts = output->counts();
    numbers.delivered += counts.delivered;
    numbers.failed += counts.failed;
  }
  progress.show(numbers, now);
}

std::function<std::int64_t()> Runner::now_ms(const Pass& pass) const {
  if (!options_.start_ms) return real_time_ms;
  return [time_ms = *options_.start_ms + pass.due_ns / 1'000'000] { return time_ms; };
}

void Runner::fail(std::string message) {
  if (statistics_.error.empty()) statistics_.error = std::move(message);
}

}  // namespace barnabas
