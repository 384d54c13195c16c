#pragma once
// SipHash-2-4 with 128 bits of result: a hash under a secret key.
//
// Without the key nobody can make two inputs that collide, and by chance it takes about 2^64 of
// them; so whoever keeps hashes instead of the inputs may take equal hashes for equal inputs.
// Any thread.

#include <cstdint>

#include "protocol/base/bytes.h"

namespace barnabas {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const Hash128&) const = default;
};

struct SipHashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

Hash128 siphash128(Bytes input, const SipHashKey& key);

}  // namespace barnabas
