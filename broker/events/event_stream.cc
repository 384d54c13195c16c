#include "broker/events/event_stream.h"

#include <algorithm>

namespace barnabas {

EventStream::ListenerId EventStream::listen(EventDetail detail, Listener listener) {
  listeners_.push_back({++last_id_, detail, std::move(listener)});
  update_wanted();
  return last_id_;
}

void EventStream::stop_listening(ListenerId id) {
  std::erase_if(listeners_, [id](const Entry& entry) { return entry.id == id; });
  update_wanted();
}

void EventStream::keep(std::size_t capacity) {
  std::vector<Event> kept;
  for_each_since(0, [&kept](const Event& event) { kept.push_back(event); });
  capacity_ = capacity;
  ring_.assign(capacity, Event{});
  if (capacity > 0)
    for (auto& event : kept) ring_[event.sequence % capacity] = std::move(event);
  update_wanted();
}

void EventStream::for_each_since(std::uint64_t sequence, const Listener& visit) const {
  if (capacity_ == 0) return;
  const auto oldest = last_sequence_ >= capacity_ ? last_sequence_ - capacity_ + 1 : 1;
  for (auto next = std::max(sequence + 1, oldest); next <= last_sequence_; ++next) {
    const auto& event = ring_[next % capacity_];
    if (event.sequence == next) visit(event);
  }
}

void EventStream::deliver(EventBody body) {
  const Event event{
      .sequence = ++last_sequence_, .time_ms = clock_.wall_ms(), .body = std::move(body)};
  const bool fine = event.kind().detail == EventDetail::Everything;
  for (const auto& entry : listeners_)
    if (!fine || entry.detail == EventDetail::Everything) entry.listener(event);
  if (capacity_ > 0) ring_[event.sequence % capacity_] = event;
}

void EventStream::update_wanted() {
  wanted_ = capacity_ > 0 ? 2 : 0;
  for (const auto& entry : listeners_)
    wanted_ = std::max(wanted_, entry.detail == EventDetail::Everything ? 2 : 1);
}

}  // namespace barnabas
