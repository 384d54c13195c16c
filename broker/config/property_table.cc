#include "broker/config/property_table.h"

#include <algorithm>

#include "protocol/base/suggest.h"

namespace barnabas {

PropertyTable::PropertyTable(std::span<const std::span<const Property>> parts) {
  std::size_t count = 0;
  for (const auto& part : parts) count += part.size();
  rows_.reserve(count);
  for (const auto& part : parts)
    for (const auto& row : part) rows_.push_back(&row);
  std::sort(rows_.begin(), rows_.end(),
            [](const Property* left, const Property* right) { return left->name < right->name; });
}

const Property* PropertyTable::find(std::string_view name) const {
  const auto at = std::lower_bound(
      rows_.begin(), rows_.end(), name,
      [](const Property* row, std::string_view wanted) { return row->name < wanted; });
  return at != rows_.end() && (*at)->name == name ? *at : nullptr;
}

std::string_view PropertyTable::nearest(std::string_view name) const {
  std::string_view best;
  // A third of the letters wrong is no typo any more.
  std::size_t best_distance = name.size() / 3 + 1;
  for (const auto* row : rows_) {
    const auto distance = edit_distance(name, row->name);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = row->name;
  }
  return best;
}

const PropertyTable& broker_table() {
  static const std::array parts{
      node_properties(),        network_properties(),        log_properties(),
      replication_properties(), coordinator_properties(),    quorum_properties(),
      security_properties(),    remote_storage_properties(), removed_properties()};
  static const PropertyTable table(parts);
  return table;
}

const PropertyTable& topic_table() {
  static const std::array parts{topic_properties()};
  static const PropertyTable table(parts);
  return table;
}

const PropertyTable& group_table() {
  static const std::array parts{group_properties()};
  static const PropertyTable table(parts);
  return table;
}

const PropertyTable& client_metrics_table() {
  static const std::array parts{client_metrics_properties()};
  static const PropertyTable table(parts);
  return table;
}

std::vector<BrokerSynonym> broker_synonyms(std::string_view name) {
  constexpr std::int64_t minute = 60'000;
  constexpr std::int64_t hour = 60 * minute;
  if (name == "log.retention.ms")
    return {{"log.retention.ms"}, {"log.retention.minutes", minute}, {"log.retention.hours", hour}};
  if (name == "log.roll.ms") return {{"log.roll.ms"}, {"log.roll.hours", hour}};
  if (name == "log.roll.jitter.ms")
    return {{"log.roll.jitter.ms"}, {"log.roll.jitter.hours", hour}};
  if (name == "log.flush.interval.ms")
    return {{"log.flush.interval.ms"}, {"log.flush.scheduler.interval.ms"}};
  return {{name}};
}

}  // namespace barnabas
