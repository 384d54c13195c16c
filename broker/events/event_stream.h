#pragma once
// EventStream: where a broker says what happens, and where others listen.
//
// Emitting costs one branch while nobody listens. With listeners each event gets the next sequence
// number and goes to all of them, in the order in which they came; the newest are also kept in a
// ring for those who come later. Belongs to the broker's thread; listeners are called on it, must
// be quick, and must neither emit nor come and go while they are called.
//
//   if (events.wants_everything()) events.emit(RequestReceived{...});   // costly to make: ask
//   events.emit(GroupRemoved{.group_id = id});                          // cheap: just say it

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "broker/events/event.h"
#include "protocol/base/clock.h"

namespace barnabas {

class EventStream {
 public:
  using Listener = std::function<void(const Event&)>;
  using ListenerId = std::uint32_t;

  // `clock` must outlive the stream.
  explicit EventStream(const Clock& clock) : clock_(clock) {}
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // Whether an event of the kind would reach anybody.
  bool wants_summary() const { return wanted_ >= 1; }
  bool wants_everything() const { return wanted_ == 2; }

  template <class T>
  void emit(T event) {
    constexpr bool kFine = T::kind.detail == EventDetail::Everything;
    if (kFine ? wants_everything() : wants_summary()) deliver(EventBody(std::move(event)));
  }

  ListenerId listen(EventDetail detail, Listener listener);
  void stop_listening(ListenerId id);

  // Keeps the newest `capacity` events for for_each_since; 0 keeps none, which is how it starts.
  void keep(std::size_t capacity);
  // Calls `visit` with the kept events that have a sequence above `sequence`, oldest first.
  void for_each_since(std::uint64_t sequence, const Listener& visit) const;
  // Of the last event; 0 before the first.
  std::uint64_t last_sequence() const { return last_sequence_; }

 private:
  struct Entry {
    ListenerId id;
    EventDetail detail;
    Listener listener;
  };
  void deliver(EventBody body);
  void update_wanted();

  const Clock& clock_;
  int wanted_ = 0;  // 0 nothing, 1 summary, 2 everything
  std::uint64_t last_sequence_ = 0;
  ListenerId last_id_ = 0;
  std::vector<Entry> listeners_;
  std::size_t capacity_ = 0;
  std::vector<Event> ring_;  // event with sequence s lies at s modulo capacity
};

}  // namespace barnabas
