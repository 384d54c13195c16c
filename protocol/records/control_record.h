#pragma once
// Control records: what brokers write into a log for themselves; clients skip them.
//
// A control batch holds one record (snapshots in the metadata log: several of a kind). Its key is
// two int16: version 0 and the type. The value of a transaction marker is int16 version 0 and the
// int32 epoch of the transaction coordinator; the values of the other types are messages with a
// schema, see protocol/messages. A control record occupies an offset like any other.

#include <array>
#include <cstdint>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace barnabas {

enum class ControlRecordType : std::int16_t {
  Abort = 0,
  Commit = 1,
  LeaderChange = 2,    // first record of a KRaft leader's epoch
  SnapshotHeader = 3,  // first and last record of a metadata snapshot
  SnapshotFooter = 4,
  KRaftVersion = 5,
  KRaftVoters = 6,
};

// Kafka's names: "ABORT", "COMMIT", "LEADER_CHANGE", ...; "UNKNOWN" for other numbers.
std::string_view to_string(ControlRecordType type);

inline constexpr std::size_t kControlRecordKeySize = 4;
using ControlRecordKey = std::array<std::byte, kControlRecordKeySize>;

// The key of a control record.
ControlRecordKey control_record_key(ControlRecordType type);

// Reads the type from a key; a later key version may have more behind it. Errors:
// CORRUPT_MESSAGE for fewer than 4 bytes or a negative version.
Result<ControlRecordType> read_control_record_key(Bytes key);

inline constexpr std::size_t kEndTransactionMarkerSize = 6;

// The value of an Abort or Commit record.
std::array<std::byte, kEndTransactionMarkerSize> end_transaction_marker(
    std::int32_t coordinator_epoch);

// Reads the coordinator's epoch from such a value. Errors: CORRUPT_MESSAGE.
Result<std::int32_t> read_end_transaction_marker(Bytes value);

}  // namespace barnabas
