#include "generator/run/record_chunk.h"

namespace barnabas {
namespace {

constexpr std::string_view no_key = "null";
constexpr std::string_view no_value = "null";

}  // namespace

void RecordChunk::add(const Made& made, std::span<const Header> headers) {
  Placed placed{made};
  placed.value_at = lines.size() - made.value_size;
  std::size_t size = made.key_size;
  for (const auto& header : headers) size += header.name_size + header.value_size;
  placed.key_at = parts.size() - size;
  placed.first_header = headers_.size();
  placed.header_count = headers.size();
  headers_.insert(headers_.end(), headers.begin(), headers.end());
  if (!made.has_value) {
    lines.truncate(placed.value_at);
    lines.append(no_value);
  }
  lines.append('\n');
  ends_.push_back(lines.size());
  bytes_ += (made.has_value ? made.value_size : 0) + (made.has_key ? made.key_size : 0);
  made_.push_back(placed);
}

Record RecordChunk::record(std::size_t index) {
  const auto& made = made_[index];
  const auto part = [&](std::size_t at, std::size_t size) { return parts.view().substr(at, size); };
  views_.clear();
  auto at = made.key_at + made.key_size;
  for (std::size_t i = 0; i < made.header_count; ++i) {
    const auto& header = headers_[made.first_header + i];
    views_.push_back({.key = part(at, header.name_size),
                      .value = part(at + header.name_size, header.value_size)});
    at += header.name_size + header.value_size;
  }
  return Record{.key = made.has_key ? part(made.key_at, made.key_size) : no_key,
                .has_key = made.has_key,
                .value = lines.view().substr(made.value_at, made.has_value ? made.value_size : 0),
                .has_value = made.has_value,
                .headers = views_,
                .partition = made.partition,
                .timestamp_ms = made.timestamp_ms};
}

}  // namespace barnabas
