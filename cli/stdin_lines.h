#pragma once
// StdinLines: the lines of stdin, and a chance to finish work before waiting for the next one.

#include <functional>
#include <optional>
#include <string>

namespace barnabas {

class StdinLines {
 public:
  // The next line without its newline; nothing at the end. Calls `before_waiting` when nothing has
  // come yet, so that what somebody typed is not held back.
  std::optional<std::string> next(const std::function<void()>& before_waiting);

 private:
  std::string buffer_;
  std::size_t start_ = 0;  // of the line that was not handed out yet
  bool ended_ = false;
};

}  // namespace barnabas
