#pragma once
// Result<T>: a value, or the error that stopped it.
//
// Expected failures are returned, never thrown. The code is one of Kafka's, so that a handler can
// put it into a response as it is; the message is for people, and names the field, file or peer.

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "protocol/base/error_code.h"

namespace barnabas {

struct Error {
  ErrorCode code = ErrorCode::UnknownServerError;
  std::string message;
  // The errno where the operating system refused, so that callers can tell a full disk from a
  // broken one; 0 otherwise.
  int system_error = 0;
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}

}  // namespace barnabas
