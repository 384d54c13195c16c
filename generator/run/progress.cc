#include "generator/run/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace barnabas {
namespace {

constexpr auto between_lines = std::chrono::milliseconds(250);
constexpr const char* to_the_start = "\r\x1b[K";

std::string bytes_text(double bytes) {
  if (bytes < 1e3) return fmt::format("{:.0f} B", bytes);
  if (bytes < 1e6) return fmt::format("{:.1f} kB", bytes / 1e3);
  if (bytes < 1e9) return fmt::format("{:.1f} MB", bytes / 1e6);
  return fmt::format("{:.2f} GB", bytes / 1e9);
}

std::string count_text(double count) {
  if (count < 1e4) return fmt::format("{:.0f}", count);
  if (count < 1e7) return fmt::format("{:.0f}k", count / 1e3);
  return fmt::format("{:.1f}M", count / 1e6);
}

std::string clock_text(std::chrono::nanoseconds elapsed) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
  if (seconds < 3600) return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::size_t columns_of(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

std::string progress_text(const ProgressNumbers& now, const ProgressNumbers& before,
                          std::size_t columns) {
  const double seconds = std::chrono::duration<double>(now.elapsed - before.elapsed).count();
  const auto speed = [&](std::uint64_t after, std::uint64_t earlier) {
    return seconds > 0 ? static_cast<double>(after - std::min(earlier, after)) / seconds : 0.0;
  };
  std::string share;
  if (now.planned && *now.planned > 0) {
    const auto part = static_cast<double>(now.generated) / static_cast<double>(*now.planned);
    share = fmt::format(" ({:.0f} %)", std::min(part, 1.0) * 100);
  }
  auto bytes = fmt::format(" {}/s", bytes_text(speed(now.bytes, before.bytes)));
  const auto done = now.delivered + now.failed;
  const auto line = [&] {
    return fmt::format("{} {} records{} {}/s{}, delivered {}, failed {}, waiting {}",
                       clock_text(now.elapsed), now.generated, share,
                       count_text(speed(now.generated, before.generated)), bytes, now.delivered,
                       now.failed, now.generated - std::min(done, now.generated));
  };
  // What is told besides goes first where there is no room.
  auto text = line();
  for (auto* part : {&share, &bytes}) {
    if (text.size() <= columns) return text;
    part->clear();
    text = line();
  }
  if (text.size() > columns) text.resize(columns);
  return text;
}

bool Progress::is_possible(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return isatty(descriptor) != 0 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

bool Progress::is_due(Time now) {
  // A run that is over soon shows nothing.
  if (next_ == Time{}) next_ = now + between_lines;
  return now >= next_;
}

void Progress::show(const ProgressNumbers& numbers, Time now) {
  next_ = now + between_lines;
  // A line that reaches the last column would wrap on some terminals.
  write(to_the_start + progress_text(numbers, before_, columns_of(descriptor_) - 1));
  before_ = numbers;
  is_shown_ = true;
}

void Progress::clear() {
  if (is_shown_) write(to_the_start);
  is_shown_ = false;
}

void Progress::write(const std::string& text) const {
  // A terminal that has gone is no reason to end.
  [[maybe_unused]] const auto written = ::write(descriptor_, text.data(), text.size());
}

}  // namespace barnabas
