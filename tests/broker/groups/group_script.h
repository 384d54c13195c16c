#pragma once
// Plays a script of events on a Group and writes down what comes out: the golden tests of groups.
//
//   options initial_rebalance_delay_ms=3000 size_max=2
//   0    join r1 client=app              a line is: time in ms, event, its arguments
//   3000 tick                            timers that are due
//   3000 sync r2 member=app-u1 generation=1 assign=app-u1:orders-0
//   3000 stored 1                        the log took write 1
//
// Members get ids that end in -u1, -u2, ... A subscription is written "range:orders+payments",
// with what the member owns "cooperative-sticky:orders/own=orders-0+orders-1"; it becomes real
// consumer protocol bytes and is shown decoded.

#include <string>

namespace barnabas {

// The echo of every event with its results below it. Unknown words end up in the text as "??".
std::string play_group_script(const std::string& script);

}  // namespace barnabas
