#pragma once
// CRC-32C (Castagnoli, RFC 3720): the checksum of record batches v2 and of producer snapshots.
//
// The fastest way the machine has is chosen once: ISA-L when the build found it, else the SSE4.2
// instruction, else tables. Any thread.

#include <cstdint>
#include <string_view>

#include "protocol/base/bytes.h"

namespace barnabas {

// The checksum of `bytes`, continuing from `previous`, the checksum of what came before:
// crc32c(b, crc32c(a)) is the checksum of a and b in a row.
std::uint32_t crc32c(Bytes bytes, std::uint32_t previous = 0);

// The same by tables only: the portable fallback, and what tests compare the others with.
std::uint32_t crc32c_by_table(Bytes bytes, std::uint32_t previous = 0);

// What crc32c() uses on this machine: "isa-l", "sse4.2" or "table".
std::string_view crc32c_implementation();

}  // namespace barnabas
