#pragma once
// Statistics: what a run did, counted where it happened.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "generator/run/latencies.h"

namespace barnabas {

// References to nobody that the records of an emitter hold.
struct DanglingReferences {
  std::string emitter = {};
  std::string field = {};
  std::string type = {};
  std::uint64_t count = 0;
  std::uint64_t meant = 0;  // as many were asked for
  std::string example = {};
};

// A sentence for people.
std::string dangling_text(const DanglingReferences& references);

struct Statistics {
  std::uint64_t generated = 0;
  std::uint64_t bytes = 0;  // of keys and values
  // What was planned; nothing for a run without an end.
  std::optional<std::uint64_t> planned = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::int64_t withheld = 0;  // dropped on purpose, less those sent twice
  std::map<std::string, std::uint64_t> failures;
  Latencies latencies;
  std::chrono::nanoseconds elapsed{0};
  bool interrupted = false;
  std::vector<DanglingReferences> dangling;
  // How many records were asked for: the number that --start-at goes on from.
  std::uint64_t next_record = 0;
  std::string error;  // why the run ended early, or empty

  bool succeeded() const;
};

// Lines for people, JR's five first.
std::string statistics_text(const Statistics& statistics);

}  // namespace barnabas
