#pragma once
// AliasTable: draws an index by weight in one step, however many there are.
//
// Vose's form of Walker's method: every index has a column of the same height, filled by itself up
// to a threshold and by one other index above it. A draw picks a column with the high bits and a
// height with the low ones.

#include <cstdint>
#include <span>
#include <vector>

#include "generator/template/random.h"

namespace barnabas {

class AliasTable {
 public:
  AliasTable() = default;

  // A weight of 0 is never drawn. REQUIRES: some weight is above 0, if there are any.
  explicit AliasTable(std::span<const std::uint32_t> weights) : columns_(weights.size()) {
    double total = 0;
    for (const auto weight : weights) total += weight;
    std::vector<double> heights;
    std::vector<std::uint32_t> low;
    std::vector<std::uint32_t> high;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
      heights.push_back(weights[i] * static_cast<double>(weights.size()) / total);
      (heights[i] < 1 ? low : high).push_back(i);
    }
    while (!low.empty() && !high.empty()) {
      const auto filled = low.back();
      const auto giver = high.back();
      low.pop_back();
      columns_[filled] = {threshold(heights[filled]), giver};
      heights[giver] -= 1 - heights[filled];
      if (heights[giver] < 1) {
        high.pop_back();
        low.push_back(giver);
      }
    }
    // What is left is full, but for rounding.
    for (const auto i : high) columns_[i].alias = i;
    for (const auto i : low) columns_[i].alias = i;
  }

  std::size_t size() const { return columns_.size(); }

  // REQUIRES: size() > 0.
  std::size_t draw(std::uint64_t bits) const {
    const auto index = Random::scale32(static_cast<std::uint32_t>(bits >> 32),
                                       static_cast<std::uint32_t>(columns_.size()));
    const auto& column = columns_[index];
    return static_cast<std::uint32_t>(bits) < column.threshold ? index : column.alias;
  }

 private:
  struct Column {
    std::uint32_t threshold = UINT32_MAX;
    std::uint32_t alias = 0;
  };

  static std::uint32_t threshold(double height) {
    return static_cast<std::uint32_t>(height * 4294967295.0);
  }

  std::vector<Column> columns_;
};

}  // namespace barnabas
