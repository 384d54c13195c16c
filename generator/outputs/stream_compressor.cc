#include "generator/outputs/stream_compressor.h"

#include <zlib.h>
#include <zstd.h>

#include "protocol/base/check.h"

namespace barnabas {
namespace {

constexpr std::size_t step_size = 64 * 1024;

class GzipStream : public StreamCompressor {
 public:
  GzipStream() {
    constexpr int gzip_window = 15 + 16;  // the largest window; 16 asks for gzip's header
    constexpr int usual_memory = 8;
    const int started = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window,
                                     usual_memory, Z_DEFAULT_STRATEGY);
    BARNABAS_CHECK(started == Z_OK, "zlib has no memory");
  }
  ~GzipStream() override { deflateEnd(&stream_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  void add(std::string_view piece, std::string& out) override { run(piece, Z_SYNC_FLUSH, out); }
  void finish(std::string& out) override { run({}, Z_FINISH, out); }

 private:
  void run(std::string_view piece, int flush, std::string& out) {
    // zlib takes its input without const, and leaves it alone.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      const auto before = out.size();
      out.resize(before + step_size);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = step_size;
      deflate(&stream_, flush);
      out.resize(before + step_size - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
};

class ZstdStream : public StreamCompressor {
 public:
  ZstdStream() : stream_(ZSTD_createCStream()) {
    BARNABAS_CHECK(stream_ != nullptr, "zstd has no memory");
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdStream() override { ZSTD_freeCStream(stream_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  void add(std::string_view piece, std::string& out) override { run(piece, ZSTD_e_flush, out); }
  void finish(std::string& out) override { run({}, ZSTD_e_end, out); }

 private:
  void run(std::string_view piece, ZSTD_EndDirective directive, std::string& out) {
    ZSTD_inBuffer input{piece.data(), piece.size(), 0};
    std::size_t left = 0;
    do {
      const auto before = out.size();
      out.resize(before + step_size);
      ZSTD_outBuffer output{out.data() + before, step_size, 0};
      left = ZSTD_compressStream2(stream_, &output, &input, directive);
      BARNABAS_CHECK(!ZSTD_isError(left), "zstd refused to compress");
      out.resize(before + output.pos);
    } while (left > 0);
  }

  ZSTD_CStream* stream_;
};

}  // namespace

std::unique_ptr<StreamCompressor> make_stream_compressor(Compression codec) {
  if (codec == Compression::Gzip) return std::make_unique<GzipStream>();
  BARNABAS_CHECK(codec == Compression::Zstd, "files are compressed by gzip or zstd");
  return std::make_unique<ZstdStream>();
}

}  // namespace barnabas
