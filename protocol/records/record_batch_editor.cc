#include "protocol/records/record_batch_editor.h"

#include "protocol/base/crc32c.h"

namespace barnabas {

namespace layout = record_batch_layout;

void RecordBatchEditor::set_base_offset(Offset offset) {
  store_big_endian(batch_.data() + layout::kBaseOffset, offset);
}

void RecordBatchEditor::set_partition_leader_epoch(LeaderEpoch epoch) {
  store_big_endian(batch_.data() + layout::kPartitionLeaderEpoch, epoch);
}

void RecordBatchEditor::set_timestamps(TimestampType type, TimestampMs max_timestamp_ms) {
  const auto before = load_big_endian<std::int16_t>(batch_.data() + layout::kAttributes);
  const auto after = static_cast<std::int16_t>(type == TimestampType::LogAppendTime
                                                   ? before | layout::kTimestampTypeBit
                                                   : before & ~layout::kTimestampTypeBit);
  const auto max_before = load_big_endian<TimestampMs>(batch_.data() + layout::kMaxTimestamp);
  if (after == before && max_timestamp_ms == max_before) return;
  store_big_endian(batch_.data() + layout::kAttributes, after);
  store_big_endian(batch_.data() + layout::kMaxTimestamp, max_timestamp_ms);
  update_crc();
}

void RecordBatchEditor::update_crc() {
  const auto length = load_big_endian<std::int32_t>(batch_.data() + layout::kBatchLength);
  const auto size = static_cast<std::size_t>(length) + kBatchPrefixSize;
  const auto covered = Bytes(batch_).first(size).subspan(layout::kAttributes);
  store_big_endian(batch_.data() + layout::kCrc, crc32c(covered));
}

}  // namespace barnabas
