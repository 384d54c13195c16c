#pragma once
// TextBuffer: where a record's text is written.
//
// Writers ask once for room for many pieces and then write through a bare pointer. There is always
// `slack` more room than asked for: a short text may be copied in one block of 16 or 32 bytes,
// whatever its size, because what lies behind it is written next anyway.

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace barnabas {

class TextBuffer {
 public:
  static constexpr std::size_t slack = 64;

  // A pointer to the end of the text, with room for `size` bytes and the slack. Give the new end to
  // set_end(); until then nothing else may be called.
  char* reserve(std::size_t size) {
    if (size + slack > capacity_ - size_) grow(size);
    return bytes_.get() + size_;
  }
  void set_end(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  void append(std::string_view text) {
    if (text.empty()) return;
    char* to = reserve(text.size());
    std::memcpy(to, text.data(), text.size());
    size_ += text.size();
  }
  void append(char letter) {
    *reserve(1) = letter;
    ++size_;
  }
  void append(std::size_t count, char letter) {
    std::memset(reserve(count), letter, count);
    size_ += count;
  }

  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  // REQUIRES: size <= size().
  void truncate(std::size_t size) { size_ = size; }

 private:
  void grow(std::size_t size) {
    const auto larger = std::max((size_ + size) * 2, std::size_t{4096}) + slack;
    auto bytes = std::make_unique_for_overwrite<char[]>(larger);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = larger;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Copies a short text in blocks of 32 bytes: what lies behind `text` is read, and what lies behind
// `to` is written, up to 31 bytes too far. Returns the end of the copy. A memcpy() of a size that
// is known only when it runs is a call with branches that nobody can foresee: three times the cost.
// REQUIRES: 31 readable bytes behind the text, 31 writable bytes behind the copy.
inline char* copy_wide(char* to, const char* text, std::size_t size) {
  std::memcpy(to, text, 32);
  for (std::size_t done = 32; done < size; done += 32) {
    std::memcpy(to + done, text + done, 32);
  }
  return to + size;
}

}  // namespace barnabas
