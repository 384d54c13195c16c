#pragma once
// ConnectionRate: how soon the next connection may be accepted (max.connection.creation.rate).
//
// A client that connects too early is not refused: it stays in the system's queue until its turn.
// As in Apache Kafka the rate holds on average over the last ten seconds (quota.window.num samples
// of quota.window.size.seconds, the running one aside; ConnectionQuotas, KIP-612), so that a broker
// which nobody called for ten seconds takes ten seconds' worth at once. Each connection moves a due
// time on by 1/rate; the due time may be at most that far ahead. Loop's thread only.

#include <chrono>
#include <cstdint>

namespace barnabas {

class ConnectionRate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::nanoseconds;

  static constexpr std::chrono::seconds window{10};
  // A rate may change while somebody waits, and with 0 nobody is ever let in: ask again after this.
  static constexpr std::chrono::seconds longest_wait{1};

  // Zero when a connection may be accepted now; otherwise how long to wait, then to ask again.
  Duration wait(Time now, std::int32_t per_second) const;
  // A connection was accepted.
  void count(Time now, std::int32_t per_second);

 private:
  Time due_{};
};

}  // namespace barnabas
