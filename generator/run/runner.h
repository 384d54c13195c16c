#pragma once
// Runner: lets emitters make their records when they are due, one after the other.
//
// First each emitter's preload, in order. Then passes: an emitter with a frequency has one at the
// end of every period until its duration is over, one without has a single pass at once. Each pass
// makes `num` records. An emitter with a throughput and no frequency has a pass for each record,
// when the throughput says so. Passes are done in the order of the times at which they are due,
// those of one time in the order of the emitters, and none is left out when the machine is late: so
// the same records come in the same order whatever the machine does meanwhile. All on the caller's
// thread; only records that do not depend on earlier ones are made by several (run/chunk_pool.h).
//
// An emitter that follows has no passes: it makes its records as soon as others have made the
// entities that they are for. One with states has a pass of one record for each transition.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "generator/run/arrivals.h"
#include "generator/run/chunk_pool.h"
#include "generator/run/emitter.h"
#include "generator/run/output.h"
#include "generator/run/pacer.h"
#include "generator/run/progress.h"
#include "generator/run/run_clock.h"
#include "generator/run/run_gate.h"
#include "generator/run/statistics.h"
#include "generator/run/stop_signal.h"

namespace barnabas {

struct Plan {
  std::uint64_t preload = 0;
  std::uint64_t num = 1;
  std::int64_t frequency_ns = 0;                 // 0 or less: one pass
  std::optional<std::int64_t> duration_ns = {};  // nothing: until a signal comes
  // One pass that goes on until a signal comes or `duration_ns` is over, whatever `num` says.
  bool endless = false;
  // Of the records after the preload.
  Throughput throughput = {};
  LoadShape shape = {};
  // In place of the frequency: when passes are due.
  std::optional<Arrivals> arrivals = {};
};

struct RunnerOptions {
  // The time that the first record takes for now, in milliseconds since 1970; later passes add what
  // the plan says, not what the clock says. Nothing: the real time.
  std::optional<std::int64_t> start_ms;
  // Nothing is due at this time of theirs or later; then durations do not count.
  std::optional<std::int64_t> end_ms = {};
  // How many times as fast as the clock it passes; 0: nothing waits for the clock. Where it is not
  // 1, throughputs count in that time too.
  double warp = 1;
  // Threads that make records, the caller's among them.
  unsigned threads = 1;
  // So many records of the run are not put. Those that later ones depend on are made all the same.
  std::uint64_t start_at = 0;
  // For the draws of shapes.
  std::uint64_t seed = 0;
  // What each record passes; it must outlive the runner. nullptr: nothing holds records back.
  RunGate* gate = nullptr;
  // What is shown of the run; it must outlive the runner. nullptr: nothing.
  Progress* progress = nullptr;
  // It must outlive the runner. nullptr: the real one.
  RunClock* clock = nullptr;
};

class Runner {
 public:
  // The signal must outlive the runner.
  Runner(const RunnerOptions& options, StopSignal& signal);

  // The output must outlive the runner; `channel` was opened there.
  void add(std::unique_ptr<Emitter> emitter, const Plan& plan, Output& output, std::size_t channel);

  // Until all is done, a signal comes, or something fails; the outputs are finished in any case.
  Statistics run();

 private:
  using Time = RunClock::Time;
  using Nanoseconds = std::chrono::nanoseconds;

  struct Source {
    std::unique_ptr<Emitter> emitter;
    Plan plan;
    Output* output;
    std::size_t channel;
    std::optional<Pacer> pacer = {};
    std::uint64_t passes = 0;   // done
    std::uint64_t records = 0;  // asked for, after the preload
    bool is_over = false;

    // Whether each record has a time of its own.
    bool is_paced() const { return pacer && plan.frequency_ns <= 0; }
  };

  // Records that are made together.
  struct Pass {
    std::uint64_t count = 0;
    std::int64_t due_ns = 0;  // after begun_
    bool preload = false;
    std::optional<Time> end = {};  // no record is put later
  };

  void preload();
  void run_passes();
  // The source whose pass comes first, and when that is due; nullptr: all are over.
  Source* next_source(Nanoseconds& due);
  // When the source's next pass is due, after begun_; nothing: it has none.
  std::optional<Nanoseconds> next_pass(const Source& source) const;
  std::optional<Nanoseconds> next_scheduled(const Source& source) const;
  std::optional<Nanoseconds> next_transition(const Source& source) const;
  Pass pass_of(Source& source, Nanoseconds due) const;
  bool is_alone(const Source& source) const;
  // False when the run is to end.
  bool make(Source& source, const Pass& pass);
  bool make_gated(Source& source, const Pass& pass, std::uint64_t count);
  bool put_all(Source& source, const Pass& pass, RecordChunk& chunk);
  enum class Turn { Now, Never, Stopped };
  // Waits until the next record is due; Never: its source is over.
  Turn await_turn(Source& source, const Pass& pass);
  static Nanoseconds due_of(const Source& source, const Pass& pass);
  bool put_paced(Source& source, const Pass& pass, RecordChunk& chunk);
  bool put(Source& source, const Record& record);
  // What follows from the records made so far; false when the run is to end.
  bool make_followers(const Pass& pass);
  bool make_one(Source& source, const Pass& pass);
  // Leaves out what the run is to start after; how many records that were.
  std::uint64_t leave_out(Source& source, const Pass& pass);
  std::uint64_t replay(Source& source, const Pass& pass, std::uint64_t count);
  bool is_replaying() const { return asked_ < options_.start_at; }
  // How many records were asked for, and how many came out of them.
  void count_asked(Source& source, const Pass& pass, std::uint64_t asked, std::uint64_t made);
  bool stopped();
  // The clock's time of a time of the plan.
  Time real_time_of(Nanoseconds due) const;
  // Waits, with nothing left in the buffers of the outputs. False when the run is to end.
  bool wait_until(Time when);
  // False: an output takes nothing any more.
  bool flush();
  void show_progress();
  std::function<std::int64_t()> now_ms(const Pass& pass) const;
  void fail(std::string message);

  RunnerOptions options_;
  RunClock real_clock_;
  RunClock& clock_;
  StopSignal& signal_;
  std::vector<Source> sources_;
  std::vector<Output*> outputs_;
  Statistics statistics_;
  ChunkPool pool_;
  RecordChunk chunk_;                   // of replays, gates and followers
  bool has_followers_ = false;          // or state machines
  std::optional<std::int64_t> end_ns_;  // of the plan
  std::uint64_t looks_ = 0;
  std::uint64_t asked_ = 0;  // records, of all emitters
  Time started_;
  Time begun_;  // when passes began, or would have
};

}  // namespace barnabas
