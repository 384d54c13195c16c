#include "generator/cli/report_sending.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "cli/command_line.h"
#include "generator/outputs/kafka_output.h"
#include "generator/proof/sent_statistics.h"

namespace barnabas {
namespace {

constexpr const char* statistics_interval_ms = "200";

Result<SentRow> send_once(const std::vector<SampleRecord>& records, const CodecChoice& codec,
                          const SendingOptions& options, StopSignal& signal) {
  auto config = kafka_config(options.broker, nullptr);
  if (!config) return tl::unexpected(config.error());
  SentStatistics sent;
  auto& properties = config->properties;
  properties.emplace_back("compression.type", std::string(to_string(codec.codec)));
  if (codec.level) properties.emplace_back("compression.level", fmt::to_string(*codec.level));
  properties.emplace_back("statistics.interval.ms", statistics_interval_ms);
  config->statistics = [&sent](std::string_view report) { sent.add(report); };
  auto output = KafkaOutput::connect(*config, signal);
  if (!output) return tl::unexpected(output.error());
  const auto channel = (*output)->open({.topic = options.topic, .output_template = {}});
  if (!channel) return tl::unexpected(channel.error());
  const auto begun = std::chrono::steady_clock::now();
  SentRow row{.codec = codec};
  for (const auto& sample : records) {
    const Record record{.key = sample.key ? *sample.key : std::string_view("null"),
                        .has_key = sample.key.has_value(),
                        .value = sample.value};
    row.bytes_before += sample.value.size() + (sample.key ? sample.key->size() : 0);
    if (auto put = (*output)->put(*channel, record); !put) return tl::unexpected(put.error());
    if (signal.stopped()) return fail(ErrorCode::UnknownServerError, "a signal ended the report");
  }
  const auto delivery = (*output)->finish(signal);
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (delivery.delivered != records.size()) {
    return fail(ErrorCode::UnknownServerError,
                fmt::format("{}: {} of {} records were not delivered{}{}", codec.name(),
                            records.size() - delivery.delivered, records.size(),
                            delivery.failures.empty() ? "" : ": ",
                            delivery.failures.empty() ? "" : delivery.failures.begin()->first));
  }
  row.records = sent.records;
  row.batches = sent.batches;
  row.bytes_after = sent.batch_bytes;
  row.requests = sent.requests;
  row.network_bytes = sent.network_bytes;
  return row;
}

}  // namespace

void add_sending_options(Command& command, SendingOptions& options) {
  constexpr const char* group = "With a broker";
  auto& broker = options.broker;
  command.option({.names = "-t,--topic",
                  .value = "TOPIC",
                  .text = "Send the records into this topic, too, once for each codec, and say "
                          "what the producer really sent",
                  .group = group},
                 options.topic);
  command.option({.names = "-b,--bootstrap-server",
                  .value = "HOST:PORT",
                  .text = "A broker; the variable BARNABAS_BOOTSTRAP_SERVER sets it too",
                  .default_value = "127.0.0.1:9092",
                  .group = group},
                 broker.bootstrap_server);
  if (const char* server = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    broker.bootstrap_server = server;
  command.option({.names = "-F,--kafkaConfig",
                  .value = "FILE",
                  .text = "Properties of librdkafka, one NAME=VALUE a line",
                  .default_value = "./kafka/config.properties, if there is one",
                  .group = group},
                 broker.kafka_config);
  command.option({.names = "-X,--property",
                  .value = "NAME=VALUE",
                  .text = "A property of librdkafka, for instance linger.ms=50",
                  .group = group},
                 broker.properties);
  command.flag(
      {.names = "-a,--autocreate", .text = "Make the topic if it is missing", .group = group},
      broker.autocreate);
}

Result<std::vector<SentRow>> send_sample(const std::vector<SampleRecord>& records,
                                         const std::vector<CodecChoice>& codecs,
                                         const SendingOptions& options) {
  std::vector<SentRow> rows;
  if (options.topic.empty()) return rows;
  StopSignal signal;
  for (const auto& codec : codecs) {
    auto row = send_once(records, codec, options, signal);
    if (!row) return tl::unexpected(row.error());
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace barnabas
