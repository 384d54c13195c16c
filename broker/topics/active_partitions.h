#pragma once
// ActivePartitions: those that housekeeping has something to do for.
//
// Of ten thousand partitions most are idle, and a look at each of them every second would be felt.
// A partition joins when it is written to, or when files of it wait to be removed.
//
// Loop's thread only.

#include <utility>
#include <vector>

namespace barnabas {

class Partition;

class ActivePartitions {
 public:
  // Does nothing for one that is in already.
  void join(Partition& partition);
  // Forgets one that goes away.
  void leave(Partition& partition);
  // Hands out all of them; who still has something to do joins again.
  std::vector<Partition*> take();

 private:
  std::vector<Partition*> joined_;
};

}  // namespace barnabas
