#pragma once
// LoadShape: how a rate changes over the time of a run, as --shape says it.
//
// A shape bends time: it says when so much is done as would have taken so many seconds at the full
// rate. When a record is due follows from that alone, never from when the last one was sent: a
// generator that was held up knows how late it is, and catches up.

#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

struct LoadShape {
  enum class Kind {
    Constant,
    Ramp,     // from a share of the rate to all of it, evenly, within `period`; then constant
    Step,     // `steps` equal steps of `period` each, the last one at the full rate, for good
    Sine,     // around the rate, by `swing` of it, once up and down in each `period`
    Burst,    // in each `period`: the full rate for `length`, then `from` of it
    Poisson,  // the rate on average, each record independent of the others
  };

  Kind kind = Kind::Constant;
  double period_s = 60;
  double length_s = 0;
  double from = 0;  // a share of the rate
  double swing = 1;
  int steps = 5;

  // When that much is done, in seconds after the start. `work` is in seconds at the full rate.
  double time_of(double work) const;
};

// "constant", "ramp:over=60s,from=0.2", "step:every=30s,steps=5", "sine:period=60s,swing=0.5",
// "burst:every=10s,for=1s,rest=0.1", "poisson". What is left out has the values of these examples,
// but for `from` and `rest`, which are 0, and `swing`, which is 1. An error says what was expected.
Result<LoadShape> parse_load_shape(std::string_view text);

}  // namespace barnabas
