#pragma once
// RecordDecoder: the key and value of a record as text, the way that kafka-dump-log shows them.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/records/record.h"

namespace barnabas {

enum class RecordDecoder {
  Text,             // UTF-8; what is none becomes U+FFFD
  Offsets,          // __consumer_offsets
  TransactionLog,   // __transaction_state
  ClusterMetadata,  // __cluster_metadata and its snapshots
};

struct DecodedRecord {
  std::optional<std::string> key;
  std::optional<std::string> payload;
};

// Never fails: what cannot be decoded is said in the text, as Apache's tool does.
DecodedRecord decode_record(const RecordView& record, RecordDecoder decoder);

// What a control record says, " endTxnMarker: COMMIT coordinatorEpoch: 0" for instance.
std::string decode_control_record(const RecordView& record);

// The text, with each byte that is no UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace barnabas
