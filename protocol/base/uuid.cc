#include "protocol/base/uuid.h"

#include "protocol/base/base64.h"
#include "protocol/base/bytes.h"

namespace barnabas {

Uuid Uuid::from_halves(std::uint64_t high, std::uint64_t low) {
  Uuid uuid;
  store_big_endian(uuid.bytes.data(), high);
  store_big_endian(uuid.bytes.data() + 8, low);
  return uuid;
}

std::optional<Uuid> Uuid::from_random(std::uint64_t high, std::uint64_t low) {
  // RFC 9562: version 4 in the high half, variant 10 in the low half.
  high = (high & 0xffff'ffff'ffff'0fffU) | 0x4000U;
  low = (low & 0x3fff'ffff'ffff'ffffU) | 0x8000'0000'0000'0000U;
  const auto uuid = from_halves(high, low);
  if (to_string(uuid).front() == '-') return std::nullopt;
  return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  const auto decoded = base64_decode(text);
  if (!decoded || decoded->size() != 16) return std::nullopt;
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), decoded->data(), 16);
  return uuid;
}

std::string to_string(const Uuid& uuid) { return base64_encode(uuid.bytes, Base64Alphabet::Url); }

}  // namespace barnabas
