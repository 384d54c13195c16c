#pragma once
// Records of __cluster_metadata that say who may do what.

#include "protocol/wire/codec.h"

namespace barnabas {

// An access rule under an id of its own.
struct AccessControlEntryRecord {
  Uuid id;
  std::int8_t resource_type = 0;
  std::string resource_name;
  std::int8_t pattern_type = 0;
  std::string principal;
  std::string host;
  std::int8_t operation = 0;
  std::int8_t permission_type = 0;

  static constexpr RecordSchema info{
      .name = "AccessControlEntryRecord", .type = 18, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("id", id);
    wire("resourceType", resource_type);
    wire("resourceName", resource_name);
    wire("patternType", pattern_type);
    wire("principal", principal);
    wire("host", host);
    wire("operation", operation);
    wire("permissionType", permission_type);
  }
};

// An access rule is gone.
struct RemoveAccessControlEntryRecord {
  Uuid id;

  static constexpr RecordSchema info{.name = "RemoveAccessControlEntryRecord",
                                     .type = 19,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) { wire("id", id); }
};

// The SCRAM credential of a user: never the password itself. mechanism: 1 SHA-256, 2 SHA-512.
struct UserScramCredentialRecord {
  std::string name;
  std::int8_t mechanism = 0;
  Bytes salt;
  Bytes stored_key;
  Bytes server_key;
  std::int32_t iterations = 0;

  static constexpr RecordSchema info{
      .name = "UserScramCredentialRecord", .type = 11, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("name", name);
    wire("mechanism", mechanism);
    wire("salt", salt);
    wire("storedKey", stored_key);
    wire("serverKey", server_key);
    wire("iterations", iterations);
  }
};

// A credential is gone.
struct RemoveUserScramCredentialRecord {
  std::string name;
  std::int8_t mechanism = 0;

  static constexpr RecordSchema info{.name = "RemoveUserScramCredentialRecord",
                                     .type = 22,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("name", name);
    wire("mechanism", mechanism);
  }
};

// A delegation token (KIP-48); its secret is derived from the id.
struct DelegationTokenRecord {
  std::string owner;
  std::string requester;
  std::vector<std::string> renewers;
  std::int64_t issue_timestamp = 0;
  std::int64_t max_timestamp = 0;
  std::int64_t expiration_timestamp = 0;
  std::string token_id;

  static constexpr RecordSchema info{
      .name = "DelegationTokenRecord", .type = 10, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("owner", owner);
    wire("requester", requester);
    wire("renewers", renewers);
    wire("issueTimestamp", issue_timestamp);
    wire("maxTimestamp", max_timestamp);
    wire("expirationTimestamp", expiration_timestamp);
    wire("tokenId", token_id);
  }
};

// A delegation token is gone.
struct RemoveDelegationTokenRecord {
  std::string token_id;

  static constexpr RecordSchema info{
      .name = "RemoveDelegationTokenRecord", .type = 26, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("tokenId", token_id); }
};

}  // namespace barnabas
