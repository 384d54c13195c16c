#pragma once
// split_batch: one batch as two, for a topic whose limits are smaller than a batch is.

#include <vector>

#include "protocol/base/buffer.h"
#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"

namespace barnabas::client {

// Two batches with the same records in the same order, under the same codec; sequence numbers go on
// from the first to the second. REQUIRES: two records or more. Errors: CORRUPT_MESSAGE.
Result<std::vector<Buffer>> split_batch(const RecordBatchView& batch);

}  // namespace barnabas::client
