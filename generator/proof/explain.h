#pragma once
// explain: why a record lies where it lies: the hash of its key, its partition, batch and offset.

#include <string>
#include <string_view>

#include "generator/outputs/kafka_config.h"

namespace barnabas {

// One line without its end. `partitioner` is librdkafka's name of what chose the partition.
std::string explain_text(const DeliveredRecord& record, std::string_view partitioner);

}  // namespace barnabas
