#pragma once
// Latencies: how long things took, as a histogram of fixed size.
//
// Sixteen buckets for each doubling, so a percentile is at most about 6 % too high.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace barnabas {

class Latencies {
 public:
  void add(std::uint64_t microseconds) {
    ++counts_[bucket(microseconds)];
    ++total_;
  }

  void add_all(const Latencies& others) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += others.counts_[i];
    total_ += others.total_;
  }

  std::uint64_t count() const { return total_; }

  // The time within which that share of all was done, 0 <= share <= 1; 0 if nothing was added.
  std::uint64_t percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > 0 && seen >= wanted) return highest(i);
    }
    return 0;
  }

 private:
  static constexpr unsigned fine = 4;  // 2^4 buckets a doubling
  static constexpr unsigned doublings = 40;

  static std::size_t bucket(std::uint64_t value) {
    if (value < (1u << fine)) return value;
    const auto shift =
        std::min<unsigned>(static_cast<unsigned>(std::bit_width(value)) - 1 - fine, doublings - 1);
    return std::min<std::size_t>(((shift + 1) << fine) + ((value >> shift) - (1u << fine)),
                                 ((doublings + 1) << fine) - 1);
  }
  // The largest value of a bucket.
  static std::uint64_t highest(std::size_t index) {
    if (index < (1u << fine)) return index;
    const auto shift = (index >> fine) - 1;
    const std::uint64_t first = (1u << fine) + (index & ((1u << fine) - 1));
    return ((first + 1) << shift) - 1;
  }

  std::array<std::uint64_t, (doublings + 1) << fine> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace barnabas
