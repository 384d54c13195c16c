#include "protocol/records/compression.h"

#include <fmt/core.h>
#include <zstd.h>

#include "protocol/records/compression_codecs.h"

namespace barnabas {
namespace codecs {

tl::unexpected<Error> damaged(std::string_view codec, std::string_view what) {
  return fail(ErrorCode::CorruptMessage, fmt::format("{} data is damaged: {}", codec, what));
}

tl::unexpected<Error> too_large(std::string_view codec, std::size_t size_max, Bytes input) {
  return fail(ErrorCode::MessageTooLarge,
              fmt::format("{} bytes of {} data decompress to more than the {} bytes allowed here",
                          input.size(), codec, size_max));
}

}  // namespace codecs

namespace {

constexpr int kGzipPresetLevel = -1;  // Kafka's and zlib's "whatever is usual"

Result<void> unknown_codec(Compression codec) {
  return fail(
      ErrorCode::UnsupportedCompressionType,
      fmt::format("compression codec {} is unknown, known are 0 to 4", static_cast<int>(codec)));
}

Result<int> checked_level(CompressOptions options) {
  const auto levels = compression_levels(options.codec);
  if (!levels) return 0;
  const auto level = options.level.value_or(levels->preset);
  if (options.codec == Compression::Gzip && level == kGzipPresetLevel) return level;
  if (level >= levels->min && level <= levels->max) return level;
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{} has no level {}, only {} to {}", to_string(options.codec), level,
                          levels->min, levels->max));
}

Result<void> decompress_by(Bytes input, DecompressOptions options, Buffer& output) {
  switch (options.codec) {
    case Compression::None:
      if (input.size() > options.size_max) {
        return codecs::too_large("uncompressed", options.size_max, input);
      }
      output.append(input);
      return {};
    case Compression::Gzip:
      return codecs::gzip_decompress(input, options.size_max, output);
    case Compression::Snappy:
      return codecs::snappy_decompress(input, options.size_max, output);
    case Compression::Lz4:
      return codecs::lz4_decompress(input, options.size_max, output);
    case Compression::Zstd:
      return codecs::zstd_decompress(input, options.size_max, output);
  }
  return unknown_codec(options.codec);
}

}  // namespace

std::string_view to_string(Compression codec) {
  switch (codec) {
    case Compression::None:
      return "none";
    case Compression::Gzip:
      return "gzip";
    case Compression::Snappy:
      return "snappy";
    case Compression::Lz4:
      return "lz4";
    case Compression::Zstd:
      return "zstd";
  }
  return "unknown";
}

std::optional<Compression> parse_compression(std::string_view name) {
  if (name == "uncompressed") return Compression::None;
  for (const auto codec : {Compression::None, Compression::Gzip, Compression::Snappy,
                           Compression::Lz4, Compression::Zstd}) {
    if (name == to_string(codec)) return codec;
  }
  return std::nullopt;
}

std::optional<CompressionLevels> compression_levels(Compression codec) {
  switch (codec) {
    case Compression::Gzip:
      return CompressionLevels{.min = 1, .max = 9, .preset = 6};
    case Compression::Lz4:
      return CompressionLevels{.min = 1, .max = 17, .preset = 9};
    case Compression::Zstd:
      return CompressionLevels{.min = ZSTD_minCLevel(), .max = ZSTD_maxCLevel(), .preset = 3};
    case Compression::None:
    case Compression::Snappy:
      break;
  }
  return std::nullopt;
}

Result<void> compress(Bytes input, CompressOptions options, Buffer& output) {
  const auto level = checked_level(options);
  if (!level) return tl::unexpected(level.error());
  switch (options.codec) {
    case Compression::None:
      output.append(input);
      return {};
    case Compression::Gzip:
      codecs::gzip_compress(input, *level, output);
      return {};
    case Compression::Snappy:
      codecs::snappy_compress(input, output);
      return {};
    case Compression::Lz4:
      codecs::lz4_compress(input, *level, output);
      return {};
    case Compression::Zstd:
      codecs::zstd_compress(input, *level, output);
      return {};
  }
  return unknown_codec(options.codec);
}

Result<void> decompress(Bytes input, DecompressOptions options, Buffer& output) {
  const auto start = output.size();
  auto done = decompress_by(input, options, output);
  if (!done) output.truncate(start);
  return done;
}

}  // namespace barnabas
