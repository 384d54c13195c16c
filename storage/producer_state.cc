#include "storage/producer_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "protocol/records/control_record.h"
#include "protocol/records/record.h"

namespace barnabas {
namespace {

constexpr Sequence kSequenceMax = std::numeric_limits<Sequence>::max();

// What a transaction marker says. Nothing for a control batch that compaction emptied.
struct Marker {
  ControlRecordType type = ControlRecordType::Abort;
  std::int32_t coordinator_epoch = -1;
  TimestampMs timestamp_ms = kNoTimestamp;
};

Result<std::optional<Marker>> read_marker(const RecordBatchView& batch) {
  Buffer scratch;
  auto records = batch.records(scratch);
  if (!records) return tl::unexpected(records.error());
  RecordIterator iterator(batch, *records);
  auto record = iterator.next();
  if (!record) return tl::unexpected(record.error());
  if (!*record) return std::nullopt;
  auto type = read_control_record_key((*record)->key.value_or(Bytes{}));
  if (!type) return tl::unexpected(type.error());
  if (*type != ControlRecordType::Abort && *type != ControlRecordType::Commit) return std::nullopt;
  auto epoch = read_end_transaction_marker((*record)->value.value_or(Bytes{}));
  if (!epoch) return tl::unexpected(epoch.error());
  return Marker{*type, *epoch, (*record)->timestamp_ms};
}

bool is_next(Sequence last, Sequence next) {
  return last == kSequenceMax ? next == 0 : next == last + 1;
}

}  // namespace

Sequence ProducerBatch::first_sequence() const {
  // Counts back, wrapping below zero to the largest sequence.
  const auto first = std::int64_t{last_sequence} - offset_delta;
  return static_cast<Sequence>(first >= 0 ? first : first + kSequenceMax + 1);
}

std::optional<ProducerBatch> ProducerEntry::last_batch() const {
  if (count_ == 0) return std::nullopt;
  return batches_[count_ - 1];
}

Sequence ProducerEntry::last_sequence() const {
  return count_ == 0 ? kNoSequence : batches_[count_ - 1].last_sequence;
}

void ProducerEntry::add(const ProducerBatch& batch) {
  if (count_ == kBatchesMax) {
    std::move(batches_.begin() + 1, batches_.end(), batches_.begin());
    --count_;
  }
  batches_[count_++] = batch;
}

bool ProducerEntry::operator==(const ProducerEntry& other) const {
  return epoch == other.epoch && coordinator_epoch == other.coordinator_epoch &&
         last_timestamp_ms == other.last_timestamp_ms &&
         transaction_first_offset == other.transaction_first_offset && count_ == other.count_ &&
         std::equal(batches_.begin(), batches_.begin() + static_cast<std::ptrdiff_t>(count_),
                    other.batches_.begin());
}

const ProducerEntry* ProducerState::find(ProducerId producer_id) const {
  const auto found = entries_.find(producer_id);
  return found == entries_.end() ? nullptr : &found->second;
}

std::optional<ProducerBatch> ProducerState::find_duplicate(const RecordBatchView& batch) const {
  if (!batch.has_producer_id() || batch.is_control()) return std::nullopt;
  const auto* entry = find(batch.producer_id());
  if (entry == nullptr || entry->epoch != batch.producer_epoch()) return std::nullopt;
  for (std::size_t i = 0; i < entry->batch_count(); ++i) {
    const auto& known = entry->batch(i);
    if (known.first_sequence() == batch.base_sequence() &&
        known.last_sequence == batch.last_sequence())
      return known;
  }
  return std::nullopt;
}

Result<void> ProducerState::check(const RecordBatchView& batch, Check how) const {
  if (!batch.has_producer_id()) return {};
  const auto* entry = find(batch.producer_id());
  if (entry == nullptr) return {};
  if (batch.producer_epoch() < entry->epoch)
    return fail(ErrorCode::InvalidProducerEpoch,
                fmt::format("producer {} wrote with epoch {} at offset {}, but epoch {} has been "
                            "seen: another producer took over its id",
                            batch.producer_id(), batch.producer_epoch(), how.offset, entry->epoch));
  if (batch.is_control()) {
    auto marker = read_marker(batch);
    if (!marker) return tl::unexpected(marker.error());
    if (*marker && (*marker)->coordinator_epoch < entry->coordinator_epoch)
      return fail(
          ErrorCode::TransactionCoordinatorFenced,
          fmt::format("a transaction marker for producer {} comes from coordinator epoch "
                      "{}, but epoch {} has been seen",
                      batch.producer_id(), (*marker)->coordinator_epoch, entry->coordinator_epoch));
    return {};
  }
  if (how.from_client)
    if (auto ok = check_sequence(batch, *entry, how.offset); !ok) return ok;
  if (entry->transaction_first_offset != kNoOffset && !batch.is_transactional())
    return fail(ErrorCode::InvalidTxnState,
                fmt::format("producer {} wrote outside its transaction, open since offset {}, at "
                            "offset {}",
                            batch.producer_id(), entry->transaction_first_offset, how.offset));
  return {};
}

Result<void> ProducerState::check_sequence(const RecordBatchView& batch, const ProducerEntry& entry,
                                           Offset offset) const {
  const auto sequence = batch.base_sequence();
  if (batch.producer_epoch() != entry.epoch) {
    if (sequence == 0 || entry.epoch == kNoProducerEpoch) return {};
    return fail(
        ErrorCode::OutOfOrderSequenceNumber,
        fmt::format("producer {} starts epoch {} with sequence {} at offset {}; a new "
                    "epoch starts at 0 (the one before was {})",
                    batch.producer_id(), batch.producer_epoch(), sequence, offset, entry.epoch));
  }
  if (entry.epoch == kNoProducerEpoch || is_next(entry.last_sequence(), sequence)) return {};
  return fail(ErrorCode::OutOfOrderSequenceNumber,
              fmt::format("producer {} sent sequence {} at offset {}, but the last one here is {}: "
                          "a batch before it is missing, or it is older than the batches "
                          "remembered",
                          batch.producer_id(), sequence, offset, entry.last_sequence()));
}

Result<std::optional<CompletedTransaction>> ProducerState::apply(const RecordBatchView& batch) {
  if (!batch.has_producer_id()) return std::nullopt;
  std::optional<Marker> marker;
  if (batch.is_control()) {
    auto read = read_marker(batch);
    if (!read) return tl::unexpected(read.error());
    if (!*read) return std::nullopt;
    marker = *read;
  }
  auto& entry = entries_[batch.producer_id()];
  if (entry.epoch != batch.producer_epoch()) {
    entry.clear_batches();
    entry.epoch = batch.producer_epoch();
  }
  if (!marker) {
    entry.last_timestamp_ms = batch.max_timestamp_ms();
    entry.add({.last_sequence = batch.last_sequence(),
               .last_offset = batch.last_offset(),
               .offset_delta = batch.last_offset_delta(),
               .timestamp_ms = batch.max_timestamp_ms()});
    if (batch.is_transactional() && entry.transaction_first_offset == kNoOffset) {
      entry.transaction_first_offset = batch.base_offset();
      transactions_[batch.base_offset()] = {.producer_id = batch.producer_id()};
    }
    return std::nullopt;
  }
  entry.coordinator_epoch = marker->coordinator_epoch;
  entry.last_timestamp_ms = marker->timestamp_ms;
  if (entry.transaction_first_offset == kNoOffset) return std::nullopt;
  const CompletedTransaction completed{.producer_id = batch.producer_id(),
                                       .first_offset = entry.transaction_first_offset,
                                       .last_offset = batch.base_offset(),
                                       .aborted = marker->type == ControlRecordType::Abort};
  entry.transaction_first_offset = kNoOffset;
  transactions_[completed.first_offset].marker_offset = completed.last_offset;
  return completed;
}

Offset ProducerState::last_stable_offset_after(const CompletedTransaction& completed) const {
  for (const auto& [first_offset, transaction] : transactions_)
    if (transaction.marker_offset == kNoOffset) return first_offset;
  return completed.last_offset + 1;
}

std::optional<Offset> ProducerState::first_unstable_offset(Offset high_watermark) const {
  for (const auto& [first_offset, transaction] : transactions_)
    if (transaction.marker_offset == kNoOffset || transaction.marker_offset >= high_watermark)
      return first_offset;
  return std::nullopt;
}

void ProducerState::high_watermark_moved(Offset high_watermark) {
  std::erase_if(transactions_, [&](const auto& item) {
    return item.second.marker_offset != kNoOffset && item.second.marker_offset < high_watermark;
  });
}

void ProducerState::load(ProducerId producer_id, const ProducerEntry& entry) {
  entries_[producer_id] = entry;
  if (entry.transaction_first_offset != kNoOffset)
    transactions_[entry.transaction_first_offset] = {.producer_id = producer_id};
}

void ProducerState::recall(ProducerId producer_id, const ProducerEntry& found) {
  const auto known = entries_.find(producer_id);
  if (known == entries_.end() || known->second.epoch != found.epoch) return;
  const auto last = known->second.last_batch();
  const auto found_last = found.last_batch();
  if (!last || !found_last || last->last_offset != found_last->last_offset) return;
  known->second.clear_batches();
  for (std::size_t i = 0; i < found.batch_count(); ++i) known->second.add(found.batch(i));
}

std::size_t ProducerState::expire(TimestampMs before_ms) {
  return std::erase_if(entries_, [&](const auto& item) {
    return item.second.transaction_first_offset == kNoOffset &&
           item.second.last_timestamp_ms <= before_ms;
  });
}

void ProducerState::clear() {
  entries_.clear();
  transactions_.clear();
}

}  // namespace barnabas
