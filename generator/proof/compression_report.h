#pragma once
// CompressionReport: how much records shrink, by codec and by size of batch, and what that costs.
//
// No broker is asked: the records are put into batches as a producer does it (record framing,
// header, compression as one block, CRC), and those are measured. Sizes are exact and the same each
// time; costs are CPU time of this machine, the fastest of several passes, and vary a little.
// Pure functions, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/records/compression.h"

namespace barnabas {

struct SampleRecord {
  std::optional<std::string> key;
  std::string value;
};

struct CodecChoice {
  Compression codec = Compression::None;
  std::optional<int> level;  // the codec's own default without it

  std::string name() const;  // "gzip 9", "lz4"
};

// When a batch is full: so many records, or so many bytes before they are compressed.
struct BatchSize {
  std::uint64_t count = 0;
  bool in_bytes = false;

  std::string name() const;  // "100", "16 KB"
};

// "none,gzip:9,zstd" and "1,100,16KB,1MB". Errors name the part that is wrong.
Result<std::vector<CodecChoice>> parse_codecs(std::string_view list);
Result<std::vector<BatchSize>> parse_batch_sizes(std::string_view list);

struct BatchMeasure {
  std::uint64_t records = 0;  // in all batches that were measured
  std::uint64_t batches = 0;
  std::uint64_t bytes_before = 0;  // of these batches, headers of batches included
  std::uint64_t bytes_after = 0;
  double compress_ns = 0;  // CPU time for a byte before compression
  double decompress_ns = 0;

  double ratio() const;
};

struct CodecRow {
  CodecChoice codec;
  std::vector<BatchMeasure> cells;  // one for each size
};

// What a producer sent of the whole sample, in the batches that it made itself.
struct SentRow {
  CodecChoice codec;
  std::uint64_t records = 0;
  std::uint64_t batches = 0;
  std::uint64_t bytes_before = 0;  // keys and values
  std::uint64_t bytes_after = 0;   // batches
  std::uint64_t requests = 0;
  std::uint64_t network_bytes = 0;
  double seconds = 0;  // until all was acknowledged, and told
};

struct CompressionReport {
  std::string title;  // the template
  std::uint64_t seed = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of keys and values
  std::vector<BatchSize> sizes;
  std::vector<BatchSize> left_out;  // sizes for which there are not records enough
  std::vector<CodecRow> rows;
  std::vector<SentRow> sent;  // where a broker was asked
};

struct CompressionPlan {
  std::vector<CodecChoice> codecs;
  std::vector<BatchSize> sizes;
};

// REQUIRES: records. Errors are those of compress(): a level that the codec has not.
Result<CompressionReport> measure_compression(const std::vector<SampleRecord>& records,
                                              const CompressionPlan& plan);

// Where the report says one can go: the smallest result, and the cheapest that saves nearly as
// much.
struct CompressionAdvice {
  std::size_t smallest_row = 0, smallest_size = 0;
  std::size_t cheapest_row = 0, cheapest_size = 0;
};
inline constexpr double kNearlyAsMuch = 0.85;
CompressionAdvice advise(const CompressionReport& report);

}  // namespace barnabas
