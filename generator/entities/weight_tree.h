#pragma once
// WeightTree: numbered things with weights that change; which of them a draw falls on.
//
// Fenwick's tree of sums: a change and a draw each take as many steps as the count has bits.

#include <cstddef>
#include <vector>

namespace barnabas {

class WeightTree {
 public:
  // Things numbered from 0 on exist as soon as they have a weight; what is not above 0 is never
  // drawn.
  void set(std::size_t index, double weight) {
    if (!(weight > 0)) weight = 0;
    if (index >= weights_.size()) grow(index + 1);
    const double change = weight - weights_[index];
    weights_[index] = weight;
    for (auto at = index + 1; at < sums_.size(); at += at & (0 - at)) sums_[at] += change;
  }

  bool empty() const { return !(total() > 0); }

  // `share` in [0, 1). REQUIRES: not empty().
  std::size_t draw(double share) const {
    double left = share * total();
    std::size_t at = 0;
    for (auto step = sums_.size() - 1; step > 0; step /= 2) {
      if (at + step >= sums_.size() || sums_[at + step] > left) continue;
      at += step;
      left -= sums_[at];
    }
    // What sums of differences got wrong in their last bits: the next one that has a weight.
    while (at < weights_.size() && weights_[at] == 0) ++at;
    if (at >= weights_.size()) {
      for (at = weights_.size() - 1; weights_[at] == 0;) --at;
    }
    return at;
  }

 private:
  // sums_ has a power of two and one: the last one is the total.
  double total() const { return sums_.empty() ? 0 : sums_.back(); }

  void grow(std::size_t count) {
    std::size_t size = 16;
    while (size < count) size *= 2;
    weights_.resize(size);
    sums_.assign(size + 1, 0);
    for (std::size_t i = 1; i <= size; ++i) {
      sums_[i] += weights_[i - 1];
      const auto parent = i + (i & (0 - i));
      if (parent <= size) sums_[parent] += sums_[i];
    }
  }

  std::vector<double> weights_;
  std::vector<double> sums_;
};

}  // namespace barnabas
