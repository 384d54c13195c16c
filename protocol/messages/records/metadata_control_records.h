#pragma once
// Records of __cluster_metadata that change nothing by themselves: heartbeats of the log, and
// brackets around records that count only together (KIP-868).

#include "protocol/wire/codec.h"

namespace barnabas {

// Written from time to time so that the end offset moves and followers see a live leader.
struct NoOpRecord {
  static constexpr RecordSchema info{
      .name = "NoOpRecord", .type = 20, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire&) {}
};

// What follows counts only once EndTransactionRecord has come.
struct BeginTransactionRecord {
  std::optional<std::string> name;

  static constexpr RecordSchema info{
      .name = "BeginTransactionRecord", .type = 23, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire.tagged_nullable(0, "name", name); }
};

// What came since BeginTransactionRecord counts now.
struct EndTransactionRecord {
  static constexpr RecordSchema info{
      .name = "EndTransactionRecord", .type = 24, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire&) {}
};

// What came since BeginTransactionRecord never counts.
struct AbortTransactionRecord {
  std::optional<std::string> reason;

  static constexpr RecordSchema info{
      .name = "AbortTransactionRecord", .type = 25, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire.tagged_nullable(0, "reason", reason); }
};

}  // namespace barnabas
