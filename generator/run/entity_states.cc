#include "generator/run/entity_states.h"

#include <algorithm>
#include <array>
#include <utility>

namespace barnabas {
namespace {

// Those who wait and have gone meanwhile are not worth looking for below this.
constexpr std::size_t lost_at_least = 1024;

}  // namespace

EntityStates::EntityStates(StateMachine machine, EntityStatesOptions options,
                           Environment& environment)
    : machine_(std::move(machine)),
      options_(std::move(options)),
      before_field_(options_.field + "_before"),
      since_field_(options_.field + "_since"),
      environment_(environment),
      type_(environment.run.entities.type(options_.type)) {}

void EntityStates::notice(const Moment& now) {
  if (next_ == type_.next_number()) return;
  const auto from = std::exchange(next_, type_.next_number());
  for (auto at = type_.place_of(from); at < type_.places().size(); ++at) {
    const auto place = type_.places()[at];
    if (place.slot == EntityType::Place::gap) continue;
    enter(place.number, machine_.states()[0].name, "", now.ms);
    wait(place.number, 0, 0, now.since_start_ns);
  }
}

void EntityStates::enter(std::uint64_t entity, std::string_view state, std::string_view before,
                         std::int64_t now_ms) {
  arena_.reset();
  const auto fields = type_.read(entity, arena_);
  if (fields.kind() != Kind::Map) return;
  const std::array changes{
      MapEntry{.key = Value::of_string(options_.field), .value = Value::of_string(state)},
      MapEntry{.key = Value::of_string(before_field_), .value = Value::of_string(before)},
      MapEntry{.key = Value::of_string(since_field_), .value = Value::of_int64(now_ms)}};
  const auto key = arena_.copy(type_.key(entity));
  type_.put(key, with_changes(fields.map(), changes, arena_));
}

void EntityStates::wait(std::uint64_t entity, std::uint32_t state, std::uint32_t passed,
                        std::int64_t now_ns) {
  if (machine_.states()[state].end != StateMachine::End::No) return;
  const auto key = Random::record_key(Random::emitter_key(options_.seed, options_.draws), entity);
  Random random(key + Random::round_offset(passed));
  const auto step = machine_.draw(state, random);
  const auto due_ns = step.after_ns > INT64_MAX - now_ns ? INT64_MAX : now_ns + step.after_ns;
  drop_lost();
  heap_.push_back({.due_ns = due_ns,
                   .entity = entity,
                   .from = state,
                   .to = static_cast<std::uint32_t>(step.state),
                   .passed = passed + 1});
  std::push_heap(heap_.begin(), heap_.end());
}

// So that memory follows the entities that there are.
void EntityStates::drop_lost() {
  if (heap_.size() < 2 * type_.size() + lost_at_least) return;
  std::erase_if(heap_, [&](const Waiting& one) { return !type_.contains(one.entity); });
  std::make_heap(heap_.begin(), heap_.end());
}

std::optional<std::int64_t> EntityStates::next_due_ns() {
  while (!heap_.empty() && !type_.contains(heap_.front().entity)) {
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  }
  if (heap_.empty()) return std::nullopt;
  return heap_.front().due_ns;
}

void EntityStates::begin_record(std::int64_t now_ms) {
  std::pop_heap(heap_.begin(), heap_.end());
  const auto due = heap_.back();
  heap_.pop_back();
  const auto& state = machine_.states()[due.to];
  enter(due.entity, state.name, machine_.states()[due.from].name, now_ms);
  wait(due.entity, due.to, due.passed, due.due_ns);
  auto& context = environment_.entities;
  context.subject_type = &type_;
  context.subject = due.entity;
  const bool tombstone = state.end == StateMachine::End::Tombstone;
  if (tombstone || state.end == StateMachine::End::Delete) leaving_ = type_.key(due.entity);
  if (tombstone) context.tombstone = leaving_;
}

std::string_view EntityStates::key() const { return type_.key(environment_.entities.subject); }

void EntityStates::end_record() {
  if (!leaving_) return;
  type_.remove(*leaving_);
  leaving_.reset();
}

}  // namespace barnabas
