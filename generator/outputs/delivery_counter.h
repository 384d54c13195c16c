#pragma once
// DeliveryCounter: what became of records, for outputs that learn it batch by batch.

#include <algorithm>
#include <chrono>
#include <span>
#include <string>

#include "generator/run/output.h"

namespace barnabas {

class DeliveryCounter {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  static Nanoseconds now() { return StopSignal::Clock::now().time_since_epoch(); }
  // When the record's latency begins.
  static Nanoseconds begin_of(const Record& record) { return record.due ? *record.due : now(); }

  // One that began then has arrived.
  void add_delivered(Nanoseconds began) {
    ++delivery_.delivered;
    const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(now() - began);
    delivery_.latencies.add(static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0)));
  }
  void add_all_delivered(std::span<const Nanoseconds> began) {
    for (const auto each : began) add_delivered(each);
  }
  void add_failed(const std::string& why, std::uint64_t count = 1) {
    if (count == 0) return;
    delivery_.failed += count;
    // A server may say something else each time.
    const bool room = delivery_.failures.size() < reasons_max || delivery_.failures.contains(why);
    delivery_.failures[room ? why : "for other reasons"] += count;
  }

  DeliveryCounts counts() const {
    return {.delivered = delivery_.delivered, .failed = delivery_.failed};
  }
  const Delivery& delivery() const { return delivery_; }

 private:
  static constexpr std::size_t reasons_max = 20;
  Delivery delivery_;
};

}  // namespace barnabas
