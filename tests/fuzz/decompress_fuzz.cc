// Decompresses whatever it is given with one codec, named by BARNABAS_FUZZ_CODEC.
//
// Properties: nothing crashes; the cap holds; memory follows the output, not what the input claims;
// what came out can be compressed and comes out again.

#include "protocol/base/check.h"
#include "protocol/records/compression.h"

namespace barnabas {
namespace {

constexpr std::size_t kSizeMax = 1 << 20;

void run(Bytes input) {
  const auto codec = parse_compression(BARNABAS_FUZZ_CODEC);
  BARNABAS_CHECK(codec.has_value(), "a known codec");
  Buffer output;
  const auto done = decompress(input, {.codec = *codec, .size_max = kSizeMax}, output);
  BARNABAS_CHECK(output.size() <= kSizeMax, "the cap holds");
  BARNABAS_CHECK(output.capacity() <= 2 * kSizeMax, "so does memory");
  BARNABAS_CHECK(done || output.empty(), "an error leaves nothing behind");
  if (!done) return;
  Buffer packed;
  BARNABAS_CHECK(
      compress(output.view(), {.codec = *codec, .level = std::nullopt}, packed).has_value(),
      "anything can be compressed");
  Buffer again;
  BARNABAS_CHECK(
      decompress(packed.view(), {.codec = *codec, .size_max = kSizeMax}, again).has_value(),
      "and decompressed");
  BARNABAS_CHECK(as_text(again.view()) == as_text(output.view()), "to the same");
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  barnabas::run(std::as_bytes(std::span(data, size)));
  return 0;
}
