#pragma once
// MarkingOutput: puts a mark on each record on its way to another output.
//
// Remembers a number for each key, so memory grows with the number of different keys.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "generator/proof/mark.h"
#include "generator/run/output.h"

namespace barnabas {

enum class MarkForm { Headers, Fields };

class MarkingOutput : public Output {
 public:
  // `told` gets the lines that say how to verify what was sent, at the end.
  MarkingOutput(std::unique_ptr<Output> next, MarkForm form, std::string run,
                std::function<void(const std::string&)> told);

  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override { return next_->flush(); }
  DeliveryCounts counts() override { return next_->counts(); }
  Delivery finish(StopSignal& signal) override;

 private:
  struct Stream {
    std::string emitter;
    std::string topic;
    std::uint64_t count = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> keys;  // how many, by hash
  };

  Result<void> put_with_headers(std::size_t channel, const Record& record, const Mark& mark);
  Result<void> put_with_field(std::size_t channel, const Record& record, const Mark& mark);

  const std::unique_ptr<Output> next_;
  const MarkForm form_;
  const std::string run_;
  const std::function<void(const std::string&)> told_;
  std::vector<Stream> streams_;  // by channel
};

}  // namespace barnabas
