#include "generator/server/emitter_board.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "generator/server/emitter_json.h"
#include "generator/server/sandbox.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

// Of emitters that were added without one.
constexpr const char* own_group = "added";

bool runs(const std::shared_ptr<EmitterRun>& run) { return run != nullptr && !run->is_over(); }

std::uint64_t any_seed() {
  std::random_device device;
  return device() & 0x7FFFFFFF;
}

// Takes a key out of an object.
std::optional<Json> taken(Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  auto value = json[key];
  json.erase(key);
  return value;
}

}  // namespace

EmitterBoard::EmitterBoard(BoardOptions options) : options_(std::move(options)) {
  for (const auto& group : options_.groups) {
    for (auto config : group.emitters) {
      if (find(config.name) != nullptr) config.name = group.name + "." + config.name;
      auto name = config.name;
      entries_.emplace_back(std::move(name),
                            Entry{.group = group.name, .config = std::move(config)});
    }
  }
}

EmitterBoard::~EmitterBoard() { stop_all(); }

EmitterBoard::Entry* EmitterBoard::find(const std::string& name) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& each) { return each.first == name; });
  return found == entries_.end() ? nullptr : &found->second;
}

const EmitterBoard::Entry* EmitterBoard::find(const std::string& name) const {
  return const_cast<EmitterBoard*>(this)->find(name);
}

HttpResponse EmitterBoard::unknown(const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& [each, entry] : entries_) known.push_back(each);
  return problem(404, fmt::format("there is no emitter '{}'.{}", name, did_you_mean(name, known)));
}

std::shared_ptr<SharedState> EmitterBoard::shared(const std::string& group) {
  auto& state = shared_[group];
  if (state == nullptr) state = std::make_shared<SharedState>();
  return state;
}

namespace {

// An emitter as the list shows it: how it is made, and what its run does.
OrderedJson shown(const std::string& group, const EmitterConfig& config,
                  const std::optional<double>& rate, const std::shared_ptr<EmitterRun>& run) {
  auto json = json_of(config);
  json["group"] = group;
  const double configured = config.frequency_ns > 0 ? static_cast<double>(config.num) * 1e9 /
                                                          static_cast<double>(config.frequency_ns)
                                                    : 0;
  RunStatus status{.phase = RunPhase::Stopped, .rate = rate.value_or(configured)};
  if (run != nullptr) status = run->status();
  json["status"] = json_of(status);
  return json;
}

}  // namespace

HttpResponse EmitterBoard::list() const {
  const std::lock_guard lock(mutex_);
  auto list = OrderedJson::array();
  for (const auto& [name, entry] : entries_)
    list.push_back(shown(entry.group, entry.config, entry.rate, entry.run));
  return answer(list);
}

HttpResponse EmitterBoard::groups() const {
  const std::lock_guard lock(mutex_);
  OrderedJson groups = OrderedJson::object();
  for (const auto& [name, entry] : entries_) groups[entry.group].push_back(name);
  return answer(groups);
}

std::optional<HttpResponse> EmitterBoard::check(const Entry& entry) const {
  const auto& config = entry.config;
  if (!is_plain_name(config.name) || !is_plain_name(entry.group))
    return problem(422,
                   "a name has letters, digits, '_', '-' and '.', at most 64, and no '.' first");
  if (!config.csv.empty() || !config.geojson.empty())
    return problem(422, "csv and geojson name files, which requests may not: use jrconfig.json");
  if (!config.file.empty() || !config.exec.empty())
    return problem(422,
                   "requests name no files and no programs: start the server with --file or "
                   "--exec");
  if (config.output != "none") {
    auto known = check_output(config.output);
    if (!known)
      return problem(422, known.error().message + " Or none, which only shows the records.");
    const auto& text = options_.session.output.text;
    if (config.output == "file" && text.file.empty())
      return problem(422, "output file needs a server that was started with --file");
    if (config.output == "exec" && text.exec.empty())
      return problem(422, "output exec needs a server that was started with --exec");
  }
  SandboxRequest request{.directories = options_.directories,
                         .value_template = config.embedded_template,
                         .key_template = config.key_template,
                         .locale = config.locale};
  if (config.embedded_template.empty()) {
    if (!is_plain_name(config.value_template))
      return problem(422, fmt::format("'{}' is no name of a template", config.value_template));
    const auto file = Workspace(options_.directories).catalog.find(config.value_template);
    if (!file) return problem(422, file.error().message);
    request.value_template = file->text;
    request.name = file->name;
  }
  // What only fails without the records of others is told by the run.
  const auto rendered = render_in_sandbox(request);
  if (!rendered.contains("error")) return std::nullopt;
  const auto& error = rendered["error"];
  const std::string message = error.at("message");
  if (!error.contains("stopped") && message.find("executing") != message.npos) return std::nullopt;
  return HttpResponse{.status = 422, .body = Json{{"error", message}, {"at", error}}.dump()};
}

HttpResponse EmitterBoard::add(const Json& request) {
  if (!request.is_object()) return problem(400, "expected an emitter, which is an object");
  auto json = request;
  Entry entry;
  const auto group = taken(json, "group");
  entry.group = group && group->is_string() ? group->get<std::string>() : own_group;
  const auto rate = rate_from(json);
  if (!rate) return problem(422, rate.error().message);
  entry.rate = *rate;
  json.erase("rate");
  auto config = emitter_from(json);
  if (!config) return problem(422, config.error().message);
  entry.config = *std::move(config);
  if (auto wrong = check(entry)) return *wrong;
  const std::lock_guard lock(mutex_);
  const auto name = entry.config.name;
  if (find(name) != nullptr)
    return problem(409, fmt::format("there is an emitter '{}' already: change it with PUT", name));
  entries_.emplace_back(name, std::move(entry));
  const auto& added = entries_.back().second;
  return answer(shown(added.group, added.config, added.rate, nullptr), 201);
}

HttpResponse EmitterBoard::change(const std::string& name, const Json& request) {
  if (!request.is_object()) return problem(400, "expected an object with what is to change");
  if (request.size() == 1 && request.contains("rate")) return set_rate(name, request);
  Entry changed;
  {
    const std::lock_guard lock(mutex_);
    const auto* entry = find(name);
    if (entry == nullptr) return unknown(name);
    if (runs(entry->run)) return problem(409, fmt::format("'{}' runs: stop it first", name));
    changed = {.group = entry->group, .config = entry->config, .rate = entry->rate};
  }
  Json json = Json(json_of(changed.config));
  // One of both names the template: what is asked for wins.
  if (request.contains("valueTemplate")) json.erase("embeddedTemplate");
  if (request.contains("embeddedTemplate")) json.erase("valueTemplate");
  json.update(request);
  if (json["name"] != name)
    return problem(422, "an emitter keeps its name: add another and delete this one");
  const auto rate = rate_from(json);
  if (!rate) return problem(422, rate.error().message);
  if (request.contains("rate")) changed.rate = *rate;
  json.erase("rate");
  json.erase("group");
  auto config = emitter_from(json);
  if (!config) return problem(422, config.error().message);
  changed.config = *std::move(config);
  if (auto wrong = check(changed)) return *wrong;
  const std::lock_guard lock(mutex_);
  auto* entry = find(name);
  if (entry == nullptr) return unknown(name);
  if (runs(entry->run)) return problem(409, fmt::format("'{}' runs: stop it first", name));
  *entry = std::move(changed);
  return answer(shown(entry->group, entry->config, entry->rate, nullptr));
}

HttpResponse EmitterBoard::remove(const std::string& name) {
  std::shared_ptr<EmitterRun> run;
  {
    const std::lock_guard lock(mutex_);
    auto* entry = find(name);
    if (entry == nullptr) return unknown(name);
    run = std::move(entry->run);
    std::erase_if(entries_, [&](const auto& each) { return each.first == name; });
  }
  // The last one to let go of the run waits for its end, without the lock.
  if (run != nullptr) run->stop();
  return answer({{"deleted", name}});
}

HttpResponse EmitterBoard::status(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto* entry = find(name);
  if (entry == nullptr) return unknown(name);
  return answer(shown(entry->group, entry->config, entry->rate, entry->run));
}

std::vector<std::shared_ptr<EmitterRun>> EmitterBoard::earlier_in_group(const std::string& name,
                                                                        const Entry& entry) const {
  std::vector<std::shared_ptr<EmitterRun>> earlier;
  for (const auto& [other_name, other] : entries_) {
    if (other_name == name) break;
    if (other.group == entry.group && entry.group != own_group && runs(other.run))
      earlier.push_back(other.run);
  }
  return earlier;
}

HttpResponse EmitterBoard::start_entry(const std::string& name, Entry& entry, const Json& request) {
  if (runs(entry.run)) return problem(409, fmt::format("'{}' runs already", name));
  const auto rate = rate_from(request);
  if (!rate) return problem(422, rate.error().message);
  EmitterRunOptions options{.directories = options_.directories,
                            .session = options_.session,
                            .config = entry.config,
                            .users = options_.users,
                            .seed = any_seed(),
                            .rate = *rate ? *rate : entry.rate,
                            .shared = shared(entry.group),
                            .after = earlier_in_group(name, entry)};
  if (request.is_object() && request.contains("seed")) {
    if (!request["seed"].is_number_integer()) return problem(422, "seed: expected a whole number");
    options.seed = static_cast<std::uint64_t>(request["seed"].get<std::int64_t>());
  } else if (options_.session.seed) {
    options.seed = static_cast<std::uint64_t>(*options_.session.seed);
  }
  if (request.is_object() && request.value("dryRun", Json(false)) == true)
    options.config.output = "none";
  entry.run = EmitterRun::start(std::move(options));
  return answer({{"started", name}});
}

HttpResponse EmitterBoard::start(const std::string& name, const Json& request) {
  const std::lock_guard lock(mutex_);
  auto* entry = find(name);
  return entry == nullptr ? unknown(name) : start_entry(name, *entry, request);
}

HttpResponse EmitterBoard::start_group(const std::string& group, const Json& request) {
  const std::lock_guard lock(mutex_);
  bool any = false;
  bool idle = true;
  for (const auto& [name, entry] : entries_) {
    if (entry.group != group) continue;
    any = true;
    idle = idle && !runs(entry.run);
  }
  if (!any) return problem(404, fmt::format("there is no group '{}'", group));
  // From the beginning: lists and counters are empty again.
  if (idle) shared_.erase(group);
  auto started = OrderedJson::array();
  for (auto& [name, entry] : entries_) {
    if (entry.group != group || runs(entry.run)) continue;
    const auto done = start_entry(name, entry, request);
    if (done.status != 200) return done;
    started.push_back(name);
  }
  return answer({{"started", started}});
}

namespace {

void steer_run(EmitterRun& run, const std::string& verb) {
  if (verb == "stop") run.stop();
  if (verb == "pause") run.pause();
  if (verb == "resume") run.resume();
}

std::string past(const std::string& verb) { return verb == "stop" ? "stopped" : verb + "d"; }

}  // namespace

HttpResponse EmitterBoard::steer(const std::string& name, const std::string& verb) {
  const std::lock_guard lock(mutex_);
  auto* entry = find(name);
  if (entry == nullptr) return unknown(name);
  if (!runs(entry->run)) return problem(409, fmt::format("'{}' does not run", name));
  steer_run(*entry->run, verb);
  return answer({{past(verb), name}});
}

HttpResponse EmitterBoard::steer_group(const std::string& group, const std::string& verb) {
  const std::lock_guard lock(mutex_);
  auto names = OrderedJson::array();
  bool any = false;
  for (auto& [name, entry] : entries_) {
    if (entry.group != group) continue;
    any = true;
    if (!runs(entry.run)) continue;
    steer_run(*entry.run, verb);
    names.push_back(name);
  }
  if (!any) return problem(404, fmt::format("there is no group '{}'", group));
  return answer({{past(verb), names}});
}

HttpResponse EmitterBoard::set_rate(const std::string& name, const Json& request) {
  const auto rate = rate_from(request);
  if (!rate) return problem(422, rate.error().message);
  if (!*rate) return problem(422, "rate: expected records a second, 0 for as fast as it goes");
  const std::lock_guard lock(mutex_);
  auto* entry = find(name);
  if (entry == nullptr) return unknown(name);
  entry->rate = *rate;
  if (runs(entry->run)) entry->run->set_rate(**rate);
  return answer({{"name", name}, {"rate", **rate}});
}

void EmitterBoard::look_for_endless_records() {
  constexpr std::int64_t answer_ms_max = 5000;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::lock_guard lock(mutex_);
  for (auto& [name, entry] : entries_) {
    if (entry.run != nullptr) entry.run->look_for_endless_record();
    const auto since_ms = entry.answering->since_ms.load();
    if (since_ms != 0 && now_ms - since_ms > answer_ms_max) entry.answering->cancelled = true;
  }
}

void EmitterBoard::stop_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, entry] : entries_) {
    if (entry.run != nullptr) entry.run->stop();
    entry.answering->cancelled = true;
  }
}

bool EmitterBoard::is_idle() const {
  const std::lock_guard lock(mutex_);
  return std::none_of(entries_.begin(), entries_.end(),
                      [](const auto& each) { return runs(each.second.run); });
}

std::string EmitterBoard::events(std::map<std::string, std::string>& seen) const {
  std::string text;
  std::map<std::string, std::string> now;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, entry] : entries_) {
    auto json = shown(entry.group, entry.config, entry.rate, entry.run)
                    .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    const auto before = seen.find(name);
    if (before == seen.end() || before->second != json)
      text += fmt::format("event: emitter\ndata: {}\n\n", json);
    now[name] = std::move(json);
  }
  for (const auto& [name, json] : seen) {
    if (!now.contains(name)) text += fmt::format("event: deleted\ndata: {}\n\n", Json(name).dump());
  }
  seen = std::move(now);
  return text;
}

}  // namespace barnabas
