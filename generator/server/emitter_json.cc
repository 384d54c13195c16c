#include "generator/server/emitter_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "generator/emitters/event_clock_keys.h"
#include "generator/emitters/go_duration.h"
#include "generator/emitters/relation_keys.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t name_size_max = 64;

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= name_size_max && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '_' || letter == '-' ||
                  letter == '.';
         });
}

OrderedJson json_of(const EmitterConfig& config) {
  OrderedJson json{{"name", config.name}, {"locale", config.locale}, {"num", config.num}};
  json["frequency"] = go_duration_text(config.frequency_ns);
  if (config.duration_ns != INT64_MAX) json["duration"] = go_duration_text(config.duration_ns);
  json["preload"] = config.preload;
  if (config.embedded_template.empty())
    json["valueTemplate"] = config.value_template;
  else
    json["embeddedTemplate"] = config.embedded_template;
  json["keyTemplate"] = config.key_template;
  for (const auto& [name, text] : config.headers) json["headers"][name] = text;
  const auto set = [&](const char* key, const std::string& text) {
    if (!text.empty()) json[key] = text;
  };
  set("partition", config.partition);
  set("timestamp", config.timestamp);
  set("tombstone", config.tombstone);
  set("throughput", config.throughput);
  set("shape", config.shape);
  json["outputTemplate"] = config.output_template;
  json["output"] = config.output;
  json["topic"] = config.topic;
  json["kcat"] = config.kcat;
  json["oneline"] = config.oneline;
  json.update(relation_keys(config.relations));
  json.update(event_clock_keys(config.event_clock));
  if (!config.faults.empty()) json["faults"] = config.faults;
  return json;
}

OrderedJson json_of(const RunStatus& status) {
  OrderedJson json{{"state", phase_name(status.phase)},
                   {"records", status.records},
                   {"bytes", status.bytes},
                   {"rate", status.rate},
                   {"elapsedMs", status.elapsed_ms}};
  if (status.delivered) json["delivered"] = *status.delivered;
  if (status.failed > 0) json["failed"] = status.failed;
  if (!status.error.empty()) json["error"] = status.error;
  if (!status.key.empty()) json["key"] = status.key;
  if (!status.value.empty()) json["value"] = status.value;
  return json;
}

Result<EmitterConfig> emitter_from(const Json& json) {
  const Json config{{"emitters", {{"request", Json::array({json})}}}};
  auto read = read_jr_config("", config.dump(-1, ' ', false, Json::error_handler_t::replace));
  constexpr std::string_view place = ": emitters.request[0]";
  if (!read) {
    auto message = read.error().message;
    if (message.starts_with(place))
      message = message.substr(place.size() + (message[place.size()] == '.'));
    return fail(ErrorCode::InvalidRequest, message);
  }
  if (!read->unknown.empty()) {
    const auto& key = read->unknown.front();
    return fail(ErrorCode::InvalidRequest,
                fmt::format("an emitter has no '{}'", key.substr(key.rfind('.') + 1)));
  }
  auto emitter = read->groups.front().emitters.front();
  if (!json.contains("duration")) emitter.duration_ns = INT64_MAX;
  if (!json.contains("output")) emitter.output = "none";
  return emitter;
}

Result<std::optional<double>> rate_from(const Json& json) {
  if (!json.is_object() || !json.contains("rate") || json["rate"].is_null()) return std::nullopt;
  const auto& rate = json["rate"];
  if (!rate.is_number() || !(rate.get<double>() >= 0) || rate.get<double>() > 1e9)
    return fail(ErrorCode::InvalidRequest,
                "rate: expected records a second, 0 for as fast as it goes, found " + rate.dump());
  return rate.get<double>();
}

HttpResponse answer(const OrderedJson& json, int status) {
  return {.status = status,
          .body = json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace)};
}

}  // namespace barnabas
