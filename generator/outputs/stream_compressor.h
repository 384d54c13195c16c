#pragma once
// StreamCompressor: text into one gzip or zstd stream, piece by piece.
//
// After each piece the stream can be read up to its end, so that a file whose writer was killed
// holds all that was written.

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/records/compression.h"

namespace barnabas {

class StreamCompressor {
 public:
  virtual ~StreamCompressor() = default;
  // Appends the piece, compressed, to `out`.
  virtual void add(std::string_view piece, std::string& out) = 0;
  // Appends the end of the stream. Nothing may be added afterwards.
  virtual void finish(std::string& out) = 0;
};

// For Compression::Gzip and Compression::Zstd, at the codecs' usual levels.
std::unique_ptr<StreamCompressor> make_stream_compressor(Compression codec);

}  // namespace barnabas
