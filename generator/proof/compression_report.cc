#include "generator/proof/compression_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <utility>

#include "protocol/records/record_batch_builder.h"

namespace barnabas {
namespace {

// 2026-01-01, and a record each millisecond: what deltas of timestamps look like on a busy topic.
constexpr std::int64_t first_timestamp_ms = 1'767'225'600'000;
// Of each size, batches with about so many bytes are measured: enough for three digits.
constexpr std::size_t bytes_measured = std::size_t{1} << 20;
// Passes go on for so long; the fastest counts.
constexpr std::int64_t pass_time_ns = 15'000'000;

struct Range {
  std::size_t from = 0;
  std::size_t to = 0;
};

std::int64_t cpu_time_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const auto comma = std::min(list.find(',', at), list.size());
    parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

// Reads a number from the front; what is left stays in `text`.
template <class T>
bool take_number(std::string_view& text, T& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return true;
}

void append(RecordBatchBuilder& builder, const std::vector<SampleRecord>& records,
            std::size_t index) {
  const auto& record = records[index];
  NewRecord made{.timestamp_ms = first_timestamp_ms + static_cast<std::int64_t>(index),
                 .value = as_bytes(record.value)};
  if (record.key) made.key = as_bytes(*record.key);
  builder.append(made);
}

// The full batches of that size, in order.
std::vector<Range> cut(const std::vector<SampleRecord>& records, BatchSize size) {
  std::vector<Range> batches;
  Range open;
  RecordBatchBuilder filled({});
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (size.in_bytes) {
      append(filled, records, i);
      if (filled.uncompressed_size() > size.count && i > open.from) {
        batches.push_back({open.from, i});
        open.from = i;
        filled = RecordBatchBuilder({});
        append(filled, records, i);
      }
    } else if (i + 1 - open.from == size.count) {
      batches.push_back({open.from, i + 1});
      open.from = i + 1;
    }
  }
  return batches;
}

// Some of the batches, from all over the sample.
std::vector<Range> choose(const std::vector<Range>& batches,
                          const std::vector<SampleRecord>& records) {
  if (batches.empty()) return batches;
  std::size_t bytes = 0;
  for (std::size_t i = batches.front().from; i < batches.back().to; ++i)
    bytes += records[i].value.size() + (records[i].key ? records[i].key->size() : 0);
  const auto average = std::max<std::size_t>(bytes / batches.size(), 1);
  const auto wanted = std::clamp<std::size_t>(bytes_measured / average, 1, batches.size());
  std::vector<Range> chosen;
  for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(batches[i * batches.size() / wanted]);
  return chosen;
}

template <class Work>
double fastest_pass_ns(const Work& work) {
  const auto began = cpu_time_ns();
  auto fastest = std::int64_t{0};
  for (auto before = began; before - began < pass_time_ns;) {
    work();
    const auto after = cpu_time_ns();
    const auto took = after - before;
    fastest = fastest == 0 ? took : std::min(fastest, took);
    before = after;
  }
  return static_cast<double>(fastest);
}

Result<BatchMeasure> measure(const std::vector<SampleRecord>& records,
                             const std::vector<Range>& batches, const CodecChoice& codec) {
  BatchMeasure measured{.batches = batches.size()};
  const CompressOptions options{.codec = codec.codec, .level = codec.level};
  std::vector<RecordBatchBuilder> builders;
  builders.reserve(batches.size());
  for (const auto& batch : batches) {
    auto& builder = builders.emplace_back(RecordBatchOptions{.compression = options});
    for (auto i = batch.from; i < batch.to; ++i) append(builder, records, i);
    measured.records += batch.to - batch.from;
    measured.bytes_before += builder.uncompressed_size();
  }
  Buffer output;
  std::vector<std::size_t> ends;
  for (auto& builder : builders) {
    if (auto done = builder.finish(output); !done) return tl::unexpected(done.error());
    ends.push_back(output.size());
  }
  measured.bytes_after = output.size();
  const auto per_byte = static_cast<double>(std::max<std::uint64_t>(measured.bytes_before, 1));
  Buffer again;
  again.reserve(output.size() * 2);
  measured.compress_ns = fastest_pass_ns([&] {
                           again.clear();
                           for (auto& builder : builders) (void)builder.finish(again);
                         }) /
                         per_byte;
  measured.decompress_ns = fastest_pass_ns([&] {
                             std::size_t from = 0;
                             for (const auto end : ends) {
                               again.clear();
                               const auto packed =
                                   output.view().subspan(from + kRecordBatchHeaderSize,
                                                         end - from - kRecordBatchHeaderSize);
                               (void)decompress(packed, {.codec = codec.codec}, again);
                               from = end;
                             }
                           }) /
                           per_byte;
  return measured;
}

}  // namespace

std::string CodecChoice::name() const {
  const auto codec_name = std::string(to_string(codec));
  return level ? fmt::format("{} {}", codec_name, *level) : codec_name;
}

std::string BatchSize::name() const {
  if (!in_bytes) return fmt::to_string(count);
  if (count >= 1 << 20 && count % (1 << 20) == 0) return fmt::format("{} MB", count >> 20);
  if (count >= 1 << 10 && count % (1 << 10) == 0) return fmt::format("{} KB", count >> 10);
  return fmt::format("{} B", count);
}

double BatchMeasure::ratio() const {
  return static_cast<double>(bytes_before) /
         static_cast<double>(std::max<std::uint64_t>(bytes_after, 1));
}

Result<std::vector<CodecChoice>> parse_codecs(std::string_view list) {
  std::vector<CodecChoice> codecs;
  for (const auto part : parts_of(list)) {
    const auto colon = part.find(':');
    const auto codec = parse_compression(part.substr(0, colon));
    if (!codec) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("--codecs: '{}' is none of none, gzip, snappy, lz4, zstd", part));
    }
    CodecChoice choice{.codec = *codec};
    if (colon != part.npos) {
      auto text = part.substr(colon + 1);
      int level = 0;
      const auto levels = compression_levels(*codec);
      if (!levels) {
        return fail(ErrorCode::InvalidRequest,
                    fmt::format("--codecs: {} has no levels", to_string(*codec)));
      }
      if (!take_number(text, level) || !text.empty() || level < levels->min ||
          level > levels->max) {
        return fail(ErrorCode::InvalidRequest,
                    fmt::format("--codecs: '{}': {} has the levels {} to {}", part,
                                to_string(*codec), levels->min, levels->max));
      }
      choice.level = level;
    }
    codecs.push_back(choice);
  }
  return codecs;
}

Result<std::vector<BatchSize>> parse_batch_sizes(std::string_view list) {
  std::vector<BatchSize> sizes;
  for (const auto part : parts_of(list)) {
    auto rest = part;
    BatchSize size;
    bool good = take_number(rest, size.count) && size.count > 0 && size.count <= 1u << 30;
    size.in_bytes = !rest.empty();
    if (rest == "KB")
      size.count <<= 10;
    else if (rest == "MB")
      size.count <<= 20;
    else
      good = good && (rest.empty() || rest == "B");
    if (!good || size.count > 1u << 30) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("--batches: '{}' is neither a number of records, as 100, nor a size, "
                              "as 500B, 16KB or 1MB",
                              part));
    }
    sizes.push_back(size);
  }
  return sizes;
}

Result<CompressionReport> measure_compression(const std::vector<SampleRecord>& records,
                                              const CompressionPlan& plan) {
  CompressionReport report{.records = records.size()};
  for (const auto& record : records)
    report.bytes += record.value.size() + (record.key ? record.key->size() : 0);
  std::vector<std::vector<Range>> batches;
  for (const auto& size : plan.sizes) {
    auto chosen = choose(cut(records, size), records);
    if (chosen.empty()) {
      report.left_out.push_back(size);
      continue;
    }
    report.sizes.push_back(size);
    batches.push_back(std::move(chosen));
  }
  for (const auto& codec : plan.codecs) {
    CodecRow row{.codec = codec, .cells = {}};
    for (const auto& of_size : batches) {
      auto cell = measure(records, of_size, codec);
      if (!cell) return tl::unexpected(cell.error());
      row.cells.push_back(*cell);
    }
    report.rows.push_back(std::move(row));
  }
  return report;
}

CompressionAdvice advise(const CompressionReport& report) {
  CompressionAdvice advice;
  const auto cell = [&](std::size_t row, std::size_t size) -> const BatchMeasure& {
    return report.rows[row].cells[size];
  };
  const auto saved = [](const BatchMeasure& measured) { return 1 - 1 / measured.ratio(); };
  const auto each = [&](const auto& see) {
    for (std::size_t row = 0; row < report.rows.size(); ++row) {
      for (std::size_t size = 0; size < report.sizes.size(); ++size) see(row, size);
    }
  };
  each([&](std::size_t row, std::size_t size) {
    if (cell(row, size).ratio() > cell(advice.smallest_row, advice.smallest_size).ratio()) {
      advice.smallest_row = row;
      advice.smallest_size = size;
    }
  });
  advice.cheapest_row = advice.smallest_row;
  advice.cheapest_size = advice.smallest_size;
  const auto wanted = kNearlyAsMuch * saved(cell(advice.smallest_row, advice.smallest_size));
  each([&](std::size_t row, std::size_t size) {
    const auto& candidate = cell(row, size);
    if (saved(candidate) < wanted) return;
    if (candidate.compress_ns < cell(advice.cheapest_row, advice.cheapest_size).compress_ns) {
      advice.cheapest_row = row;
      advice.cheapest_size = size;
    }
  });
  return advice;
}

}  // namespace barnabas
