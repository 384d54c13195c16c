#pragma once
// Pacer: when each record of a stream is due.
//
// Open loop: due times follow from the rate, the shape and the records before, not from the clock.

#include <chrono>
#include <cstdint>

#include "generator/run/load_shape.h"
#include "generator/run/throughput.h"
#include "generator/template/random.h"

namespace barnabas {

class Pacer {
 public:
  // REQUIRES: the throughput is limited. The seed is for the shape poisson.
  Pacer(const Throughput& throughput, const LoadShape& shape, std::uint64_t seed);

  // When the next record is due, after the start.
  std::chrono::nanoseconds due() const { return due_; }

  // The next one was taken; keys and values count as bytes.
  void take(std::uint64_t bytes);

  // So many were taken that nobody made: where records are counted, not bytes.
  void skip(std::uint64_t records);

  // How many records may be made ahead of their time: those of about a millisecond.
  std::uint64_t records_ahead() const;

 private:
  void move_on();

  Throughput throughput_;
  LoadShape shape_;
  Random random_;
  // What was taken: all of it, and with the shape poisson stretched at random.
  std::uint64_t records_ = 0;
  std::uint64_t bytes_ = 0;
  double stretched_ = 0;
  std::chrono::nanoseconds due_{0};
};

}  // namespace barnabas
