#include "protocol/base/crc32c.h"

#include <algorithm>
#include <array>

#ifdef BARNABAS_HAVE_ISAL
#include <isa-l/crc.h>
#endif
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace barnabas {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78U;  // reflected Castagnoli
constexpr std::size_t kSlices = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// tables[k][b] is what byte b contributes when k more bytes follow it ("slicing by 8").
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    auto crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    tables[0][byte] = crc;
  }
  for (std::size_t slice = 1; slice < kSlices; ++slice) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const auto before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xffU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

#if defined(__x86_64__) && !defined(BARNABAS_HAVE_ISAL)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_sse42(Bytes bytes,
                                                                std::uint32_t previous) {
  std::uint64_t crc = ~previous;
  const auto* at = bytes.data();
  auto left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    crc = _mm_crc32_u64(crc, word);
  }
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; left > 0; --left, ++at) narrow = _mm_crc32_u8(narrow, std::to_integer<unsigned char>(*at));
  return ~narrow;
}
#endif

#ifdef BARNABAS_HAVE_ISAL
std::uint32_t crc32c_by_isal(Bytes bytes, std::uint32_t previous) {
  // Takes the length as an int, and a pointer to bytes that it does not change.
  constexpr std::size_t piece_max = std::size_t{1} << 30;
  auto crc = ~previous;
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), piece_max));
    auto* data = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(piece.data()));
    crc = crc32_iscsi(data, static_cast<int>(piece.size()), crc);
    bytes = bytes.subspan(piece.size());
  }
  return ~crc;
}
#endif

struct Implementation {
  std::uint32_t (*run)(Bytes, std::uint32_t);
  std::string_view name;
};

Implementation choose() {
#ifdef BARNABAS_HAVE_ISAL
  return {crc32c_by_isal, "isa-l"};
#else
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2") != 0) return {crc32c_by_sse42, "sse4.2"};
#endif
  return {crc32c_by_table, "table"};
#endif
}

const Implementation& implementation() {
  static const Implementation chosen = choose();
  return chosen;
}

}  // namespace

std::uint32_t crc32c_by_table(Bytes bytes, std::uint32_t previous) {
  auto crc = ~previous;
  const auto* at = bytes.data();
  auto left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::array<std::uint8_t, 8> word;
    std::memcpy(word.data(), at, word.size());
    for (std::size_t i = 0; i < 4; ++i) word[i] ^= static_cast<std::uint8_t>(crc >> (8 * i));
    crc = 0;
    for (std::size_t i = 0; i < 8; ++i) crc ^= kTables[7 - i][word[i]];
  }
  for (; left > 0; --left, ++at) {
    crc = (crc >> 8) ^ kTables[0][(crc ^ std::to_integer<std::uint32_t>(*at)) & 0xffU];
  }
  return ~crc;
}

std::uint32_t crc32c(Bytes bytes, std::uint32_t previous) {
  return implementation().run(bytes, previous);
}

std::string_view crc32c_implementation() { return implementation().name; }

}  // namespace barnabas
