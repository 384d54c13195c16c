#include "generator/cli/proof_stages.h"

#include <fmt/format.h>

#include <cstdio>
#include <random>
#include <utility>

#include "cli/command_line.h"
#include "generator/proof/explain.h"
#include "generator/proof/marking_output.h"
#include "generator/proof/sent_statistics.h"
#include "generator/run/disturbing_output.h"

namespace barnabas {
namespace {

constexpr const char* statistics_interval_ms = "200";
constexpr const char* default_partitioner = "murmur2_random";  // of outputs/kafka_output.cc

void tell_after(Progress* progress, const std::string& text) {
  if (progress != nullptr) progress->clear();
  std::fputs(text.c_str(), stderr);
}

std::string new_run() {
  std::random_device device;
  return hex8(device());
}

}  // namespace

void add_proof_options(Command& command, ProofOptions& options) {
  constexpr const char* group = "Proof";
  command.option({.names = "--mark",
                  .value = "headers|fields",
                  .text = "Mark each record with its run, emitter, number and checksum, so that "
                          "'verify' can tell what became of it",
                  .default_value = "headers, if given alone",
                  .group = group,
                  .value_if_alone = "headers"},
                 options.mark);
  command.flag({.names = "--explain",
                .text = "For each record that reached Kafka, a line on stderr: the hash of its "
                        "key, its partition, batch and offset",
                .group = group},
               options.explain);
  command.flag({.names = "--sent",
                .text = "At the end, what the producer really sent to Kafka: batches, their sizes, "
                        "how much they shrank",
                .group = group},
               options.sent);
}

Result<void> check_proof(const ProofOptions& options, const std::string& output) {
  if (output == "kafka") return {};
  const auto* option = options.explain             ? "--explain"
                       : options.sent              ? "--sent"
                       : options.mark == "headers" ? "--mark=headers"
                                                   : nullptr;
  if (option == nullptr) return {};
  return fail(ErrorCode::InvalidRequest,
              fmt::format("{} needs output kafka, and this is {}{}", option, output,
                          options.mark == "headers" ? "; --mark=fields marks JSON anywhere" : ""));
}

void ProofStages::watch(KafkaConfig& config) {
  if (options_.explain) {
    auto partitioner = property(config.properties, "partitioner");
    if (partitioner.empty()) partitioner = default_partitioner;
    config.explained = [partitioner](const DeliveredRecord& record) {
      tell(stderr, explain_text(record, partitioner));
    };
  }
  if (options_.sent) {
    sent_ = std::make_shared<SentStatistics>();
    config.properties.emplace_back("statistics.interval.ms", statistics_interval_ms);
    config.statistics = [sent = sent_](std::string_view report) { sent->add(report); };
  }
}

std::unique_ptr<Output> ProofStages::around(std::unique_ptr<Output> output) {
  auto* progress = options_.progress;
  if (sent_ != nullptr) {
    output = std::make_unique<SentOutput>(
        std::move(output), sent_,
        [progress](const std::string& text) { tell_after(progress, text); });
  }
  if (options_.disturbs) {
    output = std::make_unique<DisturbingOutput>(
        std::move(output), options_.seed, [](const std::string& line) { tell(stderr, line); });
  }
  if (!options_.mark.empty()) {
    output = std::make_unique<MarkingOutput>(
        std::move(output), options_.mark == "fields" ? MarkForm::Fields : MarkForm::Headers,
        new_run(), [progress](const std::string& line) { tell_after(progress, line + '\n'); });
  }
  return output;
}

}  // namespace barnabas
