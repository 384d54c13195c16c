#include "generator/run/statistics.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {
namespace {

std::string duration_text(std::uint64_t microseconds) {
  if (microseconds < 10'000) return fmt::format("{} us", microseconds);
  return fmt::format("{:.1f} ms", static_cast<double>(microseconds) / 1000);
}

}  // namespace

std::string dangling_text(const DanglingReferences& references) {
  const auto meant = references.meant == 0 ? std::string()
                                           : fmt::format("; {} were meant to be", references.meant);
  return fmt::format("{} dangling: the '{}' of {} is no key of '{}', as '{}'{}", references.count,
                     references.field, references.emitter, references.type, references.example,
                     meant);
}

bool Statistics::succeeded() const {
  const bool all_known = std::all_of(dangling.begin(), dangling.end(), [](const auto& references) {
    return references.count <= references.meant;
  });
  return error.empty() && failed == 0 && all_known &&
         static_cast<std::int64_t>(delivered) + withheld == static_cast<std::int64_t>(generated);
}

std::string statistics_text(const Statistics& statistics) {
  const double seconds = std::chrono::duration<double>(statistics.elapsed).count();
  const auto per_second = [&](std::uint64_t count) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0.0;
  };
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += fmt::format("{}: {}\n", name, value);
  };
  line("Elapsed time", fmt::format("{:.3f} s", seconds));
  line("Data Generated (Objects)", fmt::to_string(statistics.generated));
  const auto planned = statistics.planned.value_or(0);
  line("Data NOT Generated (Objects)",
       fmt::to_string(planned - std::min(planned, statistics.generated)));
  line("Data Generated (bytes)", fmt::to_string(statistics.bytes));
  line("Throughput (bytes per second)", fmt::format("{:.0f}", per_second(statistics.bytes)));
  line("Throughput (Objects per second)", fmt::format("{:.0f}", per_second(statistics.generated)));
  line("Data Delivered (Objects)", fmt::to_string(statistics.delivered));
  const auto lost = static_cast<std::int64_t>(statistics.generated) - statistics.withheld -
                    static_cast<std::int64_t>(statistics.delivered);
  line("Data NOT Delivered (Objects)", fmt::to_string(std::max<std::int64_t>(lost, 0)));
  const auto& latencies = statistics.latencies;
  if (latencies.count() > 0) {
    line("Delivery latency (median, 99 %, 99.9 %, maximum)",
         fmt::format("{}, {}, {}, {}", duration_text(latencies.percentile(0.5)),
                     duration_text(latencies.percentile(0.99)),
                     duration_text(latencies.percentile(0.999)),
                     duration_text(latencies.percentile(1))));
  }
  for (const auto& [why, count] : statistics.failures) {
    text += fmt::format("{} not delivered: {}\n", count, why);
  }
  for (const auto& each : statistics.dangling) text += dangling_text(each) + "\n";
  return text;
}

}  // namespace barnabas
