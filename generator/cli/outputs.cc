#include "generator/cli/outputs.h"

#include <unistd.h>

#include <utility>

#include "generator/outputs/file_sink.h"
#include "generator/outputs/kafka_output.h"
#include "generator/outputs/process_sink.h"
#include "generator/outputs/text_output.h"

namespace barnabas {
namespace {

template <class Base, class T>
Result<std::unique_ptr<Base>> upcast(Result<std::unique_ptr<T>> made) {
  if (!made) return tl::unexpected(made.error());
  return std::unique_ptr<Base>(*std::move(made));
}

}  // namespace

Outputs::Outputs(Workspace& workspace, const OutputOptions& options, const JrConfig* users,
                 StopSignal& signal)
    : workspace_(workspace), options_(options), users_(users), signal_(signal) {}

Result<Output*> Outputs::get(const EmitterConfig& emitter) {
  auto& output = outputs_[{emitter.output, emitter.file, emitter.exec}];
  if (output == nullptr) {
    auto made = make(emitter);
    if (!made) return tl::unexpected(made.error());
    output = *std::move(made);
  }
  return output.get();
}

Result<std::unique_ptr<Output>> Outputs::make(const EmitterConfig& emitter) {
  if (auto done = check_proof(options_.proof, emitter.output); !done)
    return tl::unexpected(done.error());
  if (emitter.output == "kafka") return make_kafka();
  if (service_table(emitter.output) != nullptr) {
    return connect_service(emitter.output, options_.services, users_, signal_)
        .map([&](auto output) { return ProofStages(options_.proof).around(std::move(output)); });
  }
  auto form = environment();
  if (!form) return tl::unexpected(form.error());
  ProofStages stages(options_.proof);
  return make_sink(emitter).map([&](auto sink) {
    return stages.around(
        std::make_unique<TextOutput>(std::move(sink), workspace_.functions, **form));
  });
}

Result<std::unique_ptr<TextSink>> Outputs::make_sink(const EmitterConfig& emitter) {
  if (emitter.output == "stdout") return std::make_unique<DescriptorSink>(STDOUT_FILENO, "stdout");
  if (emitter.output == "exec") {
    const auto& command = emitter.exec.empty() ? options_.text.exec : emitter.exec;
    if (command.empty()) return fail(ErrorCode::InvalidRequest, "output exec needs --exec COMMAND");
    return upcast<TextSink>(ProcessSink::start(command, signal_));
  }
  const auto& path = emitter.file.empty() ? options_.text.file : emitter.file;
  if (path.empty()) return fail(ErrorCode::InvalidRequest, "output file needs --file FILE");
  auto file = file_options(options_.text, path);
  if (!file) return tl::unexpected(file.error());
  return upcast<TextSink>(FileSink::create(*std::move(file)));
}

Result<std::unique_ptr<Output>> Outputs::make_kafka() {
  auto config = kafka_config(options_, users_);
  if (!config) return tl::unexpected(config.error());
  config->notice = [progress = options_.proof.progress](const std::string& trouble) {
    if (progress != nullptr) progress->clear();
    complain(trouble);
  };
  ProofStages stages(options_.proof);
  stages.watch(*config);
  return upcast<Output>(KafkaOutput::connect(*config, signal_)).map([&](auto output) {
    return stages.around(std::move(output));
  });
}

Result<Environment*> Outputs::environment() {
  auto made = workspace_.environment("us");
  if (!made) return tl::unexpected(made.error());
  return environments_.emplace_back(*std::move(made)).get();
}

}  // namespace barnabas
