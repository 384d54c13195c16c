#pragma once
// The values of control records, in batches whose control bit is set. The key of such a record is
// version int16, type int16; `type` below is that of the key. Types 0 and 1 end a transaction, the
// others belong to KRaft.

#include "protocol/wire/codec.h"

namespace barnabas {

// Ends a transaction: type 0 aborts, type 1 commits.
struct EndTxnMarker {
  std::int32_t coordinator_epoch = 0;

  static constexpr RecordSchema info{.name = "EndTxnMarker", .type = 0, .versions = {0, 0}};
  void describe(Wire& wire) { wire("coordinatorEpoch", coordinator_epoch); }
};

// The first record of a leader of the metadata quorum in its epoch. v1 directory ids (KIP-853).
struct LeaderChangeMessage {
  struct Voter {
    std::int32_t voter_id = 0;
    Uuid voter_directory_id;
    void describe(Wire& wire) {
      wire("voterId", voter_id);
      wire("voterDirectoryId", voter_directory_id, since(1));
    }
  };

  std::int16_t version = 0;
  std::int32_t leader_id = 0;
  std::vector<Voter> voters;
  std::vector<Voter> granting_voters;

  static constexpr RecordSchema info{
      .name = "LeaderChangeMessage", .type = 2, .versions = {0, 1}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("version", version);
    wire("leaderId", leader_id);
    wire("voters", voters);
    wire("grantingVoters", granting_voters);
  }
};

// The first record of a snapshot.
struct SnapshotHeaderRecord {
  std::int16_t version = 0;
  std::int64_t last_contained_log_timestamp = 0;

  static constexpr RecordSchema info{
      .name = "SnapshotHeaderRecord", .type = 3, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("version", version);
    wire("lastContainedLogTimestamp", last_contained_log_timestamp);
  }
};

// The last record of a snapshot.
struct SnapshotFooterRecord {
  std::int16_t version = 0;

  static constexpr RecordSchema info{
      .name = "SnapshotFooterRecord", .type = 4, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("version", version); }
};

// Which rules the quorum follows from here on: 0 fixed voters, 1 voters that change (KIP-853).
struct KRaftVersionRecord {
  std::int16_t version = 0;
  std::int16_t k_raft_version = 0;

  static constexpr RecordSchema info{
      .name = "KRaftVersionRecord", .type = 5, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("version", version);
    wire("kRaftVersion", k_raft_version);
  }
};

// The voters of the quorum, from kraft.version 1 on.
struct VotersRecord {
  struct Endpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("host", host);
      wire("port", port);
    }
  };
  struct KRaftVersionFeature {
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    void describe(Wire& wire) {
      wire("minSupportedVersion", min_supported_version);
      wire("maxSupportedVersion", max_supported_version);
    }
  };
  struct Voter {
    std::int32_t voter_id = 0;
    Uuid voter_directory_id;
    std::vector<Endpoint> endpoints;
    KRaftVersionFeature k_raft_version_feature;
    void describe(Wire& wire) {
      wire("voterId", voter_id);
      wire("voterDirectoryId", voter_directory_id);
      wire("endpoints", endpoints);
      wire("kRaftVersionFeature", k_raft_version_feature);
    }
  };

  std::int16_t version = 0;
  std::vector<Voter> voters;

  static constexpr RecordSchema info{
      .name = "VotersRecord", .type = 6, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("version", version);
    wire("voters", voters);
  }
};

}  // namespace barnabas
