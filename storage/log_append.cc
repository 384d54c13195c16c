// Log, appending: validation, offsets and epochs, one write, then everything that follows from it.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "protocol/records/record_batch_editor.h"
#include "storage/batch_validator.h"
#include "storage/log.h"
#include "storage/position_hints.h"
#include "storage/segment.h"

namespace barnabas {
namespace {

using Refusal = tl::unexpected<AppendError>;

Refusal refuse(Error error) { return Refusal(AppendError{std::move(error), {}}); }

// segment.jitter.ms spreads the rolls of partitions that were created together. A number that is
// always the same for a segment serves as well as a random one and needs no generator.
std::int64_t roll_jitter_ms(std::string_view folder, Offset base_offset, std::int64_t max_ms) {
  if (max_ms <= 0) return 0;
  auto hash = std::uint64_t{14695981039346656037U} ^ static_cast<std::uint64_t>(base_offset);
  for (const char letter : folder)
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  return static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(max_ms));
}

}  // namespace

tl::expected<AppendResult, AppendError> Log::append(MutableBytes batches,
                                                    const AppendOptions& options) {
  if (offline_) return refuse(*offline_);
  if (closed_)
    return refuse({ErrorCode::KafkaStorageError, fmt::format("{} has been closed", folder_)});
  return options.origin == AppendOrigin::Client ? append_from_client(batches, options)
                                                : append_from_broker(batches, options);
}

tl::expected<AppendResult, AppendError> Log::append_from_client(MutableBytes bytes,
                                                                const AppendOptions& options) {
  auto valid = validate_client_batch(bytes, *config_, options.now_ms);
  if (!valid) return tl::unexpected(valid.error());
  auto batch = RecordBatchView::parse(bytes);
  if (!batch) return refuse(batch.error());
  auto sequence = check_sequence(*batch);
  if (auto known = producers_.find_duplicate(*batch)) return answer_duplicate(*batch, *known);
  if (!sequence) return refuse(sequence.error());

  if (valid->rebuilt) bytes = valid->rebuilt->mutable_view();
  RecordBatchEditor editor(bytes);
  editor.set_timestamps(valid->timestamp_type, valid->max_timestamp_ms);
  editor.set_base_offset(log_end_offset_);
  editor.set_partition_leader_epoch(options.leader_epoch);
  return write(bytes, options);
}

tl::expected<AppendResult, AppendError> Log::append_from_broker(MutableBytes bytes,
                                                                const AppendOptions& options) {
  auto offset = log_end_offset_;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto rest = bytes.subspan(at);
    auto batch = RecordBatchView::parse(rest);
    if (!batch) return refuse(batch.error());
    auto valid = validate_broker_batch(*batch, *config_, options.origin);
    if (!valid) return tl::unexpected(valid.error());
    if (options.origin == AppendOrigin::Replication) {
      if (batch->base_offset() < offset)
        return refuse({ErrorCode::OffsetOutOfRange,
                       fmt::format("{}: a batch at offset {} was replicated, the log is at {}",
                                   folder_, batch->base_offset(), offset)});
    } else {
      auto producer = producers_.check(*batch, {.offset = offset, .from_client = false});
      if (!producer) return refuse(producer.error());
      RecordBatchEditor editor(rest.first(batch->size()));
      editor.set_base_offset(offset);
      editor.set_partition_leader_epoch(options.leader_epoch);
      if (config_->message_timestamp_type == TimestampType::LogAppendTime)
        editor.set_timestamps(TimestampType::LogAppendTime, options.now_ms);
    }
    offset = batch->next_offset();
    at += batch->size();
  }
  if (bytes.empty()) return refuse({ErrorCode::InvalidRecord, "no record batch at all"});
  return write(bytes, options);
}

// A snapshot keeps only the last batch of a producer. After a restart a retry of an earlier one
// looks out of order; what is in the log decides.
Result<void> Log::check_sequence(const RecordBatchView& batch) {
  auto outcome = producers_.check(batch, {.offset = log_end_offset_, .from_client = true});
  if (outcome || outcome.error().code != ErrorCode::OutOfOrderSequenceNumber) return outcome;
  const auto* entry = producers_.find(batch.producer_id());
  if (entry != nullptr && entry->batch_count() < ProducerEntry::kBatchesMax)
    (void)recall_batches(batch.producer_id());
  return outcome;
}

AppendResult Log::answer_duplicate(const RecordBatchView& batch, const ProducerBatch& known) {
  if (observer_ != nullptr)
    observer_->duplicate_recognised(folder_, {.producer_id = batch.producer_id(),
                                              .producer_epoch = batch.producer_epoch(),
                                              .base_sequence = batch.base_sequence(),
                                              .last_sequence = batch.last_sequence(),
                                              .base_offset = known.first_offset(),
                                              .last_offset = known.last_offset});
  AppendResult result{.base_offset = known.first_offset(),
                      .last_offset = known.last_offset,
                      .log_start_offset = log_start_offset_,
                      .duplicate = true};
  if (config_->message_timestamp_type == TimestampType::LogAppendTime)
    result.log_append_time_ms = known.timestamp_ms;
  result.segment_base_offset = segments_[segment_index(known.first_offset())]->base_offset();
  return result;
}

std::optional<LogObserver::RollReason> Log::roll_reason(const RollQuestion& question) {
  using Reason = LogObserver::RollReason;
  const auto bytes = active().size().value_or(0);
  if (bytes == 0) return std::nullopt;
  if (bytes + question.bytes > static_cast<std::uint64_t>(config_->segment_bytes))
    return Reason::Size;
  const auto first_ms = active().first_timestamp_ms().value_or(kNoTimestamp);
  const auto age_ms = first_ms >= 0 && question.max_timestamp_ms >= 0
                          ? question.max_timestamp_ms - first_ms
                          : question.now_ms - active_created_ms_;
  const auto jitter_ms =
      roll_jitter_ms(folder_, active().base_offset(), config_->segment_jitter_ms);
  // What is never sealed is never cleaned.
  const auto span_max_ms = config_->cleanup_compact
                               ? std::min(config_->segment_ms, config_->max_compaction_lag_ms)
                               : config_->segment_ms;
  if (age_ms > span_max_ms - jitter_ms) return Reason::Time;
  if (active().index_full(config_->segment_index_bytes)) return Reason::IndexFull;
  if (question.last_offset - active().base_offset() > std::numeric_limits<std::int32_t>::max())
    return Reason::RelativeOffset;
  return std::nullopt;
}

tl::expected<AppendResult, AppendError> Log::write(Bytes batches, const AppendOptions& options) {
  RollQuestion question{.bytes = batches.size(), .now_ms = options.now_ms};
  RecordBatchIterator iterator(batches);
  for (auto batch = iterator.next(); batch && *batch; batch = iterator.next()) {
    question.max_timestamp_ms = std::max(question.max_timestamp_ms, (*batch)->max_timestamp_ms());
    question.last_offset = (*batch)->last_offset();
  }
  if (const auto reason = roll_reason(question))
    if (auto rolled = roll(*reason, options.now_ms); !rolled) return refuse(rolled.error());

  const bool first_bytes = active().size().value_or(0) == 0;
  auto position = active().append(batches);
  if (!position) {
    auto error = position.error();
    error.code = ErrorCode::KafkaStorageError;
    return refuse(std::move(error));
  }
  // The active segment of a new log gets its file with its first batch.
  if (first_bytes) new_log_unsynced_ = true;

  AppendResult result{.log_start_offset = log_start_offset_,
                      .segment_base_offset = active().base_offset(),
                      .position = *position,
                      .bytes = batches.size()};
  if (config_->message_timestamp_type == TimestampType::LogAppendTime)
    result.log_append_time_ms = question.max_timestamp_ms;
  note_written(batches, result);
  return result;
}

void Log::note_written(Bytes batches, AppendResult& result) {
  if (!hints_) hints_ = std::make_unique<PositionHints>();
  LogObserver::Appended event{.segment_base_offset = result.segment_base_offset,
                              .position = result.position,
                              .bytes = result.bytes};
  bool epochs_changed = false;
  RecordBatchIterator iterator(batches);
  for (auto next = iterator.next(); next && *next; next = iterator.next()) {
    const auto& batch = **next;
    const auto at = summarise(batch, result.position + iterator.position() - batch.size());
    if (event.batches++ == 0) {
      result.base_offset = event.base_offset = at.base_offset;
      event.producer_id = batch.producer_id();
      event.base_sequence = batch.base_sequence();
    }
    result.last_offset = event.last_offset = at.last_offset;
    result.records += batch.record_count();
    const auto indexed = active().note(at);
    if (indexed.offset && observer_ != nullptr)
      observer_->index_entry_added(
          folder_, {.segment_base_offset = active().base_offset(),
                    .offset = at.last_offset,
                    .position = at.position,
                    .entries = active().offset_index_entries(),
                    .timestamp_ms = indexed.time ? at.max_timestamp_ms : kNoTimestamp});
    hints_->appended(at.base_offset, at.position);
    epochs_changed |= epochs_.assign({at.leader_epoch, at.base_offset});
    log_end_offset_ = at.last_offset + 1;
    if (auto completed = producers_.apply(batch); completed && *completed)
      note_completed(**completed);
  }
  if (epochs_changed) write_epochs();
  if (observer_ != nullptr) observer_->appended(folder_, event);
}

void Log::note_completed(const CompletedTransaction& completed) {
  if (!completed.aborted) return;
  // Lost with a full disk, it comes back with the next recovery of this segment.
  (void)active().add_aborted_transaction(
      {.producer_id = completed.producer_id,
       .first_offset = completed.first_offset,
       .last_offset = completed.last_offset,
       .last_stable_offset = producers_.last_stable_offset_after(completed)});
}

}  // namespace barnabas
