#pragma once
// Outputs: the outputs of a run, each opened when the first emitter wants it.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/cli/output_options.h"
#include "generator/cli/workspace.h"
#include "generator/run/output.h"

namespace barnabas {

class Outputs {
 public:
  // All of them must outlive the outputs. `users` is the user's jrconfig.json, or nullptr.
  Outputs(Workspace& workspace, const OutputOptions& options, const JrConfig* users,
          StopSignal& signal);

  // The output of that name, one that check_output() takes. An error says why it cannot be opened
  // (ErrorCode::BrokerNotAvailable: nobody answers there).
  Result<Output*> get(const std::string& name);

 private:
  Result<std::unique_ptr<Output>> make(const std::string& name);
  Result<std::unique_ptr<Output>> make_kafka();
  // For output templates.
  Result<Environment*> environment();

  Workspace& workspace_;
  const OutputOptions& options_;
  const JrConfig* users_;
  StopSignal& signal_;
  std::vector<std::unique_ptr<Environment>> environments_;
  std::map<std::string, std::unique_ptr<Output>> outputs_;
};

}  // namespace barnabas
