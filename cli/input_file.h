#pragma once
// InputFile: a file that the file tools look at, opened for reading only and never changed.
//
// Reads at positions; a broker may go on writing to the file meanwhile. One thread.

#include <cstdint>
#include <string>

#include "protocol/base/buffer.h"
#include "protocol/base/result.h"

namespace barnabas {

class InputFile {
 public:
  // Errors name the path and the way out: no such file, a folder, no permission.
  static Result<InputFile> open(const std::string& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  const std::string& path() const { return path_; }
  // The last part of the path.
  std::string name() const;
  // As it was when the file was opened.
  std::uint64_t size() const { return size_; }

  // Fills `into`; returns how much there was, fewer only at the end of the file.
  Result<std::size_t> read_at(std::uint64_t position, MutableBytes into) const;
  // The whole file. Errors: also a file beyond 64 MiB, which none of those read whole ever is.
  Result<Buffer> read_all() const;

 private:
  InputFile(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

  std::string path_;
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace barnabas
