#include "storage/compaction/batch_filter.h"

#include "protocol/records/record_batch_builder.h"

namespace barnabas {
namespace {

// The options that make a builder write the same header again.
RecordBatchOptions header_of(const RecordBatchView& batch) {
  RecordBatchOptions options{.base_offset = batch.base_offset(),
                             .partition_leader_epoch = batch.partition_leader_epoch(),
                             .timestamp_type = batch.timestamp_type(),
                             .log_append_time_ms = batch.max_timestamp_ms(),
                             .producer_id = batch.producer_id(),
                             .producer_epoch = batch.producer_epoch(),
                             .base_sequence = batch.base_sequence(),
                             .transactional = batch.is_transactional(),
                             .control = batch.is_control()};
  options.compression.codec = batch.compression();
  options.last_offset = batch.last_offset();
  if (batch.has_delete_horizon()) options.delete_horizon_ms = batch.base_timestamp_ms();
  return options;
}

Result<std::vector<RecordHeader>> headers_of(const RecordView& record) {
  std::vector<RecordHeader> headers;
  auto iterator = record.headers();
  while (true) {
    auto header = iterator.next();
    if (!header) return tl::unexpected(header.error());
    if (!*header) return headers;
    headers.push_back(**header);
  }
}

Result<void> write(const RecordBatchOptions& options, const std::vector<RecordView>& records,
                   Buffer& output) {
  RecordBatchBuilder builder(options);
  for (const auto& record : records) {
    auto headers = headers_of(record);
    if (!headers) return tl::unexpected(headers.error());
    builder.append_at(record.offset, {.timestamp_ms = record.timestamp_ms,
                                      .key = record.key,
                                      .value = record.value,
                                      .headers = *headers});
  }
  return builder.finish(output);
}

// A batch without records: neither codec nor delete horizon, and the time of its youngest record.
Result<void> write_empty(const RecordBatchView& batch, Buffer& output) {
  auto options = header_of(batch);
  options.compression.codec = Compression::None;
  options.delete_horizon_ms.reset();
  options.max_timestamp_ms = batch.max_timestamp_ms();
  return write(options, {}, output);
}

}  // namespace

bool BatchFilter::stays(const RecordBatchView& batch, const RecordView& record) const {
  if (batch.is_control() || record.offset > map_.latest_offset()) return true;
  if (!record.key) return false;
  if (const auto latest = map_.find(*record.key); latest && *latest > record.offset) return false;
  return record.value || !batch.has_delete_horizon() || rules_.now_ms < batch.base_timestamp_ms();
}

bool BatchFilter::header_stays(const RecordBatchView& batch) const {
  if (batch.next_offset() == rules_.section_end) return true;
  if (!batch.has_producer_id()) return false;
  const auto producer = producers_.find(batch.producer_id());
  if (producer == producers_.end()) return false;
  if (producer->second.is_unknown) return true;
  if (const auto last = producer->second.last_offset) return batch.last_offset() == *last;
  // Only a marker is known of it, whose epoch keeps older incarnations out.
  return batch.is_control() && batch.producer_epoch() == producer->second.epoch;
}

Result<BatchFilter::Selection> BatchFilter::select(const RecordBatchView& batch, Bytes records,
                                                   bool drop_all) const {
  Selection selection;
  RecordIterator iterator(batch, records);
  while (true) {
    auto record = iterator.next();
    if (!record) return tl::unexpected(record.error());
    if (!*record) return selection;
    if (drop_all || !stays(batch, **record)) continue;
    selection.has_tombstones |= !(*record)->value;
    selection.records.push_back(**record);
  }
}

Result<std::int32_t> BatchFilter::filter(const RecordBatchView& batch,
                                         CleanedTransactions& transactions, Buffer& output) const {
  auto may_go = transactions.may_go(batch);
  if (!may_go) return tl::unexpected(may_go.error());
  const bool expired = batch.has_delete_horizon() && batch.base_timestamp_ms() <= rules_.now_ms;
  const bool drop_all = *may_go && (!batch.is_control() || expired);
  if (drop_all && !header_stays(batch)) return 0;

  Buffer scratch;
  auto records = batch.records(scratch);
  if (!records) return tl::unexpected(records.error());
  auto selection = select(batch, *records, drop_all);
  if (!selection) return tl::unexpected(selection.error());
  const auto count = static_cast<std::int32_t>(selection->records.size());
  if (count == 0) {
    if (!header_stays(batch)) return 0;
    if (auto done = write_empty(batch, output); !done) return tl::unexpected(done.error());
    return 0;
  }
  const bool needs_horizon =
      !batch.has_delete_horizon() && (selection->has_tombstones || (*may_go && batch.is_control()));
  if (count == batch.record_count() && !needs_horizon) {
    output.append(batch.bytes());
    return count;
  }
  auto options = header_of(batch);
  if (needs_horizon) options.delete_horizon_ms = rules_.now_ms + rules_.delete_retention_ms;
  if (auto done = write(options, selection->records, output); !done)
    return tl::unexpected(done.error());
  return count;
}

}  // namespace barnabas
