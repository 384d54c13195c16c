#include "protocol/records/compression.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace barnabas {
namespace {

constexpr Compression kCodecs[] = {Compression::None, Compression::Gzip, Compression::Snappy,
                                   Compression::Lz4, Compression::Zstd};

Buffer compressed(std::string_view text, CompressOptions options) {
  Buffer output;
  const auto done = compress(as_bytes(text), options, output);
  EXPECT_TRUE(done) << done.error().message;
  return output;
}

// What it holds, or the error's message.
std::string decompressed(Bytes input, DecompressOptions options) {
  Buffer output(as_bytes("before"));
  const auto done = decompress(input, options, output);
  const auto text = std::string(as_text(output.view()));
  EXPECT_EQ(text.substr(0, 6), "before");
  if (!done) {
    EXPECT_EQ(text, "before") << "an error leaves the output as it was";
    return done.error().message;
  }
  return text.substr(6);
}

// Text that compresses somewhat, or not at all.
std::string sample(std::size_t size, unsigned alphabet) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string text(size, ' ');
  for (auto& c : text) c = static_cast<char>(random() % alphabet);
  return text;
}

TEST(Compression, EveryCodecGivesBackWhatItWasGiven) {
  for (const auto codec : kCodecs) {
    for (const auto size : {0U, 1U, 5U, 1000U, 32768U, 32769U, 65536U, 65537U, 400000U}) {
      for (const auto alphabet : {1U, 4U, 256U}) {
        const auto text = sample(size, alphabet);
        const auto packed = compressed(text, {.codec = codec});
        ASSERT_TRUE(decompressed(packed.view(), {.codec = codec}) == text)
            << to_string(codec) << ' ' << size << ' ' << alphabet;
      }
    }
  }
}

TEST(Compression, EveryLevelGivesBackWhatItWasGiven) {
  const auto text = sample(20000, 10);
  for (const auto codec : kCodecs) {
    const auto levels = compression_levels(codec);
    if (!levels) continue;
    for (int level = std::max(levels->min, -10); level <= levels->max; ++level) {
      const auto packed = compressed(text, {.codec = codec, .level = level});
      ASSERT_TRUE(decompressed(packed.view(), {.codec = codec}) == text)
          << to_string(codec) << ' ' << level;
    }
    Buffer output;
    const auto done = compress(as_bytes(text), {.codec = codec, .level = levels->max + 1}, output);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::InvalidConfig);
  }
  EXPECT_EQ(compressed(text, {.codec = Compression::Gzip, .level = -1}).size(),
            compressed(text, {.codec = Compression::Gzip, .level = 6}).size());
}

TEST(Compression, NamesAreKafkas) {
  for (const auto codec : kCodecs) EXPECT_EQ(parse_compression(to_string(codec)), codec);
  EXPECT_EQ(parse_compression("uncompressed"), Compression::None);
  EXPECT_EQ(parse_compression("bzip2"), std::nullopt);
  EXPECT_EQ(to_string(static_cast<Compression>(7)), "unknown");
}

TEST(Compression, AnUnknownCodecIsAnErrorBothWays) {
  const auto codec = static_cast<Compression>(5);
  Buffer output;
  EXPECT_EQ(compress({}, {.codec = codec}, output).error().code,
            ErrorCode::UnsupportedCompressionType);
  EXPECT_EQ(decompress({}, {.codec = codec}, output).error().code,
            ErrorCode::UnsupportedCompressionType);
}

TEST(Compression, Case64ABombCostsNoMoreThanTheCapAndIsNamed) {
  const std::string zeros(8 << 20, '\0');
  for (const auto codec : kCodecs) {
    const auto packed = compressed(zeros, {.codec = codec});
    Buffer output;
    const auto done = decompress(packed.view(), {.codec = codec, .size_max = 100000}, output);
    ASSERT_FALSE(done) << to_string(codec);
    EXPECT_EQ(done.error().code, ErrorCode::MessageTooLarge);
    EXPECT_NE(done.error().message.find("100000"), std::string::npos) << done.error().message;
    EXPECT_NE(
        done.error().message.find(codec == Compression::None ? "uncompressed" : to_string(codec)),
        std::string::npos)
        << done.error().message;
    EXPECT_LE(output.capacity(), 400000U) << to_string(codec);
  }
}

TEST(Compression, TheCapIsExact) {
  const auto text = sample(70000, 7);
  for (const auto codec : kCodecs) {
    const auto packed = compressed(text, {.codec = codec});
    EXPECT_TRUE(decompressed(packed.view(), {.codec = codec, .size_max = text.size()}) == text);
    Buffer output;
    EXPECT_FALSE(decompress(packed.view(), {.codec = codec, .size_max = text.size() - 1}, output));
  }
}

TEST(Compression, EveryTruncationIsAnErrorAndNoByteFlipCrashes) {
  const auto text = sample(3000, 20);
  for (const auto codec : kCodecs) {
    if (codec == Compression::None) continue;
    auto packed = compressed(text, {.codec = codec});
    for (std::size_t size = 0; size < packed.size(); ++size) {
      Buffer output;
      const auto done = decompress(packed.view().first(size), {.codec = codec}, output);
      // A xerial stream may end after any block; what was cut off is missing, not garbled.
      if (done) {
        EXPECT_EQ(codec, Compression::Snappy) << to_string(codec) << ' ' << size;
        EXPECT_EQ(text.substr(0, output.size()), as_text(output.view()));
      }
    }
    for (std::size_t i = 0; i < packed.size(); ++i) {
      packed.data()[i] ^= std::byte{0xff};
      Buffer output;
      const auto done = decompress(packed.view(), {.codec = codec, .size_max = 1 << 20}, output);
      EXPECT_TRUE(done || !done.error().message.empty());
      packed.data()[i] ^= std::byte{0xff};
    }
  }
}

TEST(Snappy, ReadsTheBareBlockThatOtherClientsSend) {
  const std::string_view raw(
      "\x09\x20"
      "Frieda is",
      11);
  EXPECT_EQ(decompressed(as_bytes(raw), {.codec = Compression::Snappy}), "Frieda is");
}

TEST(Snappy, WritesTheXerialHeaderThatJavaExpects) {
  const auto packed = compressed("x", {.codec = Compression::Snappy});
  const std::string_view header("\x82SNAPPY\0\0\0\0\x01\0\0\0\x01\0\0\0\x03", 20);
  EXPECT_EQ(as_text(packed.view()).substr(0, 20), header);
}

TEST(Snappy, ReadsConcatenatedXerialStreams) {
  auto packed = compressed("one, ", {.codec = Compression::Snappy});
  packed.append(compressed("two", {.codec = Compression::Snappy}).view());
  EXPECT_EQ(decompressed(packed.view(), {.codec = Compression::Snappy}), "one, two");
}

TEST(Snappy, ABlockThatClaimsMoreThanItCanHoldIsRefusedBeforeAnythingIsAllocated) {
  const std::string_view lie("\xff\xff\xff\xff\x0f\x00", 6);
  EXPECT_EQ(decompressed(as_bytes(lie), {.codec = Compression::Snappy}),
            "snappy data is damaged: a block of 6 bytes claims to hold 4294967295");
}

TEST(Lz4, WritesTheFrameHeaderThatJavaExpects) {
  const auto packed = compressed("x", {.codec = Compression::Lz4});
  // Magic, version 1 with independent blocks, blocks of 64 KiB, xxhash of these two bytes.
  EXPECT_EQ(as_text(packed.view()).substr(0, 7), "\x04\x22\x4d\x18\x60\x40\x82");
}

TEST(Gzip, ReadsConcatenatedMembers) {
  auto packed = compressed("one, ", {.codec = Compression::Gzip});
  packed.append(compressed("two", {.codec = Compression::Gzip}).view());
  EXPECT_EQ(decompressed(packed.view(), {.codec = Compression::Gzip}), "one, two");
}

TEST(Decompression, SaysWhatIsWrong) {
  const auto text = as_bytes("this is plain text");
  EXPECT_EQ(decompressed(text, {.codec = Compression::Gzip}),
            "gzip data is damaged: incorrect header check");
  EXPECT_EQ(decompressed(text, {.codec = Compression::Lz4}),
            "lz4 data is damaged: ERROR_frameType_unknown");
  EXPECT_EQ(decompressed(text, {.codec = Compression::Zstd}),
            "zstd data is damaged: Unknown frame descriptor");
  EXPECT_EQ(decompressed({}, {.codec = Compression::Zstd}),
            "zstd data is damaged: it ends too early");
}

}  // namespace
}  // namespace barnabas
