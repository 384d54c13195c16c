// Walks whatever it is given as a run of record batches, down to the headers of each record.
//
// Properties: nothing crashes or reads outside the input; a walk ends; positions grow; a batch that
// reads to its end can be built again from what was read and then reads the same.

#include <string>
#include <vector>

#include "protocol/base/check.h"
#include "protocol/records/legacy_message_set.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch.h"
#include "protocol/records/record_batch_builder.h"

namespace barnabas {
namespace {

constexpr std::size_t kDecompressedMax = 1 << 20;

bool lies_in(Bytes inner, Bytes outer) {
  return inner.empty() || (inner.data() >= outer.data() &&
                           inner.data() + inner.size() <= outer.data() + outer.size());
}

struct Walked {
  bool whole = false;
  std::vector<RecordView> records;
};

Walked walk(const RecordBatchView& batch, Bytes bytes) {
  Walked walked;
  RecordIterator iterator(batch, bytes);
  for (;;) {
    const auto record = iterator.next();
    if (!record) return walked;
    if (!*record) break;
    BARNABAS_CHECK(lies_in((*record)->bytes, bytes), "a record lies in its batch");
    auto headers = (*record)->headers();
    std::int32_t count = 0;
    for (auto header = headers.next(); header && *header; header = headers.next()) ++count;
    BARNABAS_CHECK(count == (*record)->header_count, "headers of a good record are good");
    walked.records.push_back(**record);
  }
  BARNABAS_CHECK(walked.records.size() == static_cast<std::size_t>(batch.record_count()),
                 "as many records as the header says");
  walked.whole = true;
  return walked;
}

bool same(std::optional<Bytes> a, std::optional<Bytes> b) {
  return a.has_value() == b.has_value() && (!a || as_text(*a) == as_text(*b));
}

void check_rebuilt(const RecordBatchView& batch, const std::vector<RecordView>& records) {
  RecordBatchBuilder builder(
      {.base_offset = batch.base_offset(), .last_offset = batch.last_offset()});
  for (const auto& record : records) {
    std::vector<RecordHeader> headers;
    auto iterator = record.headers();
    for (auto header = iterator.next(); header && *header; header = iterator.next()) {
      headers.push_back(**header);
    }
    builder.append_at(record.offset, {.timestamp_ms = record.timestamp_ms,
                                      .key = record.key,
                                      .value = record.value,
                                      .headers = headers});
  }
  const auto bytes = builder.finish();
  const auto rebuilt = RecordBatchView::parse(bytes->view());
  BARNABAS_CHECK(rebuilt && rebuilt->check_crc() && rebuilt->check_header(),
                 "what the builder writes is good");
  const auto again = walk(*rebuilt, rebuilt->payload());
  BARNABAS_CHECK(again.whole && again.records.size() == records.size(), "and reads to its end");
  for (std::size_t i = 0; i < records.size(); ++i) {
    BARNABAS_CHECK(
        again.records[i].offset == records[i].offset &&
            again.records[i].timestamp_ms == records[i].timestamp_ms &&
            same(again.records[i].key, records[i].key) &&
            same(again.records[i].value, records[i].value) &&
            as_text(again.records[i].header_bytes).size() <= records[i].header_bytes.size(),
        "and reads the same");
  }
}

void run(Bytes input) {
  RecordBatchIterator iterator(input);
  Buffer scratch;
  for (std::size_t before = 0;; before = iterator.position()) {
    const auto batch = iterator.next();
    if (!batch || !*batch) break;
    BARNABAS_CHECK(iterator.position() > before, "a walk goes on");
    BARNABAS_CHECK(lies_in((*batch)->bytes(), input), "a batch lies in its run");
    (void)(*batch)->check_crc();
    const bool good = (*batch)->check_header().has_value();
    const auto records = (*batch)->records(scratch, kDecompressedMax);
    if (!records) continue;
    BARNABAS_CHECK(records->size() <= std::max(kDecompressedMax, input.size()), "within the cap");
    const auto walked = walk(**batch, *records);
    if (walked.whole && good) check_rebuilt(**batch, walked.records);
  }
  for (auto rest = input; !rest.empty();) {
    const auto message = LegacyMessageView::parse(rest);
    if (!message) break;
    (void)message->crc_holds();
    rest = rest.subspan(message->bytes.size());
  }
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  barnabas::run(std::as_bytes(std::span(data, size)));
  return 0;
}
