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
  const auto lost = statistics.generated - std::min(statistics.delivered, statistics.generated);
  line("Data NOT Delivered (Objects)", fmt::to_string(lost));
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
  return text;
}

}  // namespace barnabas
