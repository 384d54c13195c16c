#include "generator/emitters/jr_config.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "generator/data/embedded.h"
#include "generator/emitters/go_duration.h"
#include "protocol/base/check.h"

namespace barnabas {
namespace {

using Json = nlohmann::ordered_json;

std::string lower(std::string_view key) {
  std::string text(key);
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

tl::unexpected<Error> wrong(std::string_view place, std::string_view expected, const Json& found) {
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{}: expected {}, found {}", place, expected, found.dump()));
}

Result<void> read(std::string_view place, const Json& json, std::string& value) {
  if (!json.is_string()) return wrong(place, "a string", json);
  value = json.get<std::string>();
  return {};
}

Result<void> read(std::string_view place, const Json& json, bool& value) {
  if (!json.is_boolean()) return wrong(place, "true or false", json);
  value = json.get<bool>();
  return {};
}

Result<void> read(std::string_view place, const Json& json, std::int64_t& value) {
  if (!json.is_number_integer()) return wrong(place, "a whole number", json);
  value = json.get<std::int64_t>();
  if (value < 0) return wrong(place, "a number that is not negative", json);
  return {};
}

// {"name": "template", ...}
Result<void> read(std::string_view place, const Json& json,
                  std::vector<std::pair<std::string, std::string>>& value) {
  if (!json.is_object()) return wrong(place, "an object of names and templates", json);
  for (const auto& [name, text] : json.items()) {
    std::string given;
    if (auto done = read(fmt::format("{}.{}", place, name), text, given); !done) return done;
    value.emplace_back(name, std::move(given));
  }
  return {};
}

// "500ms", or a number of nanoseconds.
Result<void> read_duration(std::string_view place, const Json& json, std::int64_t& value) {
  if (json.is_number_integer()) {
    value = json.get<std::int64_t>();
    return {};
  }
  if (!json.is_string()) return wrong(place, "a duration as \"500ms\"", json);
  auto parsed = parse_go_duration(place, json.get<std::string>());
  if (!parsed) return tl::unexpected(parsed.error());
  value = *parsed;
  return {};
}

// One key of an emitter; nothing where the key is not known.
std::optional<Result<void>> read_key(std::string_view key, std::string_view place, const Json& json,
                                     EmitterConfig& emitter) {
  if (key == "name") return read(place, json, emitter.name);
  if (key == "locale") return read(place, json, emitter.locale);
  if (key == "num") return read(place, json, emitter.num);
  if (key == "frequency") return read_duration(place, json, emitter.frequency_ns);
  if (key == "duration") return read_duration(place, json, emitter.duration_ns);
  if (key == "preload") return read(place, json, emitter.preload);
  if (key == "valuetemplate") return read(place, json, emitter.value_template);
  if (key == "embeddedtemplate") return read(place, json, emitter.embedded_template);
  if (key == "keytemplate") return read(place, json, emitter.key_template);
  if (key == "headers") return read(place, json, emitter.headers);
  if (key == "partition") return read(place, json, emitter.partition);
  if (key == "timestamp") return read(place, json, emitter.timestamp);
  if (key == "tombstone") return read(place, json, emitter.tombstone);
  if (key == "throughput") return read(place, json, emitter.throughput);
  if (key == "shape") return read(place, json, emitter.shape);
  if (key == "outputtemplate") return read(place, json, emitter.output_template);
  if (key == "output") return read(place, json, emitter.output);
  if (key == "file") return read(place, json, emitter.file);
  if (key == "exec") return read(place, json, emitter.exec);
  if (key == "topic") return read(place, json, emitter.topic);
  if (key == "kcat") return read(place, json, emitter.kcat);
  if (key == "oneline") return read(place, json, emitter.oneline);
  if (key == "csv") return read(place, json, emitter.csv);
  if (key == "geojson") return read(place, json, emitter.geojson);
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view path) : path_(path) {}

  Result<JrConfig> run(const Json& json) {
    if (!json.is_object()) return wrong(path_, "an object with \"global\" and \"emitters\"", json);
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

  Result<void> global(const Json& json) {
    if (!json.is_object()) return wrong(place("global"), "an object", json);
    for (const auto& [key, value] : json.items()) {
      const auto where = fmt::format("global.{}", key);
      if (value.is_structured()) return wrong(place(where), "a string, number or truth", value);
      if (value.is_null()) continue;
      config_.global[lower(key)] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return {};
  }

  Result<void> groups(const Json& json) {
    if (!json.is_object()) return wrong(place("emitters"), "an object of groups", json);
    for (const auto& [name, list] : json.items()) {
      const auto where = fmt::format("emitters.{}", name);
      if (!list.is_array()) return wrong(place(where), "a list of emitters", list);
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

  Result<EmitterConfig> one(const std::string& where, const Json& json) {
    if (!json.is_object()) return wrong(place(where), "an emitter, which is an object", json);
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
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
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
