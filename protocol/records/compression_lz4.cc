// lz4: frames as Kafka's Java code writes them (independent blocks of 64 KiB, no checksum of the
// content), any conforming frame on reading. The header checksum is the correct one; the broken one
// of message sets before 0.10 is not accepted.

#include <lz4frame.h>

#include "protocol/base/check.h"
#include "protocol/records/compression_codecs.h"

namespace barnabas::codecs {
namespace {

constexpr int kFastLevel = 9;       // Kafka's default level means lz4's fast compressor,
constexpr int kFrameFast = 0;       // which the frame library calls 0;
constexpr int kFrameLevelMax = 12;  // other levels mean the high compressor, which ends here.

LZ4F_preferences_t preferences(int level) {
  LZ4F_preferences_t chosen{};
  chosen.frameInfo.blockSizeID = LZ4F_max64KB;
  chosen.frameInfo.blockMode = LZ4F_blockIndependent;
  // The frame library takes levels below 3 for the fast compressor.
  chosen.compressionLevel = level == kFastLevel ? kFrameFast : std::clamp(level, 3, kFrameLevelMax);
  return chosen;
}

class Context {
 public:
  Context() {
    const auto made = LZ4F_createDecompressionContext(&context_, LZ4F_VERSION);
    BARNABAS_CHECK(LZ4F_isError(made) == 0, "LZ4F_createDecompressionContext");
  }
  ~Context() { LZ4F_freeDecompressionContext(context_); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  LZ4F_dctx* get() { return context_; }

 private:
  LZ4F_dctx* context_ = nullptr;
};

}  // namespace

void lz4_compress(Bytes input, int level, Buffer& output) {
  const auto chosen = preferences(level);
  const auto start = output.size();
  const auto room = output.grow(LZ4F_compressFrameBound(input.size(), &chosen));
  const auto size =
      LZ4F_compressFrame(room.data(), room.size(), input.data(), input.size(), &chosen);
  BARNABAS_CHECK(LZ4F_isError(size) == 0, "LZ4F_compressFrame within its bound");
  output.truncate(start + size);
}

Result<void> lz4_decompress(Bytes input, std::size_t size_max, Buffer& output) {
  Context context;
  CappedOutput capped(output, size_max);
  for (auto rest = input;;) {
    const auto room = capped.next_piece();
    auto written = room.size();
    auto taken = rest.size();
    const auto hint =
        LZ4F_decompress(context.get(), room.data(), &written, rest.data(), &taken, nullptr);
    if (!capped.keep(LZ4F_isError(hint) != 0 ? 0 : written)) {
      return too_large("lz4", size_max, input);
    }
    if (LZ4F_isError(hint) != 0) return damaged("lz4", LZ4F_getErrorName(hint));
    rest = rest.subspan(taken);
    if (hint == 0 && rest.empty()) return {};
    // Neither input nor a full piece of output: the frame wants bytes that are not there.
    if (rest.empty() && written < room.size()) return damaged("lz4", "it ends too early");
  }
}

}  // namespace barnabas::codecs
