#pragma once
// Colours on a terminal, unless NO_COLOR or --nocolor says otherwise.

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace barnabas {

class Colours {
 public:
  explicit Colours(bool unwanted)
      : wanted_(!unwanted && isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr) {}

  std::string green(const std::string& text) const { return in("32", text); }
  std::string red(const std::string& text) const { return in("31", text); }
  std::string cyan(const std::string& text) const { return in("36", text); }

 private:
  std::string in(const char* code, const std::string& text) const {
    return wanted_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }

  bool wanted_;
};

}  // namespace barnabas
