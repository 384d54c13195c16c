#include "broker/topics/partition.h"

#include <fmt/format.h>

#include "broker/topics/group_commit.h"
#include "broker/topics/log_cleaner.h"
#include "storage/log_directory.h"

namespace barnabas {

Partition::Partition(const PartitionEnvironment& environment, Identity identity)
    : environment_(environment),
      name_(std::move(identity.name)),
      topic_id_(identity.topic_id),
      config_(std::move(identity.config)) {}

Partition::~Partition() {
  environment_.commits.leave(*this);
  environment_.active.leave(*this);
  environment_.cleaner.leave(*this);
}

Result<Log*> Partition::open() {
  if (log_ != nullptr) return log_;
  const auto opened = environment_.logs.open_log({.partition = name_,
                                                  .topic_id = topic_id_,
                                                  .config = config_,
                                                  .now_ms = environment_.clock.wall_ms()});
  if (!opened) return tl::unexpected(opened.error());
  auto& log = **opened;
  // After a crash the tail may only be in the page cache; nobody may read what can still vanish.
  if (environment_.durability == Durability::Fsync && log.recovery_point() < log.log_end_offset())
    if (auto flushed = log.flush(); !flushed) return tl::unexpected(flushed.error());
  log_ = &log;
  high_watermark_ = log.log_end_offset();
  if (config_->cleanup_compact) environment_.cleaner.join(*this);
  return log_;
}

ErrorCode Partition::check_leader_epoch(LeaderEpoch believed) const {
  if (believed == kNoLeaderEpoch || believed == leader_epoch_) return ErrorCode::None;
  return believed < leader_epoch_ ? ErrorCode::FencedLeaderEpoch : ErrorCode::UnknownLeaderEpoch;
}

tl::expected<AppendResult, AppendError> Partition::append(MutableBytes batches,
                                                          AppendOrigin origin) {
  const auto opened = open();
  if (!opened) return tl::unexpected(AppendError{opened.error(), {}});
  auto appended = log_->append(
      batches,
      {.now_ms = environment_.clock.wall_ms(), .leader_epoch = leader_epoch_, .origin = origin});
  // A log that went offline has said so itself.
  if (!appended && appended.error().code == ErrorCode::KafkaStorageError && !log_->offline())
    environment_.complain("cannot write: " + appended.error().message);
  if (!appended || appended->duplicate) return appended;
  environment_.active.join(*this);
  if (config_->cleanup_compact) environment_.cleaner.join(*this);
  if (ack_waits()) {
    environment_.commits.join(*this);
  } else {
    follow_appends();
  }
  return appended;
}

bool Partition::flush_is_due() const {
  return log_->log_end_offset() - log_->recovery_point() >= config_->flush_messages;
}

// durability=os: what the system has counts as stored. It is synced in time if that is asked for,
// and, as Apache Kafka does it, once a segment is full: after a kill only what is not known to be
// durable is read again.
void Partition::follow_appends() {
  advance_high_watermark(log_->log_end_offset());
  if (log_->recovery_point() < log_->active_base_offset()) {
    environment_.commits.join(*this);
  } else if (log_->recovery_point() < log_->log_end_offset()) {
    environment_.commits.join_within(*this, std::chrono::milliseconds(config_->flush_ms));
  }
}

Result<Offset> Partition::delete_records_before(Offset offset) {
  const auto opened = open();
  if (!opened) return tl::unexpected(opened.error());
  constexpr Offset up_to_high_watermark = -1;
  const auto target = offset == up_to_high_watermark ? high_watermark_ : offset;
  if (target < 0 || target > high_watermark_)
    return fail(ErrorCode::OffsetOutOfRange,
                fmt::format("{}: cannot delete before offset {}, the high watermark is {}",
                            to_string(name_), target, high_watermark_));
  const auto moved = log_->delete_records_before(target);
  if (!moved) return tl::unexpected(moved.error());
  if (*moved) waiters_.notify_all();
  return log_->log_start_offset();
}

void Partition::update_config(std::shared_ptr<const LogConfig> config) {
  config_ = std::move(config);
  if (log_ == nullptr) return;
  log_->update_config(config_);
  if (config_->cleanup_compact) environment_.cleaner.join(*this);
  environment_.commits.forget_deadline(*this);
  if (!ack_waits()) follow_appends();
}

void Partition::committed() {
  // Offline: whoever waits for these records shall find out.
  if (log_->offline()) return waiters_.notify_all();
  advance_high_watermark(log_->recovery_point());
  if (!ack_waits()) follow_appends();
}

void Partition::advance_high_watermark(Offset to) {
  if (to <= high_watermark_) return;
  high_watermark_ = to;
  waiters_.notify_all();
}

}  // namespace barnabas
