#pragma once
// Random: draws that depend on where they are made, not on what was drawn before.
//
// No generator is shared. A stream starts at a hash of (seed, emitter, record number), moved by the
// call site in the template and by how often that site was reached in this record. So record i has
// the same bytes on any thread, after any resume, and one record can be made again alone.
// Within a stream: Steele, Lea and Flood's SplitMix64, a counter through a mixing function.

#include <bit>
#include <cstdint>

namespace barnabas {

class Random {
 public:
  static constexpr std::uint64_t step = 0x9E3779B97F4A7C15u;

  explicit constexpr Random(std::uint64_t start) : state_(start) {}

  // Scatters the bits of a number: neighbours in, strangers out.
  static constexpr std::uint64_t mix(std::uint64_t bits) {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
  }

  // Where the streams of one record begin.
  static constexpr std::uint64_t emitter_key(std::uint64_t seed, std::uint64_t emitter) {
    return mix(mix(seed + step) ^ (emitter * step + 1));
  }
  static constexpr std::uint64_t record_key(std::uint64_t emitter_key, std::uint64_t record) {
    return mix(emitter_key + record * step);
  }
  // What a call site adds to that: room for 2^24 draws each.
  static constexpr std::uint64_t site_offset(std::uint64_t site) { return (site << 24) * step; }
  // What the n-th pass through a loop or a nested template adds.
  static constexpr std::uint64_t round_offset(std::uint64_t round) { return (round << 44) * step; }

  constexpr std::uint64_t next() {
    state_ += step;
    return mix(state_);
  }

  // The high half of bits * count / 2^64: uniform in [0, count) for uniform bits, without division.
  static constexpr std::uint64_t scale(std::uint64_t bits, std::uint64_t count) {
    return static_cast<std::uint64_t>((static_cast<Wide>(bits) * count) >> 64);
  }
  // The same from 32 bits: several small draws come out of one next().
  static constexpr std::uint32_t scale32(std::uint32_t bits, std::uint32_t count) {
    return static_cast<std::uint32_t>((std::uint64_t{bits} * count) >> 32);
  }

  // Uniform in [0, count). REQUIRES: count > 0.
  constexpr std::uint64_t below(std::uint64_t count) { return scale(next(), count); }

  // Uniform in [low, high). REQUIRES: low < high.
  constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(width));
  }

  // Uniform in [0, 1), in steps of 2^-53.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  constexpr bool flip() { return (next() >> 63) != 0; }

 private:
  __extension__ using Wide = unsigned __int128;

  std::uint64_t state_;
};

// SmallDraws: several small numbers out of one word of a stream.
//
// Bits times count has the number above and, below, what the word still holds: a uniform fraction
// for the next number. Up to 32 bits of each word are spent so, which leaves an error of 2^-32 in
// the chances, and a multiplication takes the place of a mixing for most numbers.
class SmallDraws {
 public:
  // The stream must outlive this, and what else is drawn from it comes from later words.
  explicit constexpr SmallDraws(Random& random) : random_(random) {}

  // Uniform in [0, count). REQUIRES: count > 0.
  constexpr std::uint32_t below(std::uint32_t count) {
    const int spent = std::bit_width(count - 1);
    if (spent > left_) {
      bits_ = random_.next();
      left_ = 32;
    }
    left_ -= spent;
    const auto number = Random::scale(bits_, count);
    bits_ *= count;
    return static_cast<std::uint32_t>(number);
  }

 private:
  Random& random_;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

}  // namespace barnabas
