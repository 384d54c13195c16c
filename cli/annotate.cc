#include "cli/annotate.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "cli/record_decoder.h"
#include "protocol/base/varint.h"
#include "protocol/records/record.h"

namespace barnabas {
namespace {

namespace layout = record_batch_layout;

constexpr std::size_t kHexPerRow = 8;
constexpr std::size_t kRowsMax = 4;  // of one field; values can be long
constexpr std::size_t kTextMax = 48;

// "2023-11-14 22:13:20.000 UTC"; "none" for -1.
std::string time_text(TimestampMs timestamp_ms) {
  if (timestamp_ms == kNoTimestamp) return "none";
  const auto seconds = static_cast<std::time_t>(timestamp_ms >= 0 ? timestamp_ms / 1000
                                                                  : (timestamp_ms - 999) / 1000);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "beyond the calendar";
  char text[64];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return fmt::format("{}.{:03} UTC", std::string_view(text, size),
                     timestamp_ms - std::int64_t{seconds} * 1000);
}

std::string quoted(Bytes bytes) {
  auto text = valid_utf8(as_text(bytes.first(std::min(bytes.size(), kTextMax))));
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '.';
  }
  return fmt::format("\"{}\"{}", text, bytes.size() > kTextMax ? "..." : "");
}

std::string attributes_text(const RecordBatchView& batch) {
  auto text = fmt::format("bits 0-2 {}, bit 3 {}", to_string(batch.compression()),
                          to_string(batch.timestamp_type()));
  if (batch.is_transactional()) text += ", bit 4 transactional";
  if (batch.is_control()) text += ", bit 5 control batch";
  if (batch.has_delete_horizon()) text += ", bit 6 delete horizon";
  if ((batch.attributes() & layout::kUnusedBits) != 0) text += ", bits that nobody uses";
  return text;
}

class HeaderAnnotator {
 public:
  HeaderAnnotator(const RecordBatchView& batch, std::uint64_t position)
      : batch_(batch), position_(position) {}

  AnnotatedPart run() {
    const auto& b = batch_;
    add(layout::kBaseOffset, 8, "base offset", b.base_offset(),
        "set by the broker; offset of the first record, outside the CRC");
    add(layout::kBatchLength, 4, "batch length", b.batch_length(),
        fmt::format("bytes behind this field; the whole batch has {}", b.size()));
    add(layout::kPartitionLeaderEpoch, 4, "partition leader epoch", b.partition_leader_epoch(),
        "set by the broker, outside the CRC");
    add(layout::kMagic, 1, "magic", b.magic(), "format of the batch: 2 since Kafka 0.11");
    const bool good = b.check_crc().has_value();
    add(layout::kCrc, 4, "crc", fmt::format("{:#010x}", b.crc()),
        good ? "CRC-32C of everything from attributes on; holds"
             : fmt::format("CRC-32C of everything from attributes on; WRONG, it is {:#010x}",
                           b.computed_crc()));
    add(layout::kAttributes, 2, "attributes",
        fmt::format("{:#06x}", static_cast<std::uint16_t>(b.attributes())), attributes_text(b));
    add(layout::kLastOffsetDelta, 4, "last offset delta", b.last_offset_delta(),
        fmt::format("the last offset is {}", b.last_offset()));
    add(layout::kBaseTimestamp, 8, b.has_delete_horizon() ? "delete horizon" : "base timestamp",
        b.base_timestamp_ms(), time_text(b.base_timestamp_ms()));
    add(layout::kMaxTimestamp, 8, "max timestamp", b.max_timestamp_ms(),
        time_text(b.max_timestamp_ms()));
    add(layout::kProducerId, 8, "producer id", b.producer_id(),
        b.has_producer_id() ? "an idempotent or transactional producer" : "not idempotent");
    add(layout::kProducerEpoch, 2, "producer epoch", b.producer_epoch(),
        "a higher epoch fences this producer");
    add(layout::kBaseSequence, 4, "base sequence", b.base_sequence(),
        b.base_sequence() < 0
            ? "none"
            : fmt::format("finds repetitions and gaps; the last is {}", b.last_sequence()));
    add(layout::kRecordCount, 4, "record count", b.record_count(), "");
    return std::move(part_);
  }

 private:
  template <class T>
  void add(std::size_t at, std::size_t size, const char* name, const T& value,
           std::string meaning) {
    part_.fields.push_back({position_ + at, batch_.bytes().subspan(at, size), name,
                            fmt::format("{}", value), std::move(meaning)});
  }

  const RecordBatchView& batch_;
  const std::uint64_t position_;
  AnnotatedPart part_;
};

// Takes the fields of one good record apart. The record was read before, so nothing can be missing.
class RecordAnnotator {
 public:
  RecordAnnotator(const RecordView& record, std::uint64_t position)
      : record_(record), rest_(record.bytes), position_(position) {}

  AnnotatedPart run(std::int32_t index) {
    AnnotatedPart part{fmt::format("record {}: offset {}", index, record_.offset), {}};
    fields_ = &part.fields;
    varint<std::int32_t>("length", "bytes behind this field");
    take(1, "attributes", fmt::format("{}", record_.attributes), "unused");
    varint<std::int64_t>("timestamp delta", time_text(record_.timestamp_ms));
    varint<std::int32_t>("offset delta", fmt::format("offset {}", record_.offset));
    bytes("key", record_.key);
    bytes("value", record_.value);
    varint<std::int32_t>("header count", "");
    auto headers = record_.headers();
    for (auto header = headers.next(); header && *header; header = headers.next()) {
      bytes("header key", as_bytes((*header)->key));
      bytes("header value", (*header)->value);
    }
    return part;
  }

 private:
  void take(std::size_t size, std::string name, std::string value, std::string meaning) {
    fields_->push_back(
        {position_, rest_.first(size), std::move(name), std::move(value), std::move(meaning)});
    rest_ = rest_.subspan(size);
    position_ += size;
  }
  template <class T>
  void varint(const char* name, const std::string& meaning) {
    const auto read = decode_varint<T>(rest_);
    take(read.size, name, fmt::format("{}", read.value), meaning);
  }
  void bytes(const std::string& name, std::optional<Bytes> content) {
    varint<std::int32_t>((name + " length").c_str(), content ? "" : "-1 is null");
    if (content && !content->empty()) take(content->size(), name, quoted(*content), "");
  }

  const RecordView& record_;
  Bytes rest_;
  std::uint64_t position_;
  std::vector<AnnotatedField>* fields_ = nullptr;
};

std::string hex_row(Bytes bytes) {
  std::string text;
  for (const auto byte : bytes) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  }
  return text;
}

void render_field(const AnnotatedField& field, std::string& text) {
  constexpr std::size_t hex_width = 3 * kHexPerRow - 1;
  auto rest = field.bytes;
  const auto first = rest.first(std::min(rest.size(), kHexPerRow));
  auto line = fmt::format("{:>8}  {:<{}}  {:<22}  {:<24}  {}", field.position, hex_row(first),
                          hex_width, field.name, field.value, field.meaning);
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
  rest = rest.subspan(first.size());
  for (std::size_t row = 1; !rest.empty() && row < kRowsMax; ++row) {
    const auto piece = rest.first(std::min(rest.size(), kHexPerRow));
    text += fmt::format("{:>8}  {}\n", field.position + row * kHexPerRow, hex_row(piece));
    rest = rest.subspan(piece.size());
  }
  if (!rest.empty()) text += fmt::format("{:>8}  ... {} more bytes\n", "", rest.size());
}

}  // namespace

std::vector<AnnotatedPart> annotate_batch(const RecordBatchView& batch, std::uint64_t position,
                                          Buffer& scratch) {
  std::vector<AnnotatedPart> parts{HeaderAnnotator(batch, position).run()};
  const bool compressed = batch.compression() != Compression::None;
  const auto records = batch.records(scratch);
  if (!records) {
    parts.push_back({"records cannot be read: " + records.error().message, {}});
    return parts;
  }
  auto at = position + kRecordBatchHeaderSize;
  if (compressed) {
    parts.push_back(
        {fmt::format("records: {} bytes of {} hold {} bytes, in which the positions "
                     "below count",
                     batch.payload().size(), to_string(batch.compression()), records->size()),
         {{at, batch.payload(), "compressed records",
           fmt::format("{} bytes", batch.payload().size()), ""}}});
    at = 0;
  }
  RecordIterator iterator(batch, *records);
  for (std::int32_t index = 0;; ++index) {
    const auto record = iterator.next();
    if (!record) parts.push_back({"records cannot be read: " + record.error().message, {}});
    if (!record || !*record) return parts;
    parts.push_back(RecordAnnotator(**record, at).run(index));
    at += (*record)->bytes.size();
  }
}

std::string render_annotation(const std::vector<AnnotatedPart>& parts) {
  std::string text;
  for (const auto& part : parts) {
    if (!part.title.empty()) text += fmt::format("  {}\n", part.title);
    for (const auto& field : part.fields) render_field(field, text);
  }
  return text;
}

}  // namespace barnabas
