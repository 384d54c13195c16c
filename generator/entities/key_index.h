#pragma once
// KeyIndex: from the hash of a key to where its entity is: a flat table, open addressing.
//
// Hashes are 64 bits of good quality; two keys with the same one are told apart by who asks.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace barnabas {

// FNV-1a with its bits scattered: the same for the same text on every machine.
std::uint64_t key_hash(std::string_view key);

class KeyIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  // The first slot under that hash for which `is_it` is true, or none.
  template <class IsIt>
  std::uint32_t find(std::uint64_t hash, IsIt is_it) const {
    if (cells_.empty()) return none;
    for (auto at = hash & mask();; at = (at + 1) & mask()) {
      const auto& cell = cells_[at];
      if (cell.slot == none) return none;
      if (cell.hash == hash && is_it(cell.slot)) return cell.slot;
    }
  }

  void add(std::uint64_t hash, std::uint32_t slot) {
    if ((count_ + 1) * 4 > cells_.size() * 3) grow();
    place({hash, slot});
    ++count_;
  }

  // REQUIRES: it was added.
  void remove(std::uint64_t hash, std::uint32_t slot) {
    auto at = hash & mask();
    while (cells_[at].slot != slot || cells_[at].hash != hash) at = (at + 1) & mask();
    // Those behind move up, unless they would stand before where their search begins.
    for (auto next = (at + 1) & mask(); cells_[next].slot != none; next = (next + 1) & mask()) {
      const auto home = cells_[next].hash & mask();
      if (((next - home) & mask()) < ((next - at) & mask())) continue;
      cells_[at] = cells_[next];
      at = next;
    }
    cells_[at] = {};
    --count_;
  }

 private:
  struct Cell {
    std::uint64_t hash = 0;
    std::uint32_t slot = none;
  };

  std::size_t mask() const { return cells_.size() - 1; }
  void place(const Cell& cell) {
    auto at = cell.hash & mask();
    while (cells_[at].slot != none) at = (at + 1) & mask();
    cells_[at] = cell;
  }
  void grow() {
    const auto before = std::move(cells_);
    cells_.assign(before.empty() ? 16 : before.size() * 2, {});
    for (const auto& cell : before) {
      if (cell.slot != none) place(cell);
    }
  }

  std::vector<Cell> cells_;
  std::size_t count_ = 0;
};

}  // namespace barnabas
