#pragma once
// Progress: a line on a terminal that says how far a run is, drawn anew a few times a second.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace barnabas {

struct ProgressNumbers {
  std::chrono::nanoseconds elapsed{0};
  std::uint64_t generated = 0;
  std::uint64_t bytes = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::optional<std::uint64_t> planned = {};  // nothing: without an end
};

// "00:12 1234567 records (45 %) 100k/s 34.1 MB/s, delivered 1230000, failed 0, waiting 4567".
// Speeds are those since `before`. At most so many columns: where there is no room, the share is
// left out, then the bytes.
std::string progress_text(const ProgressNumbers& now, const ProgressNumbers& before,
                          std::size_t columns);

class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Draws on that descriptor, which is a terminal and stays open.
  explicit Progress(int descriptor) : descriptor_(descriptor) {}

  // Whether a line can be drawn there: it is a terminal that can go back to the start of a line.
  static bool is_possible(int descriptor);

  bool is_due(Time now);
  void show(const ProgressNumbers& numbers, Time now);
  // Takes the line away, for what else is to be written there.
  void clear();

 private:
  void write(const std::string& text) const;

  int descriptor_;
  Time next_{};
  ProgressNumbers before_;
  bool is_shown_ = false;
};

}  // namespace barnabas
