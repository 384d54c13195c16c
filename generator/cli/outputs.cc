#include "generator/cli/outputs.h"

#include <unistd.h>

#include <utility>

#include "generator/outputs/kafka_output.h"
#include "generator/outputs/text_output.h"

namespace barnabas {
namespace {

template <class T>
Result<std::unique_ptr<Output>> upcast(Result<std::unique_ptr<T>> made) {
  if (!made) return tl::unexpected(made.error());
  return std::unique_ptr<Output>(*std::move(made));
}

}  // namespace

Outputs::Outputs(Workspace& workspace, const OutputOptions& options, const JrConfig* users,
                 StopSignal& signal)
    : workspace_(workspace), options_(options), users_(users), signal_(signal) {}

Result<Output*> Outputs::get(const std::string& name) {
  auto& output = outputs_[name];
  if (output == nullptr) {
    auto made = make(name);
    if (!made) return tl::unexpected(made.error());
    output = *std::move(made);
  }
  return output.get();
}

Result<std::unique_ptr<Output>> Outputs::make(const std::string& name) {
  if (auto done = check_proof(options_.proof, name); !done) return tl::unexpected(done.error());
  if (name == "kafka") return make_kafka();
  auto form = environment();
  if (!form) return tl::unexpected(form.error());
  ProofStages stages(options_.proof);
  if (name == "stdout")
    return stages.around(
        std::make_unique<TextOutput>(STDOUT_FILENO, "stdout", workspace_.functions, **form));
  return upcast(TextOutput::make_file(options_.file, workspace_.functions, **form))
      .map([&](auto output) { return stages.around(std::move(output)); });
}

Result<std::unique_ptr<Output>> Outputs::make_kafka() {
  auto config = kafka_config(options_, users_);
  if (!config) return tl::unexpected(config.error());
  config->notice = [](const std::string& trouble) { complain(trouble); };
  ProofStages stages(options_.proof);
  stages.watch(*config);
  return upcast(KafkaOutput::connect(*config, signal_)).map([&](auto output) {
    return stages.around(std::move(output));
  });
}

Result<Environment*> Outputs::environment() {
  auto made = workspace_.environment("us");
  if (!made) return tl::unexpected(made.error());
  return environments_.emplace_back(*std::move(made)).get();
}

}  // namespace barnabas
