#include "broker/topics/waiter_list.h"

#include "broker/net/signal.h"

namespace barnabas {

void WaiterList::notify_all() {
  for (auto* waiter = head_.next_; waiter != nullptr; waiter = waiter->next_)
    waiter->signal_->notify();
}

}  // namespace barnabas
