// Opens whatever it is given as the folder of a partition, reads all of it, appends, and opens it
// again.
//
// Input: a byte of flags (1 clean stop, 2 a recovery point behind the first segment), then files
// one behind the other: a byte for the name, two bytes for the length, the content.
//
// Properties: nothing crashes or hangs; what is served are good batches in order, inside the
// bounds that the log names; what is appended can be read; a clean stop and a start later the log
// is the same.

#include <array>
#include <cstdint>
#include <span>

#include "protocol/base/check.h"
#include "protocol/records/record_batch_builder.h"
#include "storage/log.h"
#include "storage/memory_disk.h"

namespace barnabas {
namespace {

constexpr std::array names = {
    "00000000000000000000.log",        "00000000000000000000.index",
    "00000000000000000000.timeindex",  "00000000000000000000.txnindex",
    "00000000000000000005.log",        "00000000000000000005.index",
    "00000000000000000005.timeindex",  "00000000000000000005.snapshot",
    "00000000000000000009.snapshot",   "leader-epoch-checkpoint",
    "00000000000000000000.log.swap",   "00000000000000000005.log.repaired",
    "00000000000000000000.log.corrupt"};

// A log of nonsense may claim any number of offsets; a few steps say enough.
constexpr int kStepsMax = 200;

void fill(MemoryDisk& disk, Bytes input) {
  constexpr std::size_t head = 3;
  while (input.size() > head) {
    const auto* name = names[std::to_integer<std::size_t>(input[0]) % names.size()];
    const auto length = std::min<std::size_t>(load_big_endian<std::uint16_t>(input.data() + 1),
                                              input.size() - head);
    disk.set_content(std::string("f-0/") + name, std::string(as_text(input.subspan(head, length))));
    input = input.subspan(head + length);
  }
}

void read_all(Log& log) {
  auto from = log.log_start_offset();
  for (int step = 0; step < kStepsMax && from < log.log_end_offset(); ++step) {
    const auto slice = log.read({.from = from, .bytes_max = 300, .up_to = log.log_end_offset()});
    if (!slice) {
      ++from;
      continue;
    }
    if (slice->empty()) break;
    Buffer bytes;
    if (!log.load(*slice, bytes)) break;
    auto next = slice->first_offset;
    RecordBatchIterator batches(bytes.view());
    for (auto batch = batches.next();; batch = batches.next()) {
      BARNABAS_CHECK(batch.has_value(), "what is served are whole batches");
      if (!*batch) break;
      BARNABAS_CHECK((*batch)->check_crc().has_value(), "with good checksums");
      BARNABAS_CHECK((*batch)->base_offset() >= next, "in order");
      next = (*batch)->next_offset();
    }
    BARNABAS_CHECK(next <= log.log_end_offset(), "before the end of the log");
    BARNABAS_CHECK(slice->next_offset > from, "a reader gets on");
    from = slice->next_offset;
  }
}

void append_and_read(Log& log) {
  RecordBatchBuilder builder(RecordBatchOptions{});
  builder.append({.timestamp_ms = 1'700'000'000'000, .value = as_bytes("hello")});
  auto batch = builder.finish();
  const auto end = log.log_end_offset();
  const auto appended =
      log.append(batch->mutable_view(), {.now_ms = 1'700'000'000'000, .leader_epoch = 1 << 30});
  if (!appended) return;
  BARNABAS_CHECK(appended->base_offset == end, "an append goes to the end");
  const auto slice = log.read({.from = end, .bytes_max = 1, .up_to = end + 1});
  BARNABAS_CHECK(slice && !slice->empty(), "what was appended can be read");
  Buffer bytes;
  BARNABAS_CHECK(log.load(*slice, bytes).has_value(), "and loaded");
  BARNABAS_CHECK(as_text(bytes.view()) == as_text(batch->view()), "as it was");
}

void run(Bytes input) {
  if (input.empty()) return;
  const auto flags = std::to_integer<unsigned>(input[0]);
  MemoryDisk disk;
  BARNABAS_CHECK(disk.make_directory("f-0").has_value(), "a folder can be made");
  fill(disk, input.subspan(1));
  const auto config = std::make_shared<const LogConfig>();
  auto opened = Log::open(disk, {.folder = "f-0",
                                 .config = config,
                                 .clean = (flags & 1) != 0,
                                 .recovery_point = (flags & 2) != 0 ? 5 : 0});
  if (!opened) return;
  auto& log = *opened->log;
  BARNABAS_CHECK(log.log_start_offset() <= log.log_end_offset(), "a log starts before it ends");
  BARNABAS_CHECK(log.recovery_point() <= log.log_end_offset(), "as far as it is durable");
  read_all(log);
  (void)log.find_timestamp({.target_ms = 1'700'000'000'000, .up_to = log.log_end_offset()});
  (void)log.find_max_timestamp();
  (void)log.aborted_transactions(log.log_start_offset(), log.log_end_offset());
  append_and_read(log);
  if (!log.close()) return;
  const auto end = log.log_end_offset();
  const auto start = log.log_start_offset_checkpoint().value_or(0);
  opened->log.reset();
  auto again = Log::open(disk, {.folder = "f-0",
                                .config = config,
                                .clean = true,
                                .recovery_point = end,
                                .log_start_offset = start});
  BARNABAS_CHECK(again.has_value(), "what was closed opens again");
  BARNABAS_CHECK(again->log->log_end_offset() == end, "with the same end");
  read_all(*again->log);
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  barnabas::run(std::as_bytes(std::span(data, size)));
  return 0;
}
