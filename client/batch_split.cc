#include "client/batch_split.h"

#include "protocol/base/check.h"
#include "protocol/base/offset.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas::client {
namespace {

Result<void> copy_record(const RecordView& record, RecordBatchBuilder& into) {
  std::vector<RecordHeader> headers;
  auto iterator = record.headers();
  while (true) {
    const auto header = iterator.next();
    if (!header) return tl::unexpected(header.error());
    if (!*header) break;
    headers.push_back(**header);
  }
  into.append({.timestamp_ms = record.timestamp_ms,
               .key = record.key,
               .value = record.value,
               .headers = headers});
  return {};
}

}  // namespace

Result<std::vector<Buffer>> split_batch(const RecordBatchView& batch) {
  BARNABAS_CHECK(batch.record_count() > 1, "a single record cannot be split");
  Buffer scratch;
  const auto bytes = batch.records(scratch);
  if (!bytes) return tl::unexpected(bytes.error());
  RecordIterator records(batch, *bytes);
  const auto first_half = batch.record_count() / 2;
  std::vector<Buffer> halves;
  for (const auto count : {first_half, batch.record_count() - first_half}) {
    RecordBatchOptions options{.producer_id = batch.producer_id(),
                               .producer_epoch = batch.producer_epoch(),
                               .base_sequence = batch.base_sequence()};
    options.compression.codec = batch.compression();
    if (batch.base_sequence() != kNoSequence && !halves.empty())
      options.base_sequence = advance_sequence(batch.base_sequence(), first_half);
    RecordBatchBuilder half(options);
    for (std::int32_t i = 0; i < count; ++i) {
      const auto record = records.next();
      if (!record) return tl::unexpected(record.error());
      if (auto copied = copy_record(**record, half); !copied) return tl::unexpected(copied.error());
    }
    auto finished = half.finish();
    if (!finished) return tl::unexpected(finished.error());
    halves.push_back(std::move(*finished));
  }
  return halves;
}

}  // namespace barnabas::client
