#pragma once
// Compression: the codecs of record batches, as the low three bits of their attributes name them.
//
//   gzip    a gzip member (RFC 1952)
//   snappy  the framing of the xerial library, which Java writes: the bytes 82 "SNAPPY" 0, int32
//           version 1, int32 compatible version 1, then blocks of int32 length and raw snappy.
//           Other clients send one bare snappy block; both are read, xerial is written.
//   lz4     an LZ4 frame with independent 64 KiB blocks and a correct header checksum
//   zstd    a zstd frame (Produce v7 and later)
//
// Whoever decompresses states the most it will take, so that a bomb costs no more than that.
// Pure functions, any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace barnabas {

enum class Compression : std::int8_t { None = 0, Gzip = 1, Snappy = 2, Lz4 = 3, Zstd = 4 };

// Kafka's names: "none", "gzip", "snappy", "lz4", "zstd"; "unknown" for codecs 5 to 7.
std::string_view to_string(Compression codec);
// Reads such a name; nothing where it is none. "uncompressed" is none as well.
std::optional<Compression> parse_compression(std::string_view name);

// The levels a codec takes, as compression.gzip.level and its twins have them.
struct CompressionLevels {
  int min = 0;
  int max = 0;
  int preset = 0;
};
// Nothing for codecs without levels (none, snappy).
std::optional<CompressionLevels> compression_levels(Compression codec);

struct CompressOptions {
  Compression codec = Compression::None;
  std::optional<int> level;  // the codec's own default without it
};

// Appends `input`, compressed, to `output`. Errors: UNSUPPORTED_COMPRESSION_TYPE for a codec that
// does not exist, INVALID_CONFIG for a level outside the codec's range.
Result<void> compress(Bytes input, CompressOptions options, Buffer& output);

// What decompress() yields at most unless told otherwise.
inline constexpr std::size_t kDecompressedSizeMax = std::size_t{256} << 20;

struct DecompressOptions {
  Compression codec = Compression::None;
  std::size_t size_max = kDecompressedSizeMax;
};

// Appends the decompressed `input` to `output`, which holds at most `size_max` bytes more
// afterwards. Errors: CORRUPT_MESSAGE for input that is not what the codec writes,
// MESSAGE_TOO_LARGE naming codec and cap, UNSUPPORTED_COMPRESSION_TYPE. After an error `output`
// is as it was.
Result<void> decompress(Bytes input, DecompressOptions options, Buffer& output);

}  // namespace barnabas
