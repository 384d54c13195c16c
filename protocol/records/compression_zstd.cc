// zstd: frames, one behind the other.
//
// Decompressed in one go into the output, with more room each time it proves too small, rather than
// as a stream: a stream needs memory for the window that the frame asks for, which a lying header
// can make 128 MiB.

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <memory>

#include "protocol/base/check.h"
#include "protocol/records/compression_codecs.h"

namespace barnabas::codecs {
namespace {

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
using Context = std::unique_ptr<ZSTD_DCtx, FreeContext>;

constexpr std::size_t kRoomMin = 16 * 1024;
constexpr std::size_t kUsualRatio = 8;
constexpr std::size_t kStatedMin = 64;  // more than 0, so that doubling leads somewhere

// What the frame says about its size, where that is believable, else a usual ratio.
std::size_t first_guess(Bytes input) {
  const auto usual = std::max(kRoomMin, input.size() * kUsualRatio);
  const auto stated = ZSTD_getFrameContentSize(input.data(), input.size());
  if (stated == ZSTD_CONTENTSIZE_UNKNOWN || stated == ZSTD_CONTENTSIZE_ERROR) return usual;
  return std::clamp(static_cast<std::size_t>(stated), kStatedMin, usual * kUsualRatio);
}

}  // namespace

void zstd_compress(Bytes input, int level, Buffer& output) {
  const auto start = output.size();
  const auto room = output.grow(ZSTD_compressBound(input.size()));
  const auto size = ZSTD_compress(room.data(), room.size(), input.data(), input.size(), level);
  BARNABAS_CHECK(ZSTD_isError(size) == 0, "ZSTD_compress within its bound");
  output.truncate(start + size);
}

Result<void> zstd_decompress(Bytes input, std::size_t size_max, Buffer& output) {
  if (input.empty()) return damaged("zstd", "it ends too early");
  const Context context(ZSTD_createDCtx());
  BARNABAS_CHECK(context != nullptr, "ZSTD_createDCtx");
  const auto start = output.size();
  for (auto room_size = first_guess(input);; room_size *= 2) {
    room_size = std::min(room_size, size_max);
    const auto room = output.grow(room_size);
    const auto size =
        ZSTD_decompressDCtx(context.get(), room.data(), room.size(), input.data(), input.size());
    const auto error = ZSTD_getErrorCode(size);
    output.truncate(start + (error == ZSTD_error_no_error ? size : 0));
    if (error == ZSTD_error_no_error) return {};
    if (error != ZSTD_error_dstSize_tooSmall) return damaged("zstd", ZSTD_getErrorName(size));
    if (room_size == size_max) return too_large("zstd", size_max, input);
  }
}

}  // namespace barnabas::codecs
