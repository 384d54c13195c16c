// Upkeep in slices: expiry of positions that nobody uses, and rewriting the log.

#include <algorithm>

#include "broker/groups/group_partition.h"

namespace barnabas {
namespace {

// How much one slice may look at or write before the broker gets its turn.
constexpr std::size_t kSlicePositions = 2'000;

bool is_expired(const CommittedOffset& position, std::int64_t unused_since_ms,
                std::int64_t retention_ms, std::int64_t now_ms) {
  // Old clients gave each commit its own lifetime; newer ones follow the broker's.
  if (position.expire_timestamp_ms != kNoTimestamp) return now_ms >= position.expire_timestamp_ms;
  return now_ms - unused_since_ms >= retention_ms;
}

}  // namespace

void GroupPartition::expire_slice() {
  const auto now = services_.now();
  if (!expiry_cursor_) {
    if (now.steady < next_expiry_) return;
    expiry_cursor_.emplace();
    next_expiry_ = now.steady +
                   std::chrono::milliseconds(services_.options.offsets_retention_check_interval_ms);
  }
  GroupRecords records;
  std::size_t looked_at = 0;
  auto at = entries_.lower_bound(*expiry_cursor_);
  while (at != entries_.end() && looked_at < kSlicePositions) {
    looked_at += 1 + at->second.offsets.size();
    const auto here = at++;
    if (expire_group(here, records)) erase(here);
  }
  if (at == entries_.end())
    expiry_cursor_.reset();
  else
    expiry_cursor_ = at->first;
  if (!records.empty()) (void)append(records, {});
}

// Drops what expired; returns whether nothing is left of the group.
bool GroupPartition::expire_group(Entries::iterator at, GroupRecords& records) {
  auto& entry = at->second;
  const auto& group = *entry.group;
  const auto now_ms = services_.now().wall_ms;
  const bool has_protocol = group.protocol_type().has_value();
  // Since when nobody uses the positions: for a group that had members, since the last one left;
  // for one that never had any, since each was committed. While there are members, only topics
  // that none of them reads any more lose theirs.
  const bool unused = !has_protocol || group.is_empty();
  const bool partly_unused = group.state() == GroupState::Stable &&
                             group.uses_consumer_protocol() && group.subscribed_topics();
  if (!unused && !partly_unused) return false;
  const bool since_empty = has_protocol && group.is_empty() && group.state_timestamp_ms() >= 0;

  auto& positions = entry.offsets.all();
  for (auto position = positions.begin(); position != positions.end();) {
    const auto& topic = services_.topics.name(position->first.topic);
    const auto since_ms =
        since_empty ? group.state_timestamp_ms() : position->second.commit_timestamp_ms;
    if (group.is_subscribed_to(topic) ||
        !is_expired(position->second, since_ms, services_.options.offsets_retention_ms, now_ms) ||
        is_unstable(at->first, topic, position->first.partition)) {
      ++position;
      continue;
    }
    records.delete_offset({at->first, topic, position->first.partition});
    append_if_full(records);
    if (auto* observer = services_.environment.observer)
      observer->offset_expired({.group_id = at->first,
                                .topic = topic,
                                .partition = position->first.partition,
                                .offset = position->second.offset});
    position = entry.offsets.erase(services_.topics, position);
    --position_count_;
  }
  if (!entry.offsets.empty() || !group.is_empty() || group.pending_member_count() > 0) return false;
  for (const auto& [producer_id, open] : open_transactions_)
    for (const auto& offset : open)
      if (offset.group_id == at->first) return false;
  records.delete_group(at->first);
  if (auto* observer = services_.environment.observer) observer->group_deleted(at->first);
  return true;
}

std::int64_t GroupPartition::live_keys() const {
  return position_count_ + group_record_count_ + static_cast<std::int64_t>(foreign_.size());
}

void GroupPartition::begin_rewrite_if_due() {
  // The positions of an open transaction lie in the log only; it has to be over first.
  if (!active_ || rewrite_ || !open_transactions_.empty()) return;
  auto& log = services_.environment.log;
  const auto end = log.log_end_offset(index_);
  const auto records = end - log.log_start_offset(index_);
  if (records < services_.options.rewrite_records_min ||
      records <= services_.options.rewrite_ratio * live_keys() || end < rewrite_again_at_)
    return;
  if (!log.roll(index_)) {
    rewrite_again_at_ = end + services_.options.rewrite_records_min;
    return;
  }
  rewrite_ = Rewrite{.start = end};
  services_.wake(services_.now().steady);
}

void GroupPartition::rewrite_slice() {
  if (!rewrite_ || rewrite_->written) return;
  // What changes from here on comes behind what is written here, so each record may be read when
  // its turn comes.
  GroupRecords records;
  auto at = entries_.lower_bound(rewrite_->next_group);
  for (; !rewrite_->groups_done && at != entries_.end() && !records.is_full(); ++at) {
    const auto& [id, entry] = *at;
    if (!entry.record.empty()) records.put_group(id, as_bytes(entry.record));
    for (const auto& [key, position] : entry.offsets.all()) {
      if (records.is_full() && !append(records, {})) return end_rewrite(false);
      if (records.is_full()) records.clear();
      records.put_offset({id, services_.topics.name(key.topic), key.partition}, position,
                         services_.topics.id(key.topic));
    }
  }
  rewrite_->groups_done |= at == entries_.end();
  if (!rewrite_->groups_done) rewrite_->next_group = at->first;
  auto foreign = foreign_.lower_bound(rewrite_->next_foreign);
  if (rewrite_->groups_done) {
    for (; foreign != foreign_.end() && !records.is_full(); ++foreign)
      records.put(as_bytes(foreign->first), as_bytes(foreign->second));
    if (foreign != foreign_.end()) rewrite_->next_foreign = foreign->first;
  }
  rewrite_->written = rewrite_->groups_done && foreign == foreign_.end();

  if (records.empty()) {
    // Nothing lives: the log may start at its end, once all of it is durable.
    if (appended_ == durable_)
      end_rewrite(true);
    else
      after_durable_.push_back({.append = appended_, .callback = [this](ErrorCode error) {
                                  end_rewrite(error == ErrorCode::None);
                                }});
    return;
  }
  OffsetsLog::Durable durable;
  if (rewrite_->written)
    durable = [self = weak_from_this()](ErrorCode error) {
      if (const auto here = self.lock()) here->end_rewrite(error == ErrorCode::None);
    };
  if (!append(records, std::move(durable))) end_rewrite(false);
}

void GroupPartition::end_rewrite(bool durable) {
  if (!rewrite_ || !active_) return;
  auto& log = services_.environment.log;
  const auto start = rewrite_->start;
  rewrite_.reset();
  if (!durable) {
    // What was written twice does no harm. Try again when the log has grown some more.
    rewrite_again_at_ = log.log_end_offset(index_) + services_.options.rewrite_records_min;
    return;
  }
  log.delete_records_before(index_, start);
  if (auto* observer = services_.environment.observer)
    observer->offsets_log_rewritten(index_, live_keys(), start);
}

}  // namespace barnabas
