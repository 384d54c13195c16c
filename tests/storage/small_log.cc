#include "tests/storage/small_log.h"

#include <fmt/core.h>

#include "protocol/base/check.h"
#include "protocol/records/record_batch.h"
#include "storage/checkpoint.h"
#include "storage/clean_shutdown.h"

namespace barnabas {

const TopicPartition SmallLog::name{"orders", 0};
const Uuid SmallLog::topic_id = Uuid::from_halves(11, 22);

SmallLog SmallLog::make() {
  SmallLog made;
  made.disk = std::make_unique<MemoryDisk>();
  auto opened = OpenedLog::open(*made.disk);
  std::map<ProducerId, Sequence> sequences;
  for (int i = 0; i < 14; ++i) {
    const int records = 1 + i % 3;
    const ProducerId producer_id = i % 3 == 2 ? kNoProducerId : 100 + i % 3;
    NewBatch batch{.label = fmt::format("batch{}", i),
                   .records = records,
                   .producer_id = producer_id,
                   .timestamp_ms = 1'700'000'000'000 + i * 1000 - (i % 4 == 3 ? 2500 : 0)};
    if (producer_id != kNoProducerId) {
      batch.base_sequence = sequences[producer_id];
      sequences[producer_id] += records;
    }
    auto bytes = make_batch(batch);
    const auto result = opened.log->append(
        bytes.mutable_view(), {.now_ms = batch.timestamp_ms, .leader_epoch = i < 9 ? 1 : 2});
    BARNABAS_CHECK(result.has_value(), "the small log cannot be made");
    made.batches[result->base_offset] = as_text(bytes.view());
    for (int record = 0; record < records; ++record)
      made.timestamps[result->base_offset + record] = batch.timestamp_ms + record;
    if (i == 4 || i == 9)
      BARNABAS_CHECK(opened.log->roll(batch.timestamp_ms).has_value(), "the log does not roll");
  }
  made.end = opened.log->log_end_offset();
  BARNABAS_CHECK(opened.logs->close(1).has_value(), "the small log cannot be closed");
  return made;
}

std::unique_ptr<MemoryDisk> SmallLog::copy(bool clean) const {
  auto copied = disk->after_process_kill();
  if (!clean) {
    BARNABAS_CHECK(copied->remove(clean_shutdown_file).has_value(), "no clean mark");
    BARNABAS_CHECK(copied->remove(recovery_point_checkpoint).has_value(), "no recovery points");
  }
  return copied;
}

std::vector<std::string> SmallLog::log_files() const {
  std::vector<std::string> files;
  for (const auto& path : disk->paths())
    if (path.ends_with(".log")) files.push_back(path);
  return files;
}

OpenedLog OpenedLog::open(MemoryDisk& disk) {
  OpenedLog opened;
  auto warnings = std::make_shared<std::vector<std::string>>();
  auto options = crash_test_options();
  options.warn = [warnings](const std::string& text) { warnings->push_back(text); };
  auto logs = LogDirectory::open(disk, std::move(options));
  if (!logs) {
    opened.error = logs.error();
    return opened;
  }
  opened.logs = std::move(*logs);
  auto config = std::make_shared<LogConfig>(*CrashModel::config());
  config->segment_bytes = 1 << 20;
  config->retention_bytes = -1;
  auto log = opened.logs->open_log({.partition = SmallLog::name,
                                    .topic_id = SmallLog::topic_id,
                                    .config = config,
                                    .now_ms = 1'700'000'000'000},
                                   &opened.report);
  opened.warnings = *warnings;
  if (log) {
    opened.log = *log;
  } else {
    opened.error = log.error();
  }
  return opened;
}

Served serve_everything(Log& log) {
  Served served;
  for (auto offset = log.log_start_offset(); offset < log.log_end_offset(); ++offset) {
    auto slice = log.read({.from = offset,
                           .bytes_max = 1,
                           .up_to = log.log_end_offset(),
                           .at_least_one_batch = true});
    Buffer bytes;
    auto loaded = slice ? log.load(*slice, bytes) : Result<void>{};
    if (!slice || !loaded) {
      served.errors[offset] = slice ? loaded.error() : slice.error();
      continue;
    }
    auto batch = RecordBatchView::parse(bytes.view());
    if (slice->empty() || !batch) {
      served.errors[offset] =
          slice->empty() ? Error{.message = "nothing is served"} : batch.error();
      continue;
    }
    served.batches[batch->base_offset()] = as_text(batch->bytes());
  }
  return served;
}

}  // namespace barnabas
