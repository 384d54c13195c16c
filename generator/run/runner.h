#pragma once
// Runner: lets emitters make their records when they are due, one after the other.
//
// First each emitter's preload, in order. Then passes: an emitter with a frequency has one at the
// end of every period until its duration is over, one without has a single pass at once. Each pass
// makes `num` records. Passes are done in the order of the times at which they are due, those of
// one time in the order of the emitters, and none is left out when the machine is late: so the
// same records come in the same order whatever the machine does meanwhile. One thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "generator/run/emitter.h"
#include "generator/run/output.h"
#include "generator/run/run_gate.h"
#include "generator/run/statistics.h"
#include "generator/run/stop_signal.h"
#include "generator/run/throughput.h"

namespace barnabas {

struct Plan {
  std::uint64_t preload = 0;
  std::uint64_t num = 1;
  std::int64_t frequency_ns = 0;                 // 0 or less: one pass
  std::optional<std::int64_t> duration_ns = {};  // nothing: until a signal comes
  // One pass that goes on until a signal comes or `duration_ns` is over, whatever `num` says.
  bool endless = false;
};

struct RunnerOptions {
  Throughput throughput;
  // The time that the first record takes for now, in milliseconds since 1970; later passes add what
  // the plan says, not what the clock says. Nothing: the real time.
  std::optional<std::int64_t> start_ms;
  // What each record passes; it must outlive the runner. nullptr: nothing holds records back.
  RunGate* gate = nullptr;
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
  using Clock = StopSignal::Clock;

  struct Source {
    std::unique_ptr<Emitter> emitter;
    Plan plan;
    Output* output;
    std::size_t channel;
    std::uint64_t passes = 0;  // done
  };

  // When the source's next pass is due, after the start; nothing: it has none.
  std::optional<std::int64_t> next_pass(const Source& source) const;
  void preload();
  void run_passes();
  // Makes so many records; false when the run is to end.
  bool make(Source& source, std::uint64_t count, std::int64_t due_ns);
  bool make_one(Source& source, std::int64_t time_ms);
  // Waits, with nothing left in the buffers of the outputs.
  void wait_until(Clock::time_point when);
  // Waits at the gate; false when the run is to end.
  bool pass(RunGate& gate);
  // False: an output takes nothing any more.
  bool flush();
  void keep_throughput();
  std::int64_t now_ms(std::int64_t due_ns) const;
  void fail(std::string message);

  RunnerOptions options_;
  StopSignal& signal_;
  std::vector<Source> sources_;
  std::vector<Output*> outputs_;
  Statistics statistics_;
  Clock::time_point started_;
};

}  // namespace barnabas
