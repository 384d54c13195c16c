#pragma once
// TemporaryFolder: a fresh folder of the real file system, removed at the end of the test.

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace barnabas {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "barnabas-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string path(const std::string& inside) const { return path_ + "/" + inside; }

 private:
  std::string path_;
};

}  // namespace barnabas
