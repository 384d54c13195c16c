#pragma once
// Statistics: what a run did, counted where it happened.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "generator/run/latencies.h"

namespace barnabas {

struct Statistics {
  std::uint64_t generated = 0;
  std::uint64_t bytes = 0;  // of keys and values
  // What was planned; nothing for a run without an end.
  std::optional<std::uint64_t> planned = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::map<std::string, std::uint64_t> failures;
  Latencies latencies;
  std::chrono::nanoseconds elapsed{0};
  bool interrupted = false;
  // How many records were asked for: the number that --start-at goes on from.
  std::uint64_t next_record = 0;
  std::string error;  // why the run ended early, or empty

  bool succeeded() const { return error.empty() && failed == 0 && delivered == generated; }
};

// Lines for people, JR's five first.
std::string statistics_text(const Statistics& statistics);

}  // namespace barnabas
