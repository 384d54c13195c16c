#include "generator/emitters/event_clock_keys.h"

#include "generator/emitters/go_duration.h"

namespace barnabas {
namespace {

Result<void> read_distance(std::string_view place, const ConfigJson& json, std::int64_t& value) {
  if (auto done = read_duration_at(place, json, value); !done) return done;
  if (value < 0) return wrong_value(place, "a duration that is not negative", json);
  return {};
}

}  // namespace

std::optional<Result<void>> read_event_clock_key(std::string_view key, std::string_view place,
                                                 const ConfigJson& json,
                                                 EventClockOptions& options) {
  if (key == "advance") return read_distance(place, json, options.advance_ns);
  if (key == "jitter") return read_distance(place, json, options.jitter_ns);
  if (key == "lateness") return read_distance(place, json, options.lateness_ns);
  if (key != "arrivals") return std::nullopt;
  if (json != "even" && json != "poisson") return wrong_value(place, "even or poisson", json);
  options.poisson = json == "poisson";
  return Result<void>();
}

ConfigJson event_clock_keys(const EventClockOptions& options) {
  ConfigJson json = ConfigJson::object();
  const auto add = [&](const char* key, std::int64_t duration_ns) {
    if (duration_ns != 0) json[key] = go_duration_text(duration_ns);
  };
  add("advance", options.advance_ns);
  add("jitter", options.jitter_ns);
  add("lateness", options.lateness_ns);
  if (options.poisson) json["arrivals"] = "poisson";
  return json;
}

}  // namespace barnabas
