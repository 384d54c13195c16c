#pragma once
// Uuid: 16 bytes that name a topic, directory or cluster, as org.apache.kafka.common.Uuid.
//
// In text it is 22 characters of base64url without padding. All zeros mean "none"; Kafka never
// hands out an id that starts with a dash, because command lines would take it for an option.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace barnabas {

struct Uuid {
  std::array<std::byte, 16> bytes{};

  bool operator==(const Uuid&) const = default;
  auto operator<=>(const Uuid&) const = default;
  bool is_zero() const { return *this == Uuid{}; }

  // Builds an id from its two big-endian halves.
  static Uuid from_halves(std::uint64_t high, std::uint64_t low);
  // A version 4 id from two random numbers; empty where Kafka would draw again.
  static std::optional<Uuid> from_random(std::uint64_t high, std::uint64_t low);
  // Reads the 22-character form; padding is accepted. Nothing where it is not one.
  static std::optional<Uuid> parse(std::string_view text);
};

// The 22-character base64url form.
std::string to_string(const Uuid& uuid);

}  // namespace barnabas

template <>
struct std::hash<barnabas::Uuid> {
  std::size_t operator()(const barnabas::Uuid& uuid) const noexcept {
    std::size_t mixed = 0;
    for (auto byte : uuid.bytes)
      mixed = mixed * 1099511628211U + std::to_integer<std::size_t>(byte);
    return mixed;
  }
};
