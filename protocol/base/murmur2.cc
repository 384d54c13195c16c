#include "protocol/base/murmur2.h"

#include <zlib.h>

namespace barnabas {
namespace {

constexpr std::uint32_t kSeed = 0x9747b28cU;
constexpr std::uint32_t kMix = 0x5bd1e995U;
constexpr unsigned kShift = 24;

// The four bytes at `from`, lowest first.
std::uint32_t load_little_endian(const std::byte* from) {
  std::uint32_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

std::uint32_t murmur2(Bytes key) {
  auto hash = kSeed ^ static_cast<std::uint32_t>(key.size());
  auto rest = key;
  for (; rest.size() >= 4; rest = rest.subspan(4)) {
    auto word = load_little_endian(rest.data()) * kMix;
    word ^= word >> kShift;
    hash = (hash * kMix) ^ (word * kMix);
  }
  if (!rest.empty()) {
    for (std::size_t i = rest.size(); i-- > 0;) {
      hash ^= std::to_integer<std::uint32_t>(rest[i]) << (8 * i);
    }
    hash *= kMix;
  }
  hash ^= hash >> 13;
  hash *= kMix;
  return hash ^ (hash >> 15);
}

std::int32_t murmur2_partition(Bytes key, std::int32_t partition_count) {
  // Java clears the sign bit rather than taking the absolute value.
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffffU) % partition_count;
}

std::int32_t crc32_partition(Bytes key, std::int32_t partition_count) {
  const auto hash = crc32_z(0, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return static_cast<std::int32_t>(hash % static_cast<std::uint32_t>(partition_count));
}

}  // namespace barnabas
