#pragma once
// Output: where records go, and what became of them.
//
// One output serves all emitters that write to the same place; each opens a channel: its topic, its
// form. Used by one thread. What changes records on their way is an output that hands them on to
// another one.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "generator/run/faults.h"
#include "generator/run/latencies.h"
#include "generator/run/stop_signal.h"
#include "protocol/base/result.h"

namespace barnabas {

// Views of what its maker holds: good until the next record is made.
struct Record {
  // Inside, because protocol/records has a RecordHeader of its own.
  struct Header {
    std::string_view key;
    std::string_view value;
    bool has_value = true;  // no value at all, which is not an empty one
  };

  std::string_view key;
  bool has_key = false;  // no key at all; then `key` is "null", as JR shows it
  std::string_view value;
  bool has_value = true;  // no value at all: a tombstone
  std::span<const Header> headers = {};
  std::optional<std::int32_t> partition = {};     // nothing: the output chooses
  std::optional<std::int64_t> timestamp_ms = {};  // since 1970; nothing: the time of sending
  // When it should have been sent, on StopSignal::Clock since its epoch: what latencies count from.
  // Nothing: from put().
  std::optional<std::chrono::nanoseconds> due = {};
};

using RecordHeader = Record::Header;

struct ChannelConfig {
  std::string topic;
  std::string output_template;  // for outputs that write text
  std::string emitter = {};     // whose records they are
  Faults faults = {};           // what is to go wrong with them, for DisturbingOutput
};

// What became of the records. Those that were neither delivered nor failed are on their way.
struct Delivery {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  // Records that were dropped on purpose, less those that were sent twice.
  std::int64_t withheld = 0;
  std::map<std::string, std::uint64_t> failures;  // how many failed, by why
  std::string error = {};                         // what went wrong although none of them failed
  Latencies latencies;                            // empty where an output has none
};

// The same while a run is on.
struct DeliveryCounts {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
};

class Output {
 public:
  virtual ~Output() = default;

  // Opens a channel; its number is for put().
  virtual Result<std::size_t> open(const ChannelConfig& config) = 0;

  // Takes a copy of the record. Waits where the place takes no more for now. An error means that
  // nothing can be put any more.
  virtual Result<void> put(std::size_t channel, const Record& record) = 0;

  // Whether the channel writes nothing but values, a line each: then put_lines() takes many at
  // once. `ends` says where each line ends, behind its '\n'.
  virtual bool takes_lines(std::size_t) const { return false; }
  virtual Result<void> put_lines(std::size_t, std::string_view, std::span<const std::size_t>) {
    return fail(ErrorCode::InvalidRequest, "this output takes no lines");
  }

  // To be called before a pause, and once a second in a long one: nothing stays in a buffer to wait
  // for records that come later.
  virtual Result<void> flush() = 0;

  // What is known so far. Cheap.
  virtual DeliveryCounts counts() = 0;

  // Waits until all that was put has arrived or failed; a signal ends the wait.
  virtual Delivery finish(StopSignal& signal) = 0;
};

}  // namespace barnabas
