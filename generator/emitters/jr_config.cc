#include "generator/emitters/jr_config.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "generator/data/embedded.h"
#include "generator/emitters/config_values.h"
#include "generator/emitters/event_clock_keys.h"
#include "generator/emitters/relation_keys.h"
#include "protocol/base/check.h"

namespace barnabas {
namespace {

std::string lower(std::string_view key) {
  std::string text(key);
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

// {"name": "template", ...}
Result<void> read_templates_at(std::string_view place, const ConfigJson& json,
                               std::vector<std::pair<std::string, std::string>>& value) {
  if (!json.is_object()) return wrong_value(place, "an object of names and templates", json);
  for (const auto& [name, text] : json.items()) {
    std::string given;
    if (auto done = read_value_at(fmt::format("{}.{}", place, name), text, given); !done)
      return done;
    value.emplace_back(name, std::move(given));
  }
  return {};
}

// One key of an emitter; nothing where the key is not known.
std::optional<Result<void>> read_key(std::string_view key, std::string_view place,
                                     const ConfigJson& json, EmitterConfig& emitter) {
  if (key == "name") return read_value_at(place, json, emitter.name);
  if (key == "locale") return read_value_at(place, json, emitter.locale);
  if (key == "num") return read_value_at(place, json, emitter.num);
  if (key == "frequency") return read_duration_at(place, json, emitter.frequency_ns);
  if (key == "duration") return read_duration_at(place, json, emitter.duration_ns);
  if (key == "preload") return read_value_at(place, json, emitter.preload);
  if (key == "valuetemplate") return read_value_at(place, json, emitter.value_template);
  if (key == "embeddedtemplate") return read_value_at(place, json, emitter.embedded_template);
  if (key == "keytemplate") return read_value_at(place, json, emitter.key_template);
  if (key == "headers") return read_templates_at(place, json, emitter.headers);
  if (key == "partition") return read_value_at(place, json, emitter.partition);
  if (key == "timestamp") return read_value_at(place, json, emitter.timestamp);
  if (key == "tombstone") return read_value_at(place, json, emitter.tombstone);
  if (key == "throughput") return read_value_at(place, json, emitter.throughput);
  if (key == "shape") return read_value_at(place, json, emitter.shape);
  if (key == "outputtemplate") return read_value_at(place, json, emitter.output_template);
  if (key == "output") return read_value_at(place, json, emitter.output);
  if (key == "file") return read_value_at(place, json, emitter.file);
  if (key == "exec") return read_value_at(place, json, emitter.exec);
  if (key == "topic") return read_value_at(place, json, emitter.topic);
  if (key == "kcat") return read_value_at(place, json, emitter.kcat);
  if (key == "oneline") return read_value_at(place, json, emitter.oneline);
  if (key == "csv") return read_value_at(place, json, emitter.csv);
  if (key == "geojson") return read_value_at(place, json, emitter.geojson);
  if (key == "faults") return read_value_at(place, json, emitter.faults);
  if (auto done = read_event_clock_key(key, place, json, emitter.event_clock)) return done;
  return read_relation_key(key, place, json, emitter.relations);
}

class Reader {
 public:
  explicit Reader(std::string_view path) : path_(path) {}

  Result<JrConfig> run(const ConfigJson& json) {
    if (!json.is_object())
      return wrong_value(path_, "an object with \"global\" and \"emitters\"", json);
    for (const auto& [key, value] : json.items()) {
      Result<void> done;
      if (lower(key) == "global") {
        done = global(value);
      } else if (lower(key) == "emitters") {
        done = groups(value);
      } else {
        config_.unknown.push_back(key);
      }
      if (!done) return tl::unexpected(done.error());
    }
    return std::move(config_);
  }

 private:
  std::string place(std::string_view inside) const { return fmt::format("{}: {}", path_, inside); }

  Result<void> global(const ConfigJson& json) {
    if (!json.is_object()) return wrong_value(place("global"), "an object", json);
    for (const auto& [key, value] : json.items()) {
      const auto where = fmt::format("global.{}", key);
      if (value.is_structured())
        return wrong_value(place(where), "a string, number or truth", value);
      if (value.is_null()) continue;
      config_.global[lower(key)] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return {};
  }

  Result<void> groups(const ConfigJson& json) {
    if (!json.is_object()) return wrong_value(place("emitters"), "an object of groups", json);
    for (const auto& [name, list] : json.items()) {
      const auto where = fmt::format("emitters.{}", name);
      if (!list.is_array()) return wrong_value(place(where), "a list of emitters", list);
      EmitterGroup group{.name = name, .emitters = {}};
      for (std::size_t index = 0; index < list.size(); ++index) {
        auto emitter = one(fmt::format("{}[{}]", where, index), list[index]);
        if (!emitter) return tl::unexpected(emitter.error());
        group.emitters.push_back(*std::move(emitter));
      }
      config_.groups.push_back(std::move(group));
    }
    return {};
  }

  Result<EmitterConfig> one(const std::string& where, const ConfigJson& json) {
    if (!json.is_object()) return wrong_value(place(where), "an emitter, which is an object", json);
    EmitterConfig emitter;
    std::set<std::string> given;
    for (const auto& [key, value] : json.items()) {
      const auto inside = fmt::format("{}.{}", where, key);
      given.insert(lower(key));
      const auto done = read_key(lower(key), place(inside), value, emitter);
      if (!done) config_.unknown.push_back(inside);
      if (done && !*done) return tl::unexpected(done->error());
    }
    if (!emitter.throughput.empty() && emitter.frequency_ns <= 0) {
      emitter.endless = !given.contains("num");
      if (emitter.duration_ns == 0) emitter.duration_ns = INT64_MAX;
    }
    if (emitter.value_template.empty() && emitter.embedded_template.empty()) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: an emitter needs a \"valueTemplate\" or an \"embeddedTemplate\"",
                              place(where)));
    }
    return emitter;
  }

  std::string path_;
  JrConfig config_;
};

}  // namespace

std::optional<std::string_view> JrConfig::setting(std::string_view key) const {
  const auto found = global.find(lower(key));
  if (found == global.end()) return std::nullopt;
  return found->second;
}

const EmitterGroup* JrConfig::group(std::string_view name) const {
  for (const auto& group : groups) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

Result<JrConfig> read_jr_config(std::string_view path, std::string_view text) {
  ConfigJson json;
  try {
    json = ConfigJson::parse(text);
  } catch (const ConfigJson::parse_error& error) {
    const auto before = text.substr(0, error.byte == 0 ? 0 : error.byte - 1);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}:{}:{}: this is not JSON", path, line, column));
  }
  return Reader(path).run(json);
}

JrConfig own_jr_config() {
  const auto text = embedded_file("emitters/jrconfig.json");
  BARNABAS_CHECK(text.has_value(), "the emitter groups are not embedded");
  auto config = read_jr_config("jrconfig.json", *text);
  BARNABAS_CHECK(config.has_value(), "the emitter groups are malformed");
  return *std::move(config);
}

}  // namespace barnabas
