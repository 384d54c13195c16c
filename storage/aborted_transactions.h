#pragma once
// Aborted transactions of one segment: what a read_committed reader has to leave out.
//
// File NNN.txnindex, entries of 34 bytes in the order of their abort markers, big-endian:
//   0 version (int16, 0)   2 producer id (int64)   10 first offset (int64)
//  18 last offset: of the marker (int64)            26 last stable offset when it was written
//
// An entry stands in the segment that holds the marker. The file exists only where a transaction
// was aborted. Lost? Rebuilt from the segment's markers. Pure functions, any thread.

#include <array>
#include <cstddef>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"

namespace barnabas {

struct AbortedTransaction {
  ProducerId producer_id = kNoProducerId;
  Offset first_offset = 0;
  Offset last_offset = 0;
  Offset last_stable_offset = 0;
  bool operator==(const AbortedTransaction&) const = default;
};

inline constexpr std::size_t kAbortedTransactionSize = 34;

std::array<std::byte, kAbortedTransactionSize> encode(const AbortedTransaction& transaction);

// All entries of a file. Errors: CORRUPT_MESSAGE naming the entry that has another version, ends
// before it starts, lies before the segment's base offset or before its predecessor.
Result<std::vector<AbortedTransaction>> decode_aborted_transactions(Bytes content,
                                                                    Offset base_offset);

}  // namespace barnabas
