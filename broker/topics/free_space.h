#pragma once
// FreeSpace: whether the volume still has room for what producers send.
//
// A little of it (log.dirs.min.free.bytes, at most a hundredth of the volume) is kept for what the
// broker writes itself: with the last byte taken by records, no group could commit an offset and no
// topic could be deleted to make room. Apache Kafka keeps no reserve; a full disk takes its log
// directory offline.
//
// The volume is asked once a second, or after so many bytes that the answer may have changed, and
// while there is no room each time, so that producers go on as soon as there is.
//
// Time is passed in. Loop's thread only.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "protocol/base/clock.h"
#include "protocol/base/result.h"
#include "storage/directory.h"

namespace barnabas {

class FreeSpace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Options {
    std::uint64_t reserve_bytes = 0;
    // Told when the room ends and when there is some again. One sentence.
    std::function<void(const std::string&)> tell;
  };
  // `directory` must outlive it.
  FreeSpace(Directory& directory, Options options)
      : directory_(directory), options_(std::move(options)) {}

  // Before `bytes` of a producer are written. Errors: KAFKA_STORAGE_ERROR, which says how little is
  // free.
  Result<void> check(std::uint64_t bytes, Time now);

 private:
  void look(Time now);

  Directory& directory_;
  const Options options_;
  std::uint64_t room_ = 0;  // bytes above the reserve when the volume was asked last
  std::uint64_t written_since_ = 0;
  Time look_again_{};
  std::optional<Error> scarce_;
};

}  // namespace barnabas
