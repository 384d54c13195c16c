// snappy: the xerial framing that Java clients use, and the bare block that others send.

#include <fmt/core.h>
#include <snappy.h>

#include <array>

#include "protocol/base/check.h"
#include "protocol/records/compression_codecs.h"

namespace barnabas::codecs {
namespace {

constexpr std::array<unsigned char, 8> kXerialMagic{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
constexpr std::size_t kXerialHeaderSize = 16;  // magic, version, compatible version
constexpr std::int32_t kXerialVersion = 1;
constexpr std::size_t kXerialBlockSize = 32 * 1024;
// A copy of 64 bytes takes 3, so nothing grows by more than this; whoever claims more lies.
constexpr std::size_t kGrowthMax = 22;

const char* characters(Bytes bytes) { return reinterpret_cast<const char*>(bytes.data()); }

bool starts_with_magic(Bytes bytes) {
  return bytes.size() >= kXerialMagic.size() &&
         std::memcmp(bytes.data(), kXerialMagic.data(), kXerialMagic.size()) == 0;
}

// Appends one raw block. `whole` is the input that errors speak of.
Result<void> block_decompress(Bytes block, std::size_t size_max, Bytes whole, Buffer& output) {
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(characters(block), block.size(), &size)) {
    return damaged("snappy", "a block without a length");
  }
  if (size / kGrowthMax > block.size()) {
    return damaged("snappy",
                   fmt::format("a block of {} bytes claims to hold {}", block.size(), size));
  }
  if (size > size_max) return too_large("snappy", size_max, whole);
  auto* room = reinterpret_cast<char*>(output.grow(size).data());
  if (!snappy::RawUncompress(characters(block), block.size(), room)) {
    return damaged("snappy", "a block cannot be decompressed");
  }
  return {};
}

void append_int32(Buffer& output, std::int32_t number) {
  store_big_endian(output.grow(sizeof number).data(), number);
}

}  // namespace

void snappy_compress(Bytes input, Buffer& output) {
  output.append(std::as_bytes(std::span(kXerialMagic)));
  append_int32(output, kXerialVersion);
  append_int32(output, kXerialVersion);
  for (auto rest = input; !rest.empty();) {
    const auto block = rest.first(std::min(rest.size(), kXerialBlockSize));
    rest = rest.subspan(block.size());
    const auto length_at = output.size();
    append_int32(output, 0);
    const auto room = output.grow(snappy::MaxCompressedLength(block.size()));
    std::size_t size = 0;
    snappy::RawCompress(characters(block), block.size(), reinterpret_cast<char*>(room.data()),
                        &size);
    output.truncate(length_at + sizeof(std::int32_t) + size);
    store_big_endian(output.data() + length_at, static_cast<std::int32_t>(size));
  }
}

Result<void> snappy_decompress(Bytes input, std::size_t size_max, Buffer& output) {
  const auto start = output.size();
  if (!starts_with_magic(input)) return block_decompress(input, size_max, input, output);
  for (auto rest = input; !rest.empty();) {
    // Streams may be concatenated, each with a header of its own.
    if (starts_with_magic(rest)) {
      if (rest.size() < kXerialHeaderSize) return damaged("snappy", "its header is truncated");
      rest = rest.subspan(kXerialHeaderSize);
      continue;
    }
    const auto length =
        rest.size() < sizeof(std::int32_t) ? -1 : load_big_endian<std::int32_t>(rest.data());
    const auto left = rest.size() - std::min(rest.size(), sizeof(std::int32_t));
    if (length < 0 || static_cast<std::size_t>(length) > left) {
      return damaged("snappy", fmt::format("a block of {} bytes, but {} are left", length, left));
    }
    const auto block = rest.subspan(sizeof(std::int32_t), static_cast<std::size_t>(length));
    const auto allowed = size_max - (output.size() - start);
    if (auto done = block_decompress(block, allowed, input, output); !done) {
      if (done.error().code == ErrorCode::MessageTooLarge)
        return too_large("snappy", size_max, input);
      return done;
    }
    rest = rest.subspan(sizeof(std::int32_t) + block.size());
  }
  return {};
}

}  // namespace barnabas::codecs
