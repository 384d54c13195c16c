#include "broker/topics/free_space.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {
namespace {

constexpr std::chrono::seconds look_interval{1};
// A volume is not left with less than this share because of a reserve meant for a larger one.
constexpr std::uint64_t reserve_share_max = 100;

}  // namespace

Result<void> FreeSpace::check(std::uint64_t bytes, Time now) {
  written_since_ += bytes;
  if (scarce_ || now >= look_again_ || written_since_ > room_ / 2) look(now);
  if (scarce_) return tl::unexpected(*scarce_);
  return {};
}

void FreeSpace::look(Time now) {
  look_again_ = now + look_interval;
  written_since_ = 0;
  const auto space = directory_.volume_space();
  // One that does not say how large it is cannot be judged; a write finds out.
  if (!space || space->total == 0) {
    room_ = UINT64_MAX;
    scarce_.reset();
    return;
  }
  const auto reserve = std::min(options_.reserve_bytes, space->total / reserve_share_max);
  room_ = space->free > reserve ? space->free - reserve : 0;
  const bool was_scarce = scarce_.has_value();
  if (room_ > 0) {
    scarce_.reset();
    if (was_scarce)
      options_.tell(fmt::format("{} has room again: producers are served", directory_.name()));
    return;
  }
  scarce_ =
      Error{ErrorCode::KafkaStorageError,
            fmt::format("{}: only {} bytes are free, and log.dirs.min.free.bytes keeps {} for "
                        "group offsets and metadata; free space on the volume, or delete "
                        "topics or records",
                        directory_.name(), space->free, reserve)};
  if (!was_scarce) options_.tell("producers are refused: " + scarce_->message);
}

}  // namespace barnabas
