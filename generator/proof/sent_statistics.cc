#include "generator/proof/sent_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace barnabas {
namespace {

using Json = nlohmann::json;

std::uint64_t count_at(const Json& object, const char* where) {
  const auto found = object.value(Json::json_pointer(where), Json(0));
  return found.is_number() ? static_cast<std::uint64_t>(std::max(found.get<double>(), 0.0)) : 0;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

std::string bytes_text(double bytes) {
  if (bytes >= 1e6) return fmt::format("{:.2f} MB", bytes / 1e6);
  return bytes >= 1e3 ? fmt::format("{:.1f} kB", bytes / 1e3) : fmt::format("{:.0f} bytes", bytes);
}

}  // namespace

void SentStatistics::add(std::string_view report) {
  const auto told = Json::parse(report, nullptr, false);
  if (!told.is_object()) return;
  for (const auto& topic : told.value("topics", Json::object())) {
    batches += count_at(topic, "/batchsize/cnt");
    batch_bytes += count_at(topic, "/batchsize/sum");
    records += count_at(topic, "/batchcnt/sum");
  }
  std::uint64_t produced = 0;
  for (const auto& broker : told.value("brokers", Json::object()))
    produced += count_at(broker, "/req/Produce");
  requests = std::max(requests, produced);
  network_bytes = std::max(network_bytes, count_at(told, "/tx_bytes"));
}

std::string sent_text(const SentStatistics& sent, std::uint64_t bytes) {
  return fmt::format(
      "Sent: {} records in {} batches, {:.1f} records and {} each on average\n"
      "Sent: {} of keys and values became {} of batches: {:.2f} times smaller\n"
      "Sent: {} requests to produce, {} over the network in all\n",
      sent.records, sent.batches, share(sent.records, sent.batches),
      bytes_text(share(sent.batch_bytes, sent.batches)), bytes_text(static_cast<double>(bytes)),
      bytes_text(static_cast<double>(sent.batch_bytes)), share(bytes, sent.batch_bytes),
      sent.requests, bytes_text(static_cast<double>(sent.network_bytes)));
}

SentOutput::SentOutput(std::unique_ptr<Output> next, std::shared_ptr<const SentStatistics> sent,
                       std::function<void(const std::string&)> told)
    : next_(std::move(next)), sent_(std::move(sent)), told_(std::move(told)) {}

Result<void> SentOutput::put(std::size_t channel, const Record& record) {
  bytes_ += record.value.size() + (record.has_key ? record.key.size() : 0);
  return next_->put(channel, record);
}

Delivery SentOutput::finish(StopSignal& signal) {
  auto delivery = next_->finish(signal);
  told_(sent_text(*sent_, bytes_));
  return delivery;
}

}  // namespace barnabas
