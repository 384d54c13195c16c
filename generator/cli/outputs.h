#pragma once
// Outputs: the outputs of a run, each opened when the first emitter wants it.

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/cli/output_options.h"
#include "generator/cli/workspace.h"
#include "generator/outputs/text_sink.h"
#include "generator/run/output.h"

namespace barnabas {

class Outputs {
 public:
  // All of them must outlive the outputs. `users` is the user's jrconfig.json, or nullptr.
  Outputs(Workspace& workspace, const OutputOptions& options, const JrConfig* users,
          StopSignal& signal);

  // The output of that emitter; check_output() has taken its name. An error says why it cannot be
  // opened (ErrorCode::BrokerNotAvailable: nobody answers there).
  Result<Output*> get(const EmitterConfig& emitter);

 private:
  Result<std::unique_ptr<Output>> make(const EmitterConfig& emitter);
  Result<std::unique_ptr<TextSink>> make_sink(const EmitterConfig& emitter);
  Result<std::unique_ptr<Output>> make_kafka();
  // For output templates.
  Result<Environment*> environment();

  Workspace& workspace_;
  const OutputOptions& options_;
  const JrConfig* users_;
  StopSignal& signal_;
  std::vector<std::unique_ptr<Environment>> environments_;
  // By name, and by what the emitter says of its own about the place.
  std::map<std::array<std::string, 3>, std::unique_ptr<Output>> outputs_;
};

}  // namespace barnabas
