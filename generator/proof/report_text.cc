#include "generator/proof/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace barnabas {
namespace {

constexpr int name_width = 12;
constexpr int cell_width = 9;

template <class Cell>
std::string table(const CompressionReport& report, const char* title, const Cell& cell) {
  auto text = fmt::format("{}\n{:<{}}", title, "codec", name_width);
  for (const auto& size : report.sizes) text += fmt::format("{:>{}}", size.name(), cell_width);
  text += '\n';
  for (const auto& row : report.rows) {
    text += fmt::format("{:<{}}", row.codec.name(), name_width);
    for (const auto& measured : row.cells)
      text += fmt::format("{:>{}}", cell(measured), cell_width);
    text += '\n';
  }
  return text;
}

std::string size_words(const BatchSize& size) {
  if (size.in_bytes) return fmt::format("batches of {}", size.name());
  return size.count == 1 ? "one record a batch" : fmt::format("{} records a batch", size.count);
}

double per_record(const BatchMeasure& measured) {
  return static_cast<double>(measured.bytes_after) /
         static_cast<double>(std::max<std::uint64_t>(measured.records, 1));
}

std::string summary(const CompressionReport& report, std::size_t row, std::size_t size) {
  const auto& measured = report.rows[row].cells[size];
  return fmt::format("{} with {}: {:.2f} times smaller, {:.0f} bytes a record, {} MB/s",
                     report.rows[row].codec.name(), size_words(report.sizes[size]),
                     measured.ratio(), per_record(measured),
                     megabytes_a_second(measured.compress_ns));
}

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

std::string sent_table(const CompressionReport& report) {
  auto text = fmt::format("\nWhat a producer sent\n{:<{}}{:>9}{:>16}{:>16}{:>14}{:>9}\n", "codec",
                          name_width, "batches", "records a batch", "bytes a batch", "bytes in all",
                          "smaller");
  for (const auto& row : report.sent) {
    text += fmt::format("{:<{}}{:>9}{:>16.1f}{:>16.0f}{:>14}{:>9.2f}\n", row.codec.name(),
                        name_width, row.batches, share(row.records, row.batches),
                        share(row.bytes_after, row.batches), row.bytes_after,
                        share(row.bytes_before, row.bytes_after));
  }
  return text;
}

}  // namespace

std::string megabytes_a_second(double ns_per_byte) {
  const auto rate = ns_per_byte <= 0 ? 0 : 1000 / ns_per_byte;
  return rate < 10 ? fmt::format("{:.1f}", rate) : fmt::format("{:.0f}", rate);
}

std::string smallest_text(const CompressionReport& report) {
  const auto advice = advise(report);
  return "Smallest: " + summary(report, advice.smallest_row, advice.smallest_size);
}

std::string cheapest_text(const CompressionReport& report) {
  const auto advice = advise(report);
  return fmt::format("Cheapest that saves at least {:.0f} % of that: {}", kNearlyAsMuch * 100,
                     summary(report, advice.cheapest_row, advice.cheapest_size));
}

std::string report_table(const CompressionReport& report) {
  auto text = fmt::format("{}: {} records of {:.0f} bytes on average, seed {}\n\n", report.title,
                          report.records,
                          static_cast<double>(report.bytes) /
                              static_cast<double>(std::max<std::uint64_t>(report.records, 1)),
                          report.seed);
  text += table(report, "How many times smaller, by records (or bytes) in a batch",
                [](const BatchMeasure& cell) { return fmt::format("{:.2f}", cell.ratio()); });
  text += table(report, "\nCompressing, MB a second of one core",
                [](const BatchMeasure& cell) { return megabytes_a_second(cell.compress_ns); });
  text += table(report, "\nDecompressing, MB a second of one core",
                [](const BatchMeasure& cell) { return megabytes_a_second(cell.decompress_ns); });
  if (!report.sent.empty()) text += sent_table(report);
  for (const auto& size : report.left_out)
    text += fmt::format("\nNot measured: {}: the {} records fill none; -n makes more",
                        size_words(size), report.records);
  if (!report.left_out.empty()) text += '\n';
  return text + '\n' + smallest_text(report) + '\n' + cheapest_text(report) + '\n';
}

std::string report_json(const CompressionReport& report) {
  using Json = nlohmann::ordered_json;
  auto results = Json::array();
  for (const auto& row : report.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& cell = row.cells[i];
      const auto& size = report.sizes[i];
      Json result{{"codec", to_string(row.codec.codec)}};
      result["level"] = row.codec.level ? Json(*row.codec.level) : Json(nullptr);
      result[size.in_bytes ? "batch_bytes" : "batch_records"] = size.count;
      result["records"] = cell.records;
      result["batches"] = cell.batches;
      result["bytes_before"] = cell.bytes_before;
      result["bytes_after"] = cell.bytes_after;
      result["ratio"] = cell.ratio();
      result["compress_ns_per_byte"] = cell.compress_ns;
      result["decompress_ns_per_byte"] = cell.decompress_ns;
      results.push_back(std::move(result));
    }
  }
  auto sent = Json::array();
  for (const auto& row : report.sent) {
    Json result{{"codec", to_string(row.codec.codec)}};
    result["level"] = row.codec.level ? Json(*row.codec.level) : Json(nullptr);
    result["records"] = row.records;
    result["batches"] = row.batches;
    result["bytes_before"] = row.bytes_before;
    result["bytes_after"] = row.bytes_after;
    result["ratio"] = share(row.bytes_before, row.bytes_after);
    result["requests"] = row.requests;
    result["network_bytes"] = row.network_bytes;
    result["seconds"] = row.seconds;
    sent.push_back(std::move(result));
  }
  const Json whole{{"template", report.title},      {"seed", report.seed},
                   {"records", report.records},     {"bytes", report.bytes},
                   {"results", std::move(results)}, {"sent", std::move(sent)}};
  return whole.dump(2) + '\n';
}

}  // namespace barnabas
