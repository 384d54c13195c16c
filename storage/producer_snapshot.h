#pragma once
// Producer snapshots: ProducerState at one offset, so that opening a log replays only what follows.
//
// File NNN.snapshot, where NNN is the log end offset it was taken at: at each segment's base and,
// after a clean shutdown, at the end of the log. Version 1, big-endian:
//   0 version (int16)   2 CRC-32C of what follows (uint32)   6 number of entries (int32)
// then for each producer, 46 bytes:
//   0 producer id (int64)     8 epoch (int16)          10 last sequence (int32)
//  14 last offset (int64)    22 offset delta (int32)   26 timestamp (int64)
//  34 coordinator epoch (int32)    38 first offset of its open transaction (int64, -1)
//
// Only the last batch of each producer is kept. Not synced: lost or damaged, an older one and the
// batches behind it give the same. Pure functions, any thread.

#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"
#include "storage/producer_state.h"

namespace barnabas {

Buffer encode_producer_snapshot(const ProducerState::Entries& entries);

// Errors: CORRUPT_MESSAGE naming what does not hold: version, CRC, count, an entry.
Result<ProducerState::Entries> decode_producer_snapshot(Bytes content);

}  // namespace barnabas
