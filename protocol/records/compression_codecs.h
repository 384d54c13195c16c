#pragma once
// One pair of functions a codec; compression.cc chooses among them. Only for compression*.cc.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace barnabas::codecs {

// Each appends to `output`. Decompressors append at most `size_max` bytes and may leave part of
// them behind when they fail; compressors of whole buffers cannot fail.
void gzip_compress(Bytes input, int level, Buffer& output);
Result<void> gzip_decompress(Bytes input, std::size_t size_max, Buffer& output);
void snappy_compress(Bytes input, Buffer& output);
Result<void> snappy_decompress(Bytes input, std::size_t size_max, Buffer& output);
void lz4_compress(Bytes input, int level, Buffer& output);
Result<void> lz4_decompress(Bytes input, std::size_t size_max, Buffer& output);
void zstd_compress(Bytes input, int level, Buffer& output);
Result<void> zstd_decompress(Bytes input, std::size_t size_max, Buffer& output);

// CORRUPT_MESSAGE: "`codec` data is damaged: `what`".
tl::unexpected<Error> damaged(std::string_view codec, std::string_view what);
// MESSAGE_TOO_LARGE, naming codec, cap and what went in.
tl::unexpected<Error> too_large(std::string_view codec, std::size_t size_max, Bytes input);

// Gives a streaming decompressor room to write into, in pieces that grow with what it yields, so
// that memory follows the output and never a length that the input claims.
class CappedOutput {
 public:
  CappedOutput(Buffer& output, std::size_t size_max)
      : output_(output), start_(output.size()), size_max_(std::min(size_max, SIZE_MAX - 1)) {}

  // Room for the next piece: up to one byte beyond the cap, which tells full from too much.
  MutableBytes next_piece() {
    const auto so_far = output_.size() - start_;
    const auto wanted = std::max(kPieceMin, so_far);
    piece_ = output_.grow(std::min(wanted, size_max_ + 1 - so_far));
    return piece_;
  }
  // Keeps the first `count` bytes of the piece; false where that exceeds the cap.
  bool keep(std::size_t count) {
    output_.truncate(output_.size() - piece_.size() + count);
    return output_.size() - start_ <= size_max_;
  }

 private:
  static constexpr std::size_t kPieceMin = 16 * 1024;
  Buffer& output_;
  const std::size_t start_;
  const std::size_t size_max_;
  MutableBytes piece_;
};

}  // namespace barnabas::codecs
