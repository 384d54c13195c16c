#pragma once
// barnabas find-offset DIR N: the way from an offset or a timestamp to a byte in a file, as a
// broker goes it for each fetch, told step by step.
//
//   1  the segment with the largest base offset that is not above the one wanted
//   2  binary search in its sparse index for the last entry not above it
//   3  from that position on, batch by batch, until one ends at or behind it
//   4  inside that batch, decompressed if need be, record by record
//
// A timestamp starts one step earlier, with the time index. Left out: Kafka searches the newest
// 8 KiB of an index first ("warm section"), which changes the probes but not what they find.

#include <optional>
#include <string>

#include "cli/dump_log.h"
#include "protocol/base/offset.h"

namespace barnabas {

struct FindOffsetOptions {
  std::string directory;                    // of one partition: DATA-DIR/orders-0
  std::optional<Offset> offset;             // one of these two
  std::optional<TimestampMs> timestamp_ms;  // the first record that is not older
  bool explain = false;
};

// Returns an exit code: 0 found, 1 not there or not readable, 5 where a file is damaged.
int find_offset(const FindOffsetOptions& options, ToolOutput output);

}  // namespace barnabas
