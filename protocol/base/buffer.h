#pragma once
// Buffer: a growable run of bytes that never fills what is about to be overwritten.
//
// std::vector<std::byte> clears memory when it grows, which costs as much as the network read that
// follows. A Buffer owns its bytes; views of it end with the next call that may grow it.

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "protocol/base/bytes.h"

namespace barnabas {

class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(Bytes content) { append(content); }
  Buffer(Buffer&& other) noexcept
      : bytes_(std::move(other.bytes_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  std::byte* data() { return bytes_.get(); }
  const std::byte* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  Bytes view() const { return {bytes_.get(), size_}; }
  MutableBytes mutable_view() { return {bytes_.get(), size_}; }

  // Makes room for `capacity` bytes in all; never shrinks.
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

  // Adds `count` bytes of undefined content and returns them, to be written by the caller.
  MutableBytes grow(std::size_t count) {
    if (size_ + count > capacity_) reserve(std::max(size_ + count, capacity_ * 2));
    size_ += count;
    return {bytes_.get() + size_ - count, count};
  }

  void append(Bytes content) {
    if (content.empty()) return;
    auto room = grow(content.size());
    std::memcpy(room.data(), content.data(), content.size());
  }

  // Opens a gap of `content.size()` bytes at `position` and fills it. REQUIRES: position <= size().
  void insert(std::size_t position, Bytes content) {
    if (content.empty()) return;
    const auto tail = size_ - position;
    grow(content.size());
    std::memmove(bytes_.get() + position + content.size(), bytes_.get() + position, tail);
    std::memcpy(bytes_.get() + position, content.data(), content.size());
  }

  // Drops everything from `size` on. REQUIRES: size <= size().
  void truncate(std::size_t size) { size_ = size; }
  void clear() { size_ = 0; }

  // Drops the first `count` bytes. REQUIRES: count <= size().
  void remove_front(std::size_t count) {
    if (count == 0) return;
    size_ -= count;
    std::memmove(bytes_.get(), bytes_.get() + count, size_);
  }

  // Gives the memory back.
  void release() {
    bytes_.reset();
    size_ = capacity_ = 0;
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace barnabas
