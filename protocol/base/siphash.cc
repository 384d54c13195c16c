#include "protocol/base/siphash.h"

#include <bit>
#include <cstring>

namespace barnabas {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  std::uint64_t squeeze() {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

}  // namespace

// The constants spell "somepseudorandomlygeneratedbytes"; 0xee and 0xdd tell the 128-bit variant
// and its second half apart (Aumasson and Bernstein, 2012).
Hash128 siphash128(Bytes input, const SipHashKey& key) {
  constexpr std::size_t word_bytes = 8;
  State state{.v0 = key.low ^ 0x736f6d6570736575U,
              .v1 = key.high ^ 0x646f72616e646f6dU ^ 0xeeU,
              .v2 = key.low ^ 0x6c7967656e657261U,
              .v3 = key.high ^ 0x7465646279746573U};
  const auto whole = input.size() / word_bytes * word_bytes;
  for (std::size_t at = 0; at < whole; at += word_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, input.data() + at, word_bytes);
    state.absorb(word);
  }
  // The rest, with the length in the last byte.
  std::uint64_t last = 0;
  if (whole < input.size()) std::memcpy(&last, input.data() + whole, input.size() - whole);
  state.absorb(last | std::uint64_t{input.size()} << 56U);
  state.v2 ^= 0xeeU;
  Hash128 hash;
  hash.low = state.squeeze();
  state.v1 ^= 0xddU;
  hash.high = state.squeeze();
  return hash;
}

}  // namespace barnabas
