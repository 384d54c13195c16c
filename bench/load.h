#pragma once
// The loads of raw_load, each a function from options to one line of JSON on stdout. All of them
// use names instead of topic ids (Produce 9, Fetch 12), which every broker compared here speaks.

#include <cstdint>
#include <string>
#include <vector>

#include "bench/connection.h"

namespace barnabas::bench {

constexpr Version kProduceVersion = 9;
constexpr Version kFetchVersion = 12;
constexpr Version kMetadataVersion = 9;
constexpr Version kCreateTopicsVersion = 5;

struct LoadOptions {
  Address broker;
  std::string topic = "bench";
  int partitions = 1;
  int record_bytes = 1024;
  int batch_records = 256;
  std::int64_t megabytes = 512;  // of produce and fetch
  int requests = 20000;          // of the latency loads
  int producers = 1;             // of sync
  int depth = 4;                 // produce: requests in flight on its connection
  int rate = 0;                  // through: records a second from their intended time; 0: closed
  int topics = 500;              // of create
  std::vector<std::string> command;  // of start
  std::string directory = ".";       // of machine: on the disk that the brokers write to
};

// Produces pre-encoded batches over one connection, spread over the partitions.
void produce(const LoadOptions& options);
// Drains all partitions from the beginning, looking only at sizes and offsets.
void fetch(const LoadOptions& options);
// One record a request, one request in flight.
void one_in_flight(const LoadOptions& options);
// From the sending of one record to its arrival at a consumer that waits in a long poll.
void through(const LoadOptions& options);
// Many producers, each with one record in flight, spread over the partitions.
void sync(const LoadOptions& options);
// Topics created one after the other.
void create(const LoadOptions& options);
// Runs a command and measures from exec to the first acknowledged record; the process stays.
void start(const LoadOptions& options);
// No broker at all: synced writes, sendfile and a ping-pong over loopback, as fast as they go here.
void machine(const LoadOptions& options);

// Shared by the loads.
Buffer record_batch(int records, int record_bytes);
Buffer produce_frame(const LoadOptions& options, int partition, Bytes batch);
// True if the response says that all was appended; otherwise `why` says what went wrong.
bool appended(Connection& connection, std::string& why);
// Creates the topic if it is not there, and waits until a record can be appended.
void ensure_topic(const LoadOptions& options);

// {"p50": ..., "p99": ..., "p999": ...} of times in nanoseconds, printed in microseconds.
std::string percentiles(std::vector<std::int64_t> nanoseconds);
std::int64_t now_ns();

}  // namespace barnabas::bench
