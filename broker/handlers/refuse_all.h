#pragma once
// refuse_all: a change was planned and could not be stored, so every result that looked good
// becomes that error.

#include "protocol/base/result.h"

namespace barnabas {

// `results` is the part of a response that has an error code and message for each thing asked for.
template <class Results>
void refuse_all(Results& results, const Error& error) {
  for (auto& result : results) {
    if (result.error_code != ErrorCode::None) continue;
    result.error_code = error.code;
    result.error_message = error.message;
  }
}

}  // namespace barnabas
