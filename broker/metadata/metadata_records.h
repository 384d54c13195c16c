#pragma once
// MetadataRecords: records of __cluster_metadata, encoded and waiting to be appended together.
//
// Which version of a record is written depends on metadata.version, the level that the whole
// cluster has agreed on, so that every Apache Kafka that knows that level can read the log.

#include <vector>

#include "protocol/messages/records/framing.h"

namespace barnabas {

// Levels of metadata.version that matter here, by the release that brought them.
inline constexpr std::int16_t kMetadataVersionMin = 7;      // 3.3-IV3, the oldest that 4.x opens
inline constexpr std::int16_t kMetadataVersionMax = 33;     // that of Apache Kafka 4.4
inline constexpr std::int16_t kMetadataVersionFresh = 25;   // 4.0-IV3: any 4.x opens it
inline constexpr std::int16_t kMigrationSince = 8;          // 3.4-IV0
inline constexpr std::int16_t kDirectoryIdsSince = 17;      // 3.7-IV2 (KIP-858)
inline constexpr std::int16_t kEligibleReplicasSince = 23;  // 4.0-IV1 (KIP-966)

struct RegisterBrokerRecord;
struct BrokerRegistrationChangeRecord;
struct PartitionRecord;
struct PartitionChangeRecord;

// The version of a record of this kind at a level of metadata.version; 0 for most.
template <class M>
constexpr Version record_version(std::int16_t metadata_version) {
  constexpr bool is_partition =
      std::is_same_v<M, PartitionRecord> || std::is_same_v<M, PartitionChangeRecord>;
  if constexpr (is_partition) {
    if (metadata_version >= kEligibleReplicasSince) return 2;
    return metadata_version >= kDirectoryIdsSince ? 1 : 0;
  } else if constexpr (std::is_same_v<M, RegisterBrokerRecord>) {
    if (metadata_version >= kDirectoryIdsSince) return 3;
    return metadata_version >= kMigrationSince ? 2 : 1;
  } else if constexpr (std::is_same_v<M, BrokerRegistrationChangeRecord>) {
    return metadata_version >= kDirectoryIdsSince ? 2 : 1;
  } else {
    return 0;
  }
}

class MetadataRecords {
 public:
  explicit MetadataRecords(std::int16_t metadata_version) : metadata_version_(metadata_version) {}

  template <Message M>
  void add(const M& record) {
    encode_metadata_record(record, record_version<M>(metadata_version_), bytes_);
    ends_.push_back(bytes_.size());
  }
  // A record that is framed already.
  void add_encoded(Bytes value) {
    bytes_.append(value);
    ends_.push_back(bytes_.size());
  }

  bool empty() const { return ends_.empty(); }
  std::size_t size() const { return ends_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  // The value of record `index`: frame and body. Good until the next add().
  Bytes value(std::size_t index) const {
    const auto start = index == 0 ? 0 : ends_[index - 1];
    return bytes_.view().subspan(start, ends_[index] - start);
  }

 private:
  std::int16_t metadata_version_;
  Buffer bytes_;
  std::vector<std::size_t> ends_;
};

}  // namespace barnabas
