#pragma once
// Arrivals: when the passes of an emitter are due in event time.
//
// Either one every so often, without end, or so many within a span. Evenly, or at random as events
// do that know nothing of each other: then the gaps of the first are exponential with that mean,
// and those of the second fall anywhere in the span, all alike. Draws follow from the seed and the
// number of the pass.

#include <cstdint>
#include <optional>

namespace barnabas {

class Arrivals {
 public:
  struct Options {
    std::int64_t every_ns = 0;  // above 0, or
    std::int64_t span_ns = 0;   // `count` within this
    std::uint64_t count = 0;
    bool poisson = false;
    std::uint64_t seed = 0;
    std::uint64_t draws = 0;
  };
  explicit Arrivals(const Options& options) : options_(options) { draw(); }

  // When the next one is due, from 0 on; nothing: there is none.
  std::optional<std::int64_t> due_ns() const;
  // How many are due before that time; nothing where chance decides.
  std::optional<std::uint64_t> count_before(std::int64_t end_ns) const;
  void go_on() {
    ++passed_;
    draw();
  }

 private:
  void draw();

  Options options_;
  std::uint64_t passed_ = 0;
  double random_ns_ = 0;  // where Poisson's next one is
};

}  // namespace barnabas
