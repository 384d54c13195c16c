#pragma once
// Checks batches of a file before they are handed out for the first time.
//
// CRC and header of each batch, and that offsets and epochs only grow. A base offset that jumps
// ahead shows by the batch behind it, which then goes back; so one more header than asked for is
// looked at. Owned by the log's thread.

#include <string>

#include "protocol/base/result.h"
#include "storage/batch_walker.h"

namespace barnabas {

struct SliceToCheck {
  Extent extent;               // whole batches
  std::uint64_t file_end = 0;  // up to where batches may follow
  Offset first_offset = 0;     // of the first batch
  Offset limit = 0;            // the next segment's base offset
};

struct CheckedSlice {
  std::uint64_t good_end = 0;  // what lies before is good
  Offset next_offset = 0;      // of the first record that is not known to be good
  std::string objection;       // why it ends early; empty if it does not
};

Result<CheckedSlice> check_batches(File& file, const SliceToCheck& slice);

}  // namespace barnabas
