#include "broker/topics/active_partitions.h"

#include "broker/topics/partition.h"

namespace barnabas {

void ActivePartitions::join(Partition& partition) {
  if (std::exchange(partition.active_, true)) return;
  joined_.push_back(&partition);
}

void ActivePartitions::leave(Partition& partition) {
  if (std::exchange(partition.active_, false)) std::erase(joined_, &partition);
}

std::vector<Partition*> ActivePartitions::take() {
  for (auto* partition : joined_) partition->active_ = false;
  return std::exchange(joined_, {});
}

}  // namespace barnabas
