#pragma once
// Faults: what is to go wrong with the records of an emitter on their way, and how often.
//
// Written as "late=1%:5m,reorder=2%:10,duplicate=0.1%,drop=0.1%,corrupt=0.1%,null=1%". A record has
// one fault at most, so the shares add up to 100% at most.
//
// late       comes when the event time of others is that much behind its own (a minute)
// reorder    comes behind up to so many others (10)
// duplicate  comes twice
// drop       does not come
// corrupt    comes cut off, with a bit turned over, or with a value of another type
// null       comes without its value

#include <cstdint>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

struct Faults {
  double late = 0;
  double reorder = 0;
  double duplicate = 0;
  double drop = 0;
  double corrupt = 0;
  double null = 0;
  std::int64_t late_ms = 60'000;
  std::uint64_t reorder_by = 10;

  bool any() const { return late + reorder + duplicate + drop + corrupt + null > 0; }
  bool operator==(const Faults&) const = default;
};

// `name` is what an error speaks of ("--faults"); it says what was expected.
Result<Faults> parse_faults(std::string_view name, std::string_view text);

}  // namespace barnabas
