#include "cli/batch_json.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "cli/annotate.h"
#include "protocol/records/record.h"

namespace barnabas {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(Bytes bytes) {
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

Json optional_text(const std::optional<std::string>& text) {
  return text ? Json(valid_utf8(*text)) : Json();
}

// JSON text inside a decoded payload stays JSON instead of becoming a string.
Json payload_json(const std::optional<std::string>& text, RecordDecoder decoder) {
  if (text && decoder != RecordDecoder::Text) {
    auto parsed = Json::parse(*text, nullptr, false);
    if (!parsed.is_discarded()) return parsed;
  }
  return optional_text(text);
}

Json record_json(const RecordBatchView& batch, const RecordView& record,
                 const DumpLogOptions& options) {
  Json json;
  json["offset"] = record.offset;
  json["timestamp"] = record.timestamp_ms;
  json["keySize"] = record.key ? static_cast<std::int64_t>(record.key->size()) : -1;
  json["valueSize"] = record.value ? static_cast<std::int64_t>(record.value->size()) : -1;
  Json headers = Json::array();
  auto iterator = record.headers();
  for (auto header = iterator.next(); header && *header; header = iterator.next()) {
    Json item;
    item["key"] = valid_utf8((*header)->key);
    if (options.print_data_log) {
      item["value"] = (*header)->value ? Json(valid_utf8(as_text(*(*header)->value))) : Json();
    }
    headers.push_back(std::move(item));
  }
  json["headers"] = std::move(headers);
  if (batch.is_control()) {
    auto text = decode_control_record(record);
    json["control"] = valid_utf8(text.substr(1));
  } else if (options.print_data_log) {
    const auto decoded = decode_record(record, options.decoder);
    json["key"] = payload_json(decoded.key, options.decoder);
    json["payload"] = payload_json(decoded.payload, options.decoder);
  }
  return json;
}

Json header_json(const RecordBatchView& batch, std::uint64_t position) {
  Json json;
  json["position"] = position;
  json["size"] = batch.size();
  json["baseOffset"] = batch.base_offset();
  json["lastOffset"] = batch.last_offset();
  json["count"] = batch.record_count();
  json["partitionLeaderEpoch"] = batch.partition_leader_epoch();
  json["magic"] = batch.magic();
  json["crc"] = batch.crc();
  json["isValid"] = batch.check_crc().has_value();
  json["compressCodec"] = to_string(batch.compression());
  json["timestampType"] = to_string(batch.timestamp_type());
  json["isTransactional"] = batch.is_transactional();
  json["isControl"] = batch.is_control();
  json["deleteHorizonMs"] = batch.has_delete_horizon() ? Json(batch.base_timestamp_ms()) : Json();
  json["baseTimestamp"] = batch.base_timestamp_ms();
  json["maxTimestamp"] = batch.max_timestamp_ms();
  json["producerId"] = batch.producer_id();
  json["producerEpoch"] = batch.producer_epoch();
  json["baseSequence"] = batch.base_sequence();
  json["lastSequence"] = batch.last_sequence();
  return json;
}

}  // namespace

std::string batch_json(const RecordBatchView& batch, std::uint64_t position,
                       const DumpLogOptions& options) {
  auto json = header_json(batch, position);
  if (options.deep_iteration) {
    Json list = Json::array();
    Buffer scratch;
    const auto records = batch.records(scratch);
    if (!records) {
      json["error"] = records.error().message;
    } else {
      RecordIterator iterator(batch, *records);
      auto record = iterator.next();
      for (; record && *record; record = iterator.next()) {
        list.push_back(record_json(batch, **record, options));
      }
      if (!record) json["error"] = record.error().message;
    }
    json["records"] = std::move(list);
  }
  return json.dump();
}

std::string annotated_batch_json(const RecordBatchView& batch, std::uint64_t position) {
  auto json = header_json(batch, position);
  Buffer scratch;
  Json parts = Json::array();
  for (const auto& part : annotate_batch(batch, position, scratch)) {
    Json fields = Json::array();
    for (const auto& field : part.fields) {
      fields.push_back({{"position", field.position},
                        {"hex", hex(field.bytes)},
                        {"name", field.name},
                        {"value", field.value},
                        {"meaning", field.meaning}});
    }
    parts.push_back(
        {{"title", part.title.empty() ? "header" : part.title}, {"fields", std::move(fields)}});
  }
  json["parts"] = std::move(parts);
  return json.dump();
}

}  // namespace barnabas
