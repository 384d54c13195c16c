#pragma once
// Session: from what a command line asks for to a run that is over: templates parsed, outputs open,
// records made, numbers told.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "generator/cli/event_time_options.h"
#include "generator/cli/outputs.h"
#include "generator/cli/schema_options.h"
#include "generator/cli/workspace.h"
#include "generator/emitters/jr_config.h"
#include "generator/run/emitter.h"
#include "generator/run/run_gate.h"
#include "generator/run/statistics.h"

namespace barnabas {

struct SessionOptions {
  OutputOptions output;
  SchemaOptions schemas;
  std::optional<std::int64_t> seed;
  std::string now;  // as given; run_session() makes a time of it
  std::optional<std::int64_t> now_ms;
  std::int64_t threads = 1;
  std::int64_t start_at = 0;  // the number of the run's first record that is put
  bool quiet = false;         // nothing on stderr but complaints
  EventTimeOptions event_time;
  // Whether emitters without a frequency spread their records from the beginning of event time to
  // its end.
  bool spread = false;
  std::string faults;  // of emitters that say nothing of their own
  RunGate* gate = nullptr;
};
// --seed, --now, --threads, --start-at, --quiet, --faults, and those of event time.
void add_session_options(Command& command, SessionOptions& options);

// Parses the emitter's templates. `draws_of` is where its draws come from, beside the seed; records
// fail once `cancelled` is true, and it must outlive the emitter.
Result<std::unique_ptr<Emitter>> make_emitter(Workspace& workspace, const EmitterConfig& config,
                                              const std::string& draws_of, std::uint64_t seed,
                                              const std::atomic<bool>& cancelled);

// Runs the emitters until they are done or stopped, and says nothing: for who runs several.
// The seed is the one that counts. `users` is the user's jrconfig.json, or nullptr.
Result<Statistics> run_emitters(Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                                const SessionOptions& options, const JrConfig* users,
                                std::uint64_t seed, StopSignal& signal);

// Runs the emitters until they are done or a signal comes. Returns the exit code.
int run_session(Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                const SessionOptions& options);

}  // namespace barnabas
