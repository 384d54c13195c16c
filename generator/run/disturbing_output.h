#pragma once
// DisturbingOutput: does to records, on their way to another output, what networks and producers do
// to them at times.
//
// Which record suffers what follows from the seed, its emitter, and its number. It counts what it
// did: a record that was to be late but that no other one overtook was not late. Memory: a copy of
// each record that is held back.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/run/faults.h"
#include "generator/run/output.h"
#include "generator/template/random.h"

namespace barnabas {

class DisturbingOutput : public Output {
 public:
  // `told` gets a line for each emitter, at the end.
  DisturbingOutput(std::unique_ptr<Output> next, std::uint64_t seed,
                   std::function<void(const std::string&)> told);

  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override { return next_->flush(); }
  DeliveryCounts counts() override { return next_->counts(); }
  Delivery finish(StopSignal& signal) override;

 private:
  enum class Fault { None, Late, Reorder, Duplicate, Drop, Corrupt, Null };

  // A record with everything it points at.
  struct Held {
    std::uint64_t number = 0;
    Fault fault = Fault::None;
    std::string key;
    std::string value;
    std::vector<std::pair<std::string, std::string>> header_texts;
    std::vector<RecordHeader> headers;
    Record record;
  };
  struct Stream {
    std::string emitter;
    Faults faults;
    std::uint64_t draws = 0;
    std::uint64_t count = 0;              // records that came
    std::uint64_t put_below = 0;          // numbers that were handed on are below this
    std::array<std::uint64_t, 7> done{};  // by fault
    std::multimap<std::uint64_t, Held> until_number;
    std::multimap<std::int64_t, Held> until_ms;
  };

  Fault draw(const Stream& stream, Random& random) const;
  Result<void> disturb(std::size_t channel, const Record& record, Fault fault, Random& random);
  void hold(Stream& stream, const Record& record, Fault fault, Random& random);
  Result<void> release(std::size_t channel, std::uint64_t number, std::int64_t time_ms);
  template <class Queue>
  Result<void> release_first(std::size_t channel, Queue& queue);
  Result<void> hand_on(std::size_t channel, const Record& record, std::uint64_t number);
  std::string summary(const Stream& stream) const;

  const std::unique_ptr<Output> next_;
  const std::uint64_t seed_;
  const std::function<void(const std::string&)> told_;
  std::vector<Stream> streams_;  // by channel
};

}  // namespace barnabas
