#pragma once
// lost_meanwhile: what became of a partition while the answer to its change waited for the disk.

#include <optional>

#include "broker/topics/topics.h"

namespace barnabas {

// Why the change cannot be answered as stored: the partition has gone (without a message), or its
// log went offline. Nothing if all is well. `found` is looked up after the wait.
inline std::optional<Error> lost_meanwhile(const Topics::Found& found) {
  if (found.partition == nullptr) return Error{found.error, {}};
  if (!found.partition->is_open()) return std::nullopt;
  const auto* offline = found.partition->log().offline();
  return offline != nullptr ? std::optional(*offline) : std::nullopt;
}

}  // namespace barnabas
