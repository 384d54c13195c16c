#pragma once
// Arena: memory for what is made while one record is rendered, given back all at once.
//
// A pointer moves forward through a block; reset() puts it back. What one record needed stays
// reserved for the next, so that after the first records nothing is allocated any more.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "generator/template/value.h"

namespace barnabas {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // `size` bytes at a multiple of 16. They may be written 32 bytes too far (see TextBuffer).
  char* allocate(std::size_t size) {
    const auto needed = ((size + 15) & ~std::size_t{15}) + slack;
    if (needed > left_) next_block(needed);
    char* given = at_;
    at_ += needed - slack;
    left_ -= needed - slack;
    return given;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* to = allocate(text.size());
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  // Default values, to be filled by the caller.
  std::span<Value> values(std::size_t count) { return make_array<Value>(count); }

  // Types whose destructor does nothing: it is never called.
  template <class T>
  std::span<T> make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    T* first = reinterpret_cast<T*>(allocate(count * sizeof(T)));
    std::uninitialized_default_construct_n(first, count);
    return {first, count};
  }
  template <class T>
  T* make(const T& value) {
    auto made = make_array<T>(1);
    made[0] = value;
    return made.data();
  }

  // The last allocation was too large by what follows `end`: gives that back.
  void shrink_to(char* end) {
    auto* aligned =
        reinterpret_cast<char*>((reinterpret_cast<std::uintptr_t>(end) + 15) & ~std::uintptr_t{15});
    left_ += static_cast<std::size_t>(at_ - aligned);
    at_ = aligned;
  }

  // Everything that was given out ends. One block as large as all is kept.
  void reset() {
    if (blocks_.size() > 1) {
      const auto all = total_;
      blocks_.clear();
      total_ = 0;
      next_block(all);
    } else if (!blocks_.empty()) {
      at_ = blocks_.front().get();
      left_ = total_;
    }
  }

  std::size_t bytes_held() const { return total_; }

 private:
  static constexpr std::size_t slack = 32;
  static constexpr std::size_t block_size_min = 16 * 1024;

  void next_block(std::size_t needed) {
    const auto size = std::max({needed, block_size_min, total_});
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    at_ = blocks_.back().get();
    left_ = size;
    total_ += size;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
};

}  // namespace barnabas
