#include "cli/record_decoder.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "protocol/base/base64.h"
#include "protocol/messages/record_catalog.h"
#include "protocol/messages/records/framing.h"
#include "protocol/records/control_record.h"

namespace barnabas {
namespace {

using Json = nlohmann::ordered_json;

// "TopicRecord" as "TOPIC_RECORD", the spelling of Kafka's enumeration of metadata records.
std::string constant_case(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto is_upper = [&](std::size_t at) {
      return std::isupper(static_cast<unsigned char>(name[at])) != 0;
    };
    if (i > 0 && is_upper(i) && !is_upper(i - 1)) text += '_';
    text += static_cast<char>(std::toupper(static_cast<unsigned char>(name[i])));
  }
  return text;
}

// The body of a message with a schema, as JSON.
Result<std::string> body_json(const RecordType* type, Version version, Bytes body) {
  if (type == nullptr) return fail(ErrorCode::InvalidRecord, "unknown type");
  auto message = decode(type->message, body, version);
  if (!message) return tl::unexpected(message.error());
  return print(**message, version, PrintRecords::Base64);
}

// A subscription or assignment inside a group's metadata: base64 in, its JSON out; left as it is
// where it does not decode.
void open_consumer_protocol(Json& field, std::int16_t type) {
  if (!field.is_string()) return;
  const auto bytes = base64_decode(field.get<std::string>());
  if (!bytes || bytes->size() < sizeof(Version)) return;
  const auto content = as_bytes(*bytes);
  const auto* schema = find_record(RecordHome::ConsumerProtocol, type);
  if (schema == nullptr) return;
  const auto version =
      std::min(load_big_endian<Version>(content.data()), schema->message.versions.max);
  const auto json = body_json(schema, version, content.subspan(sizeof(Version)));
  if (json) field = Json::parse(*json, nullptr, false);
}

std::string open_group_metadata(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("protocolType", "") != "consumer") return text;
  for (auto& member : json["members"]) {
    if (member.contains("subscription")) open_consumer_protocol(member["subscription"], 0);
    if (member.contains("assignment")) open_consumer_protocol(member["assignment"], 1);
  }
  return json.dump();
}

struct CoordinatorHomes {
  RecordHome key;
  RecordHome value;
};

DecodedRecord decode_coordinator_record(const RecordView& record, CoordinatorHomes homes) {
  const auto skipped = [&](const std::string& why) -> DecodedRecord {
    return {fmt::format("Error at offset {}, skipping. {}", record.offset, why), std::nullopt};
  };
  if (!record.key) return skipped("the key is missing");
  const auto key_frame = parse_coordinator_frame(*record.key);
  if (!key_frame) return skipped(key_frame.error().message);
  const auto* key_type = find_record(homes.key, key_frame->number);
  if (key_type == nullptr) {
    return {fmt::format("Unknown record type {} at offset {}, skipping.", key_frame->number,
                        record.offset),
            std::nullopt};
  }
  const auto key = body_json(key_type, 0, key_frame->body);
  if (!key) return skipped(key.error().message);
  DecodedRecord decoded;
  decoded.key = fmt::format(R"({{"type":"{}","data":{}}})", key_frame->number, *key);
  if (!record.value) {
    decoded.payload = "<DELETE>";
    return decoded;
  }
  const auto value_frame = parse_coordinator_frame(*record.value);
  if (!value_frame) return skipped(value_frame.error().message);
  const auto* value_type = find_record(homes.value, key_frame->number);
  auto value = body_json(value_type, value_frame->number, value_frame->body);
  if (!value) return skipped(value.error().message);
  if (value_type->message.name == "GroupMetadataValue") *value = open_group_metadata(*value);
  decoded.payload = fmt::format(R"({{"version":"{}","data":{}}})", value_frame->number, *value);
  return decoded;
}

DecodedRecord decode_metadata_record(const RecordView& record) {
  const auto skipped = [&](const std::string& why) -> DecodedRecord {
    return {std::nullopt, fmt::format("Error at {}, skipping. {}", record.offset, why)};
  };
  if (!record.value) return skipped("the value is missing");
  const auto frame = parse_metadata_frame(*record.value);
  if (!frame) return skipped(frame.error().message);
  const auto* type = find_record(RecordHome::Metadata, frame->type);
  if (type == nullptr) return skipped(fmt::format("unknown metadata record {}", frame->type));
  const auto json = body_json(type, frame->version, frame->body);
  if (!json) return skipped(json.error().message);
  return {std::nullopt, fmt::format(R"({{"type":"{}","version":{},"data":{}}})",
                                    constant_case(type->message.name), frame->version, *json)};
}

// How Apache's tool introduces the JSON of a control record.
std::string_view control_label(ControlRecordType type) {
  switch (type) {
    case ControlRecordType::LeaderChange:
      return "LeaderChange:";
    case ControlRecordType::SnapshotHeader:
      return "SnapshotHeader";
    case ControlRecordType::SnapshotFooter:
      return "SnapshotFooter";
    case ControlRecordType::KRaftVersion:
      return "KRaftVersion";
    case ControlRecordType::KRaftVoters:
      return "KRaftVoters";
    case ControlRecordType::Abort:
    case ControlRecordType::Commit:
      break;
  }
  return "";
}

// The length of the UTF-8 sequence at the front, or 0 and how many bytes are wrong together.
struct Sequence {
  std::size_t good = 0;
  std::size_t bad = 1;
};

Sequence utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {.good = 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {};
  for (std::size_t i = 1; i < size; ++i) {
    unsigned least = 0x80;
    unsigned most = 0xbf;
    // No overlong forms, no surrogates, nothing above U+10FFFF.
    if (i == 1 && lead == 0xe0) least = 0xa0;
    if (i == 1 && lead == 0xed) most = 0x9f;
    if (i == 1 && lead == 0xf0) least = 0x90;
    if (i == 1 && lead == 0xf4) most = 0x8f;
    if (i >= text.size() || byte(i) < least || byte(i) > most) return {.good = 0, .bad = i};
  }
  return {.good = size};
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto sequence = utf8_sequence(text);
    if (sequence.good > 0) {
      out += text.substr(0, sequence.good);
      text.remove_prefix(sequence.good);
    } else {
      out += "\xef\xbf\xbd";
      text.remove_prefix(sequence.bad);
    }
  }
  return out;
}

DecodedRecord decode_record(const RecordView& record, RecordDecoder decoder) {
  switch (decoder) {
    case RecordDecoder::Offsets:
      return decode_coordinator_record(record, {RecordHome::GroupKey, RecordHome::GroupValue});
    case RecordDecoder::TransactionLog:
      return decode_coordinator_record(record,
                                       {RecordHome::TransactionKey, RecordHome::TransactionValue});
    case RecordDecoder::ClusterMetadata:
      return decode_metadata_record(record);
    case RecordDecoder::Text:
      break;
  }
  DecodedRecord decoded;
  if (record.key) decoded.key = valid_utf8(as_text(*record.key));
  if (record.value) decoded.payload = valid_utf8(as_text(*record.value));
  return decoded;
}

std::string decode_control_record(const RecordView& record) {
  const auto type = read_control_record_key(record.key.value_or(Bytes()));
  if (!type) return fmt::format(" controlType: damaged ({})", type.error().message);
  const auto value = record.value.value_or(Bytes());
  if (*type == ControlRecordType::Abort || *type == ControlRecordType::Commit) {
    const auto epoch = read_end_transaction_marker(value);
    if (!epoch) return fmt::format(" endTxnMarker: damaged ({})", epoch.error().message);
    return fmt::format(" endTxnMarker: {} coordinatorEpoch: {}", to_string(*type), *epoch);
  }
  const auto label = control_label(*type);
  if (label.empty()) {
    return fmt::format(" controlType: UNKNOWN({})", static_cast<int>(*type));
  }
  // The first field of each of these is its own version.
  const auto version = value.size() < 2 ? Version{-1} : load_big_endian<Version>(value.data());
  const auto json =
      body_json(find_record(RecordHome::Control, static_cast<std::int16_t>(*type)), version, value);
  if (!json) return fmt::format(" {} damaged ({})", label, json.error().message);
  return fmt::format(" {} {}", label, *json);
}

}  // namespace barnabas
