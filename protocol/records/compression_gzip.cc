// gzip: RFC 1952 members, one behind the other, as java.util.zip reads and writes them.

#include <zlib.h>

#include <limits>

#include "protocol/base/check.h"
#include "protocol/records/compression_codecs.h"

namespace barnabas::codecs {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // the largest window, and a gzip wrapper around it
constexpr int kMemoryLevel = 8;           // zlib's own default

// zlib counts in unsigned int and takes input that it does not change as not const.
void set_input(z_stream& stream, Bytes input) {
  BARNABAS_CHECK(input.size() <= std::numeric_limits<uInt>::max(), "gzip input beyond 4 GiB");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
}

void set_output(z_stream& stream, MutableBytes room) {
  stream.next_out = reinterpret_cast<Bytef*>(room.data());
  stream.avail_out = static_cast<uInt>(
      std::min(room.size(), static_cast<std::size_t>(std::numeric_limits<uInt>::max())));
}

class Inflater {
 public:
  Inflater() { BARNABAS_CHECK(inflateInit2(&stream, kGzipWindowBits) == Z_OK, "inflateInit2"); }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

}  // namespace

void gzip_compress(Bytes input, int level, Buffer& output) {
  z_stream stream{};
  const auto begun =
      deflateInit2(&stream, level, Z_DEFLATED, kGzipWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY);
  BARNABAS_CHECK(begun == Z_OK, "deflateInit2");
  set_input(stream, input);
  const auto start = output.size();
  set_output(stream, output.grow(deflateBound(&stream, stream.avail_in)));
  const auto ended = deflate(&stream, Z_FINISH);
  output.truncate(start + stream.total_out);
  deflateEnd(&stream);
  BARNABAS_CHECK(ended == Z_STREAM_END, "deflate within its bound");
}

Result<void> gzip_decompress(Bytes input, std::size_t size_max, Buffer& output) {
  Inflater inflater;
  auto& stream = inflater.stream;
  set_input(stream, input);
  CappedOutput capped(output, size_max);
  for (;;) {
    const auto room = capped.next_piece();
    set_output(stream, room);
    const auto state = inflate(&stream, Z_NO_FLUSH);
    if (!capped.keep(room.size() - stream.avail_out)) return too_large("gzip", size_max, input);
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) return {};
      BARNABAS_CHECK(inflateReset(&stream) == Z_OK, "inflateReset");
      continue;
    }
    if (state == Z_BUF_ERROR || (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      return damaged("gzip", "it ends too early");
    }
    if (state != Z_OK) return damaged("gzip", stream.msg != nullptr ? stream.msg : "not gzip");
  }
}

}  // namespace barnabas::codecs
