#pragma once
// The catalogue of messages that Kafka keeps inside records: in __cluster_metadata, in
// __consumer_offsets and __transaction_state, in control batches, and in a consumer's membership.
// For tools that show files from outside; records/framing.h says where type and version stand.

#include <span>

#include "protocol/messages/any_message.h"

namespace barnabas {

enum class RecordHome {
  Metadata,          // value of a record of __cluster_metadata
  Control,           // value of a control record
  GroupKey,          // of __consumer_offsets
  GroupValue,        // likewise; its type is that of the key
  TransactionKey,    // of __transaction_state
  TransactionValue,  // likewise
  ConsumerProtocol,  // opaque bytes of JoinGroup and SyncGroup: type 0 what a member wants, 1 gets
};

struct RecordType {
  RecordHome home{};
  std::int16_t type = 0;
  MessageType message;
};

std::span<const RecordType> record_catalog();

// Nothing when no such type is known.
const RecordType* find_record(RecordHome home, std::int16_t type);

}  // namespace barnabas
