#include "broker/groups/offsets_topic.h"

#include "broker/net/event_loop.h"
#include "broker/topics/group_commit.h"
#include "protocol/records/record_batch_builder.h"
#include "storage/log.h"

namespace barnabas {

Result<Partition*> OffsetsTopic::find(std::int32_t partition) const {
  const auto* topic = environment_.topics.find(kOffsetsTopic);
  auto* found = topic != nullptr ? topic->partition(partition) : nullptr;
  if (found == nullptr)
    return fail(ErrorCode::NotCoordinator,
                "__consumer_offsets has no partition " + std::to_string(partition));
  if (const auto opened = found->open(); !opened) return tl::unexpected(opened.error());
  return found;
}

Result<std::int64_t> OffsetsTopic::append(std::int32_t partition,
                                          std::span<const OffsetsLogRecord> records,
                                          Durable durable) {
  const auto found = find(partition);
  if (!found) return tl::unexpected(found.error());
  const auto now_ms = environment_.clock.wall_ms();
  RecordBatchBuilder builder(
      {.compression = {.codec = environment_.compression, .level = std::nullopt}});
  for (const auto& record : records)
    builder.append({.timestamp_ms = now_ms, .key = record.key, .value = record.value});
  auto batch = builder.finish();
  if (!batch) return tl::unexpected(batch.error());
  const auto appended = (*found)->append(batch->mutable_view(), AppendOrigin::Coordinator);
  if (!appended) return tl::unexpected<Error>(appended.error());
  auto answer = [this, partition, durable = std::move(durable)] { durable(outcome(partition)); };
  if (!(*found)->ack_waits() || environment_.commits.idle()) {
    // Nothing to wait for, but never during this call.
    environment_.loop.post(std::move(answer));
  } else {
    environment_.commits.when_done(std::move(answer));
  }
  return appended->base_offset;
}

ErrorCode OffsetsTopic::outcome(std::int32_t partition) const {
  const auto found = find(partition);
  if (!found) return found.error().code;
  const auto* offline = (*found)->log().offline();
  return offline != nullptr ? offline->code : ErrorCode::None;
}

std::int64_t OffsetsTopic::log_start_offset(std::int32_t partition) const {
  const auto found = find(partition);
  return found ? (*found)->log().log_start_offset() : 0;
}

std::int64_t OffsetsTopic::log_end_offset(std::int32_t partition) const {
  const auto found = find(partition);
  return found ? (*found)->log().log_end_offset() : 0;
}

Result<void> OffsetsTopic::roll(std::int32_t partition) {
  const auto found = find(partition);
  if (!found) return tl::unexpected(found.error());
  return (*found)->log().roll(environment_.clock.wall_ms());
}

void OffsetsTopic::delete_records_before(std::int32_t partition, std::int64_t offset) {
  const auto found = find(partition);
  if (!found) return;
  // What cannot be deleted now is deleted by the next retention.
  static_cast<void>((*found)->delete_records_before(offset));
  static_cast<void>((*found)->log().apply_retention(
      {.now_ms = environment_.clock.wall_ms(), .high_watermark = (*found)->high_watermark()}));
}

}  // namespace barnabas
