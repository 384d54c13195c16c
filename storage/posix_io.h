#pragma once
// Whole reads and writes out of pread and pwritev, which may do less than asked.
//
// A short count is no error: the loop goes on where the call stopped, EINTR and EAGAIN are tried
// again. The calls are parameters so that tests can play a kernel that writes one byte at a time.

#include <sys/types.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include "protocol/base/bytes.h"

namespace barnabas {

struct ReadOutcome {
  std::size_t bytes = 0;
  int error = 0;  // an errno, or 0
};

// Fills `into` from `position` on, as far as the file goes. `read(data, size, offset)` is pread.
template <class Read>
ReadOutcome read_fully(std::uint64_t position, MutableBytes into, Read read) {
  ReadOutcome outcome;
  while (outcome.bytes < into.size()) {
    const ssize_t count = read(into.data() + outcome.bytes, into.size() - outcome.bytes,
                               static_cast<off_t>(position + outcome.bytes));
    if (count == 0) break;
    if (count > 0) {
      outcome.bytes += static_cast<std::size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      outcome.error = errno;
      break;
    }
  }
  return outcome;
}

// Writes all pieces from `position` on; returns 0 or an errno. `write(pieces, count, offset)` is
// pwritev.
template <class Write>
int write_fully(std::uint64_t position, std::span<const Bytes> pieces, Write write) {
  std::size_t skip = 0;  // bytes of pieces.front() that are written already
  while (!pieces.empty()) {
    std::array<iovec, 64> vectors;
    const auto count = std::min(pieces.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto piece = i == 0 ? pieces[0].subspan(skip) : pieces[i];
      // iovec serves reads too and so has no const; pwritev does not write through it.
      vectors[i] = {const_cast<std::byte*>(piece.data()), piece.size()};
    }
    std::size_t asked = 0;
    for (std::size_t i = 0; i < count; ++i) asked += vectors[i].iov_len;
    ssize_t written = 0;
    if (asked > 0) {
      written = write(vectors.data(), static_cast<int>(count), static_cast<off_t>(position));
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written < 0) return errno;
      if (written == 0) return EIO;  // no progress and no reason: do not spin
    }
    position += static_cast<std::uint64_t>(written);
    auto advance = static_cast<std::size_t>(written) + skip;
    while (!pieces.empty() && advance >= pieces.front().size()) {
      advance -= pieces.front().size();
      pieces = pieces.subspan(1);
    }
    skip = advance;
  }
  return 0;
}

}  // namespace barnabas
