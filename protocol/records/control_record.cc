#include "protocol/records/control_record.h"

#include <fmt/core.h>

namespace barnabas {

std::string_view to_string(ControlRecordType type) {
  switch (type) {
    case ControlRecordType::Abort:
      return "ABORT";
    case ControlRecordType::Commit:
      return "COMMIT";
    case ControlRecordType::LeaderChange:
      return "LEADER_CHANGE";
    case ControlRecordType::SnapshotHeader:
      return "SNAPSHOT_HEADER";
    case ControlRecordType::SnapshotFooter:
      return "SNAPSHOT_FOOTER";
    case ControlRecordType::KRaftVersion:
      return "KRAFT_VERSION";
    case ControlRecordType::KRaftVoters:
      return "KRAFT_VOTERS";
  }
  return "UNKNOWN";
}

ControlRecordKey control_record_key(ControlRecordType type) {
  ControlRecordKey key;
  store_big_endian(key.data(), std::int16_t{0});
  store_big_endian(key.data() + 2, static_cast<std::int16_t>(type));
  return key;
}

Result<ControlRecordType> read_control_record_key(Bytes key) {
  if (key.size() < kControlRecordKeySize) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("control record key has {} bytes, at least {} are needed", key.size(),
                            kControlRecordKeySize));
  }
  const auto version = load_big_endian<std::int16_t>(key.data());
  if (version < 0) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("control record key has version {}, expected 0 or more", version));
  }
  return static_cast<ControlRecordType>(load_big_endian<std::int16_t>(key.data() + 2));
}

std::array<std::byte, kEndTransactionMarkerSize> end_transaction_marker(
    std::int32_t coordinator_epoch) {
  std::array<std::byte, kEndTransactionMarkerSize> value;
  store_big_endian(value.data(), std::int16_t{0});
  store_big_endian(value.data() + 2, coordinator_epoch);
  return value;
}

Result<std::int32_t> read_end_transaction_marker(Bytes value) {
  if (value.size() < kEndTransactionMarkerSize) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("transaction marker has {} bytes, at least {} are needed", value.size(),
                            kEndTransactionMarkerSize));
  }
  const auto version = load_big_endian<std::int16_t>(value.data());
  if (version < 0) {
    return fail(ErrorCode::CorruptMessage,
                fmt::format("transaction marker has version {}, expected 0 or more", version));
  }
  return load_big_endian<std::int32_t>(value.data() + 2);
}

}  // namespace barnabas
