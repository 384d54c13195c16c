#pragma once
// ProofStages: --mark, --explain and --sent: what stands between an emitter and its output.

#include <cstdint>
#include <memory>
#include <string>

#include "cli/command.h"
#include "generator/outputs/kafka_config.h"
#include "generator/run/output.h"
#include "generator/run/progress.h"

namespace barnabas {

struct ProofOptions {
  std::string mark;  // "", "headers" or "fields"
  bool explain = false;
  bool sent = false;
  // The line on the terminal that is to be gone before anything else is told, or nullptr.
  Progress* progress = nullptr;
  // Set by the session: whether some emitter's records are to be disturbed, and where the draws
  // come from.
  bool disturbs = false;
  std::uint64_t seed = 0;
};
void add_proof_options(Command& command, ProofOptions& options);

// Refuses what only Kafka can do, for an output of that name.
Result<void> check_proof(const ProofOptions& options, const std::string& output);

class ProofStages {
 public:
  explicit ProofStages(const ProofOptions& options) : options_(options) {}

  // To be called before the output connects.
  void watch(KafkaConfig& config);
  // The output with what was asked for in front of it.
  std::unique_ptr<Output> around(std::unique_ptr<Output> output);

 private:
  const ProofOptions options_;
  std::shared_ptr<struct SentStatistics> sent_;
};

}  // namespace barnabas
