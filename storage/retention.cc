#include "storage/retention.h"

namespace barnabas {

std::optional<LogObserver::DeleteReason> deletable(const RetentionCandidate& oldest,
                                                   const LogConfig& config) {
  if (oldest.next_offset <= oldest.log_start_offset) return LogObserver::DeleteReason::LogStart;
  if (!config.cleanup_delete || config.retention_bytes < 0 ||
      oldest.next_offset > oldest.high_watermark)
    return std::nullopt;
  const auto without = oldest.log_bytes - oldest.bytes;
  if (oldest.bytes > 0 && without >= static_cast<std::uint64_t>(config.retention_bytes))
    return LogObserver::DeleteReason::Size;
  return std::nullopt;
}

bool too_old(RetentionAge age, const LogConfig& config) {
  if (!config.cleanup_delete || config.retention_ms < 0 || age.max_timestamp_ms < 0) return false;
  return age.now_ms - age.max_timestamp_ms > config.retention_ms;
}

}  // namespace barnabas
