#include "cli/stdin_lines.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace barnabas {

std::optional<std::string> StdinLines::next(const std::function<void()>& before_waiting) {
  constexpr std::size_t kChunk = 64 * 1024;
  for (std::size_t searched = start_;;) {
    const auto newline = buffer_.find('\n', searched);
    if (newline != std::string::npos) {
      auto line = buffer_.substr(start_, newline - start_);
      start_ = newline + 1;
      return line;
    }
    searched = buffer_.size() - start_;
    buffer_.erase(0, start_);
    start_ = 0;
    if (ended_ && buffer_.empty()) return std::nullopt;
    if (ended_) return std::exchange(buffer_, "");
    pollfd entry{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (poll(&entry, 1, 0) == 0) before_waiting();
    const auto size = buffer_.size();
    buffer_.resize(size + kChunk);
    const auto count = read(STDIN_FILENO, buffer_.data() + size, kChunk);
    buffer_.resize(size + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count == 0 || (count < 0 && errno != EINTR)) ended_ = true;
  }
}

}  // namespace barnabas
