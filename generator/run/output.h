#pragma once
// Output: where records go, and what became of them.
//
// One output serves all emitters that write to the same place; each opens a channel: its topic, its
// form. Used by one thread.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "generator/run/latencies.h"
#include "generator/run/stop_signal.h"
#include "protocol/base/result.h"

namespace barnabas {

struct Record {
  std::string_view key;
  bool has_key = false;  // no key at all; then `key` is "null", as JR shows it
  std::string_view value;
};

struct ChannelConfig {
  std::string topic;
  std::string output_template;  // for outputs that write text
};

// What became of the records. Those that were neither delivered nor failed are on their way.
struct Delivery {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::map<std::string, std::uint64_t> failures;  // how many failed, by why
  Latencies latencies;                            // empty where an output has none
};

class Output {
 public:
  virtual ~Output() = default;

  // Opens a channel; its number is for put().
  virtual Result<std::size_t> open(const ChannelConfig& config) = 0;

  // Takes a copy of the record. Waits where the place takes no more for now. An error means that
  // nothing can be put any more.
  virtual Result<void> put(std::size_t channel, const Record& record) = 0;

  // To be called before a pause: nothing stays in a buffer to wait for records that come later.
  virtual Result<void> flush() = 0;

  // Waits until all that was put has arrived or failed; a signal ends the wait.
  virtual Delivery finish(StopSignal& signal) = 0;
};

}  // namespace barnabas
