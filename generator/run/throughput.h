#pragma once
// Throughput: how fast a run may go, as --throughput says it.
//
// JR's form is a number, k, m, g or t (1024 at a step), b for bits or B for bytes, and a unit of
// time: "1MB/s", "512kb/m". Without b it is records, in steps of 1000: "500/s", "20k/s". "max" is
// no limit, for those who do not want to say how many either.

#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

struct Throughput {
  // One of both is above 0, or none: as fast as it goes.
  double records_per_second = 0;
  double bytes_per_second = 0;

  bool is_limited() const { return records_per_second > 0 || bytes_per_second > 0; }
};

// An error says what was expected.
Result<Throughput> parse_throughput(std::string_view text);

}  // namespace barnabas
