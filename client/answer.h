#pragma once
// answer_error: an error code in a broker's answer as an Error that says what it is about.

#include <optional>
#include <string>

#include "protocol/base/result.h"

namespace barnabas::client {

// "topic orders: the broker's words (TOPIC_ALREADY_EXISTS)".
inline Error answer_error(ErrorCode code, const std::optional<std::string>& message,
                          const std::string& about) {
  const std::string name(to_string(code));
  const bool silent = !message || message->empty();
  return {code, about + ": " + (silent ? name : *message + " (" + name + ")")};
}

inline Error answer_error(ErrorCode code, const std::string& about) {
  return answer_error(code, std::nullopt, about);
}

}  // namespace barnabas::client
