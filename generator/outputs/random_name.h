#pragma once
// Names that nobody has used before, for records without a key.

#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>

namespace barnabas {

// A UUID of version 4. Not of the run's seed: what two runs send must not overwrite each other.
inline std::string random_uuid() {
  static thread_local std::mt19937_64 draws = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  constexpr std::uint64_t version_4 = 0x4000;
  constexpr std::uint64_t variant = 0x8000;
  const std::uint64_t high = draws();
  const std::uint64_t low = draws();
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     version_4 | (high & 0x0fff), variant | ((low >> 48) & 0x3fff),
                     low & 0xffffffffffff);
}

}  // namespace barnabas
