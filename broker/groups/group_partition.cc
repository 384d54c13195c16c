#include "broker/groups/group_partition.h"

#include <algorithm>
#include <cctype>

#include "broker/groups/log_errors.h"

namespace barnabas {

// As java.util.UUID prints a random one: Apache makes member ids of it.
std::string GroupServices::random_uuid() const {
  constexpr char digits[] = "0123456789abcdef";
  std::uint64_t halves[] = {environment.random(), environment.random()};
  halves[0] = (halves[0] & 0xffff'ffff'ffff'0fffU) | 0x4000U;
  halves[1] = (halves[1] & 0x3fff'ffff'ffff'ffffU) | 0x8000'0000'0000'0000U;
  std::string text;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) text += '-';
    text += digits[(halves[nibble / 16] >> (60 - 4 * (nibble % 16))) & 15U];
  }
  return text;
}

void GroupServices::wake(std::chrono::steady_clock::time_point when) {
  if (woken_at && *woken_at <= when) return;
  woken_at = when;
  if (environment.wake_at) environment.wake_at(when);
}

GroupPartition::GroupPartition(std::int32_t index, GroupServices& services)
    : index_(index), services_(services) {}

GroupPartition::~GroupPartition() {
  for (auto& [id, entry] : entries_) entry.offsets.clear(services_.topics);
}

GroupPartition::Entry* GroupPartition::find(std::string_view group_id) {
  const auto found = entries_.find(group_id);
  return found == entries_.end() ? nullptr : &found->second;
}

const GroupPartition::Entry* GroupPartition::find(std::string_view group_id) const {
  const auto found = entries_.find(group_id);
  return found == entries_.end() ? nullptr : &found->second;
}

GroupPartition::Entries::iterator GroupPartition::create(const std::string& group_id) {
  const auto [at, added] = entries_.try_emplace(group_id);
  if (!added) return at;
  at->second.incarnation = ++incarnations_;
  at->second.group = std::make_unique<Group>(group_id, services_.options,
                                             services_.environment.observer, services_.now());
  return at;
}

void GroupPartition::erase(Entries::iterator at) {
  auto& entry = at->second;
  position_count_ -= static_cast<std::int64_t>(entry.offsets.size());
  if (!entry.record.empty()) --group_record_count_;
  entry.offsets.clear(services_.topics);
  if (entry.deadline) deadlines_.erase({*entry.deadline, at->first});
  entries_.erase(at);
}

Result<Offset> GroupPartition::append(const GroupRecords& records, OffsetsLog::Durable durable) {
  const auto list = records.records();
  auto done = [self = weak_from_this(), durable = std::move(durable)](ErrorCode error) {
    const auto here = self.lock();
    if (here) ++here->durable_;
    if (durable) durable(here ? error : ErrorCode::NotCoordinator);
    while (here && !here->after_durable_.empty() &&
           here->after_durable_.front().append <= here->durable_) {
      const auto next = std::move(here->after_durable_.front());
      here->after_durable_.pop_front();
      next.callback(error);
    }
  };
  auto offset = services_.environment.log.append(index_, list, std::move(done));
  if (offset) ++appended_;
  return offset;
}

void GroupPartition::append_if_full(GroupRecords& records) {
  if (!records.is_full()) return;
  (void)append(records, {});
  records.clear();
}

void GroupPartition::activate() {
  const auto now = services_.now();
  active_ = true;
  next_expiry_ =
      now.steady + std::chrono::milliseconds(services_.options.offsets_retention_check_interval_ms);
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    at->second.group->start_sessions(now);
    settle(at);
  }
  begin_rewrite_if_due();
  services_.wake(next_expiry_);
}

void GroupPartition::deactivate(ErrorCode error) {
  active_ = false;
  const auto joins = std::exchange(waiting_joins_, {});
  const auto syncs = std::exchange(waiting_syncs_, {});
  for (const auto& [id, answer] : joins) answer({.error = error});
  for (const auto& [id, answer] : syncs) answer({.error = error});
  for (const auto& waiting : std::exchange(after_durable_, {})) waiting.callback(error);
}

void GroupPartition::take_over_foreign_group(const std::string& group_id) {
  // A group of another protocol, left behind by an Apache broker. Nobody here serves its members,
  // so its name is free for a classic group; its offsets stay.
  GroupRecords tombstones;
  for (auto at = foreign_.begin(); at != foreign_.end();) {
    const auto key = as_bytes(at->first);
    const auto record = read_group_record(key, std::nullopt);
    const auto* foreign = record ? std::get_if<ForeignRecord>(&*record) : nullptr;
    const bool is_its = foreign != nullptr && foreign->group_id == group_id;
    if (is_its) tombstones.erase(key);
    at = is_its ? foreign_.erase(at) : std::next(at);
  }
  if (!tombstones.empty()) (void)append(tombstones, {});
}

void GroupPartition::join(const std::string& group_id, const GroupJoin& join,
                          Callback<GroupJoinAnswer> answer) {
  auto at = entries_.find(group_id);
  if (at == entries_.end() && !join.member_id.empty()) {
    answer({.error = ErrorCode::UnknownMemberId, .member_id = join.member_id});
    return;
  }
  if (!foreign_.empty()) take_over_foreign_group(group_id);
  const bool is_new = at == entries_.end();
  if (is_new) at = create(group_id);
  const auto request = ++last_request_;
  waiting_joins_[request] = std::move(answer);
  at->second.group->join(join, request, services_.random_uuid(), services_.now());
  // Like Apache, a group leaves a trace from its first moment, before it has members.
  if (is_new)
    write_group(at, {.write = 0,
                     .snapshot = {.protocol_type = "",
                                  .state_timestamp_ms = at->second.group->state_timestamp_ms()}});
  settle(at);
}

void GroupPartition::sync(const std::string& group_id, const GroupSync& sync,
                          Callback<GroupSyncAnswer> answer) {
  const auto at = entries_.find(group_id);
  if (at == entries_.end()) {
    answer({.error = ErrorCode::UnknownMemberId});
    return;
  }
  const auto request = ++last_request_;
  waiting_syncs_[request] = std::move(answer);
  at->second.group->sync(sync, request, services_.now());
  settle(at);
}

ErrorCode GroupPartition::heartbeat(const std::string& group_id, const GroupSpeaker& speaker) {
  const auto at = entries_.find(group_id);
  if (at == entries_.end()) return ErrorCode::UnknownMemberId;
  return at->second.group->heartbeat(speaker, services_.now());
}

std::vector<ErrorCode> GroupPartition::leave(const std::string& group_id,
                                             const std::vector<GroupLeave>& leaving) {
  const auto at = entries_.find(group_id);
  if (at == entries_.end())
    return std::vector<ErrorCode>(leaving.size(), ErrorCode::UnknownMemberId);
  auto errors = at->second.group->leave(leaving, services_.now());
  settle(at);
  return errors;
}

void GroupPartition::write_group(Entries::iterator at, const WriteGroup& write) {
  auto& entry = at->second;
  auto value = encode_group_value(write.snapshot);
  GroupRecords records;
  records.put_group(at->first, as_bytes(value));
  auto durable = [self = weak_from_this(), id = at->first, incarnation = entry.incarnation,
                  number = write.write](ErrorCode error) {
    const auto here = self.lock();
    if (!here || !here->active_) return;
    const auto found = here->entries_.find(id);
    if (found == here->entries_.end() || found->second.incarnation != incarnation) return;
    found->second.group->stored(number, error, here->services_.now());
    here->settle(found);
  };
  const auto offset = append(records, std::move(durable));
  if (!offset) {
    entry.group->stored(write.write, offset.error().code, services_.now());
    return;
  }
  if (entry.record.empty()) ++group_record_count_;
  entry.record = std::move(value);
}

void GroupPartition::settle(Entries::iterator at) {
  // Callbacks come last: they may call back in, and then the group may be gone.
  std::vector<std::function<void()>> answers;
  auto& group = *at->second.group;
  for (auto actions = group.take_actions(); !actions.empty(); actions = group.take_actions()) {
    for (auto& action : actions) {
      if (auto* join = std::get_if<AnswerJoin>(&action)) {
        if (auto waiting = waiting_joins_.extract(join->request))
          answers.emplace_back([callback = std::move(waiting.mapped()),
                                answer = std::move(join->answer)] { callback(answer); });
      } else if (auto* sync = std::get_if<AnswerSync>(&action)) {
        if (auto waiting = waiting_syncs_.extract(sync->request))
          answers.emplace_back([callback = std::move(waiting.mapped()),
                                answer = std::move(sync->answer)] { callback(answer); });
      } else {
        write_group(at, std::get<WriteGroup>(action));
      }
    }
  }
  schedule(at);
  begin_rewrite_if_due();
  for (const auto& answer : answers) answer();
}

void GroupPartition::schedule(Entries::iterator at) {
  const auto deadline = at->second.group->next_deadline();
  if (deadline == at->second.deadline) return;
  if (at->second.deadline) deadlines_.erase({*at->second.deadline, at->first});
  at->second.deadline = deadline;
  if (!deadline) return;
  deadlines_.insert({*deadline, at->first});
  services_.wake(*deadline);
}

std::optional<GroupPartition::TimePoint> GroupPartition::next_deadline() const {
  if (!active_) return std::nullopt;
  // A slice of upkeep is due at once.
  if (expiry_cursor_ || (rewrite_ && !rewrite_->written)) return TimePoint{};
  if (deadlines_.empty()) return next_expiry_;
  return std::min(next_expiry_, deadlines_.begin()->first);
}

void GroupPartition::advance() {
  if (!active_) return;
  const auto now = services_.now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now.steady) {
    const auto id = deadlines_.begin()->second;
    const auto at = entries_.find(id);
    at->second.group->advance(now);
    settle(at);
    // What became due right now waits for the next call: no group keeps the others from theirs.
    const auto* again = find(id);
    if (again != nullptr && again->deadline && *again->deadline <= now.steady) break;
  }
  expire_slice();
  rewrite_slice();
}

GroupDescription GroupPartition::describe(const std::string& group_id) const {
  GroupDescription description;
  description.group_id = group_id;
  const auto* entry = find(group_id);
  if (entry == nullptr) {
    description.error = ErrorCode::GroupIdNotFound;
    description.state = to_string(GroupState::Dead);
    return description;
  }
  const auto& group = *entry->group;
  const bool stable = group.state() == GroupState::Stable;
  description.state = to_string(group.state());
  description.protocol_type = group.protocol_type().value_or("");
  if (stable) description.protocol = group.protocol_name().value_or("");
  for (const auto& member : group.members()) {
    // Outside Stable there is no protocol that everybody agreed on.
    const auto* metadata = stable ? member->metadata(description.protocol) : nullptr;
    description.members.push_back({.member_id = member->id,
                                   .instance_id = member->instance_id,
                                   .client_id = member->client_id,
                                   .client_host = member->client_host,
                                   .metadata = metadata == nullptr ? "" : *metadata,
                                   .assignment = member->assignment});
  }
  return description;
}

void GroupPartition::list(const GroupListFilter& filter, std::vector<GroupListing>& output) const {
  const auto wanted = [](const std::vector<std::string>& names, std::string_view name) {
    const auto same = [name](std::string_view asked) {
      while (!asked.empty() && asked.front() == ' ') asked.remove_prefix(1);
      while (!asked.empty() && asked.back() == ' ') asked.remove_suffix(1);
      return std::equal(asked.begin(), asked.end(), name.begin(), name.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
      });
    };
    return names.empty() || std::any_of(names.begin(), names.end(), same);
  };
  constexpr std::string_view type = "classic";
  if (!wanted(filter.types, type)) return;
  for (const auto& [id, entry] : entries_) {
    const auto state = to_string(entry.group->state());
    if (!wanted(filter.states, state)) continue;
    output.push_back({.group_id = id,
                      .protocol_type = entry.group->protocol_type().value_or(""),
                      .state = std::string(state),
                      .type = std::string(type)});
  }
}

}  // namespace barnabas
