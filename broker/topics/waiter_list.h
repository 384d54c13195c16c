#pragma once
// WaiterList: who wants to hear when a partition has more to read.
//
// An intrusive list: a fetch that waits on a thousand partitions keeps its thousand Waiters in one
// vector, and joining, leaving and waking allocate nothing. A Waiter leaves by being destroyed, and
// must not move while it is in a list. Loop's thread only.

namespace barnabas {

class Signal;

class Waiter {
 public:
  explicit Waiter(Signal& signal) : signal_(&signal) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { leave(); }

  void leave() {
    if (previous_ != nullptr) previous_->next_ = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }

 private:
  friend class WaiterList;
  Waiter() = default;
  Signal* signal_ = nullptr;
  Waiter* previous_ = nullptr;
  Waiter* next_ = nullptr;
};

class WaiterList {
 public:
  WaiterList() = default;
  WaiterList(const WaiterList&) = delete;
  WaiterList& operator=(const WaiterList&) = delete;
  // Whoever still waits is woken: what it waits for is going away.
  ~WaiterList() {
    notify_all();
    while (head_.next_ != nullptr) head_.next_->leave();
  }

  bool empty() const { return head_.next_ == nullptr; }

  void join(Waiter& waiter) {
    waiter.previous_ = &head_;
    waiter.next_ = head_.next_;
    if (head_.next_ != nullptr) head_.next_->previous_ = &waiter;
    head_.next_ = &waiter;
  }

  // Wakes all; they stay in the list until they leave it.
  void notify_all();

 private:
  Waiter head_;
};

}  // namespace barnabas
