#pragma once
// BlockPool: memory for things of many sizes that come and go, without a call of the allocator for
// each.
//
// Sizes are rounded up to classes, four to a doubling; a class has a list of blocks that were given
// back, used again before new ones are cut off a chunk. What is larger than a chunk's quarter is
// allocated apart. Blocks do not move.

#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <vector>

namespace barnabas {

class BlockPool {
 public:
  // At least `size` bytes, at a multiple of 16.
  char* take(std::size_t size) {
    if (size > pooled_max) return new char[size];
    const auto index = class_of(size);
    auto& free = free_[index];
    if (free != nullptr) {
      char* block = reinterpret_cast<char*>(free);
      free = free->next;
      return block;
    }
    const auto wanted = class_size(index);
    if (wanted > left_) {
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_size));
      at_ = chunks_.back().get();
      left_ = chunk_size;
    }
    char* block = at_;
    at_ += wanted;
    left_ -= wanted;
    return block;
  }

  // `size` as it was asked for.
  void give_back(char* block, std::size_t size) {
    if (size > pooled_max) {
      delete[] block;
      return;
    }
    auto& free = free_[class_of(size)];
    free = new (block) Free{free};
  }

  std::size_t bytes_held() const { return chunks_.size() * chunk_size; }

 private:
  struct Free {
    Free* next;
  };

  static constexpr std::size_t chunk_size = 64 * 1024;
  static constexpr std::size_t pooled_max = chunk_size / 4;
  static constexpr std::size_t class_count = 64;

  // 16, 32, 48, 64, then four steps to each doubling.
  static std::size_t class_of(std::size_t size) {
    const auto units = (size + 15) / 16;
    if (units <= 4) return units == 0 ? 0 : units - 1;
    const auto doubling = static_cast<std::size_t>(std::bit_width(units - 1)) - 1;
    const auto step = std::size_t{1} << (doubling - 2);
    return 4 * (doubling - 1) + (units - 1 - (std::size_t{1} << doubling)) / step;
  }
  static std::size_t class_size(std::size_t index) {
    if (index < 4) return 16 * (index + 1);
    const auto doubling = index / 4 + 1;
    const auto step = std::size_t{1} << (doubling - 2);
    return 16 * ((std::size_t{1} << doubling) + (index % 4 + 1) * step);
  }

  std::vector<std::unique_ptr<char[]>> chunks_;
  std::array<Free*, class_count> free_{};
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace barnabas
