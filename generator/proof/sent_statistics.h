#pragma once
// SentStatistics: what the producer really sent, from the statistics that librdkafka tells.
//
// librdkafka tells sums since the start and, for batches, sums since the last time: the latter are
// added up here. Batches are counted as they are sent, compressed; one that was sent again counts
// again.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "generator/run/output.h"

namespace barnabas {

struct SentStatistics {
  std::uint64_t batches = 0;
  std::uint64_t batch_bytes = 0;  // as sent
  std::uint64_t records = 0;      // in these batches
  std::uint64_t requests = 0;
  std::uint64_t network_bytes = 0;  // everything, requests for metadata included

  // Takes one report, a JSON object; something else is left alone.
  void add(std::string_view report);
};

// Two lines: records, batches and ratio; requests and bytes. `bytes` is of all keys and values.
std::string sent_text(const SentStatistics& sent, std::uint64_t bytes);

// Passes records on, counts their bytes, and tells the statistics at the end.
class SentOutput : public Output {
 public:
  SentOutput(std::unique_ptr<Output> next, std::shared_ptr<const SentStatistics> sent,
             std::function<void(const std::string&)> told);

  Result<std::size_t> open(const ChannelConfig& config) override { return next_->open(config); }
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override { return next_->flush(); }
  DeliveryCounts counts() override { return next_->counts(); }
  Delivery finish(StopSignal& signal) override;

 private:
  const std::unique_ptr<Output> next_;
  const std::shared_ptr<const SentStatistics> sent_;
  const std::function<void(const std::string&)> told_;
  std::uint64_t bytes_ = 0;
};

}  // namespace barnabas
