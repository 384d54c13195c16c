#pragma once
// RecentTexts: keeps the broker from saying the same thing over and over.
//
// What goes wrong often goes wrong at each request or once a second; one line a minute says as
// much. Remembers a few texts only. Time is passed in; loop's thread only.

#include <algorithm>
#include <chrono>
#include <deque>
#include <string>

namespace barnabas {

class RecentTexts {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Whether `text` was not said in the last minute; it counts as said then.
  bool is_news(const std::string& text, Time now) {
    std::erase_if(said_, [now](const Said& said) { return now - said.at >= memory; });
    const bool known =
        std::ranges::any_of(said_, [&](const Said& said) { return said.text == text; });
    if (known) return false;
    if (said_.size() == texts_max) said_.pop_front();
    said_.push_back({text, now});
    return true;
  }

 private:
  static constexpr std::chrono::minutes memory{1};
  static constexpr std::size_t texts_max = 100;

  struct Said {
    std::string text;
    Time at;
  };
  std::deque<Said> said_;  // oldest first
};

}  // namespace barnabas
