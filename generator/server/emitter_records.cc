// GET /emitters/NAME: the records of one pass as the answer, as JR gives them.

#include <fmt/format.h>

#include <chrono>

#include "generator/cli/workspace.h"
#include "generator/server/emitter_board.h"
#include "generator/server/emitter_json.h"

namespace barnabas {
namespace {

constexpr std::int64_t records_max = 10'000;
constexpr std::size_t bytes_max = 8 * 1024 * 1024;

std::int64_t milliseconds(auto time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

HttpResponse EmitterBoard::records(const std::string& name) {
  EmitterConfig config;
  std::shared_ptr<Answering> answering;
  std::shared_ptr<SharedState> state;
  {
    const std::lock_guard lock(mutex_);
    const auto* entry = find(name);
    if (entry == nullptr) return unknown(name);
    config = entry->config;
    config.relations.foreign.clear();  // as in runs
    answering = entry->answering;
    state = shared(entry->group);
  }
  const std::unique_lock busy(answering->busy, std::try_to_lock);
  if (!busy) return problem(409, fmt::format("'{}' is answering somebody else", name));
  auto& emitter = answering->emitter;
  if (emitter == nullptr) {
    answering->workspace = std::make_unique<Workspace>(options_.directories, state->state);
    auto made = make_emitter(*answering->workspace, config, name,
                             static_cast<std::uint64_t>(options_.session.seed.value_or(1)),
                             answering->cancelled);
    if (!made) return problem(422, made.error().message);
    emitter = *std::move(made);
  }
  // As JR: the preload at the first time if there is one, then the records of a pass.
  const bool preloads = !answering->has_preloaded && config.preload > 0;
  const auto count = preloads ? config.preload : std::max<std::int64_t>(config.num, 1);
  if (count > records_max) {
    return problem(422, fmt::format("{} records are too many for an answer, of which there are at "
                                    "most {}: start the emitter",
                                    count, records_max));
  }
  answering->cancelled = false;
  answering->since_ms = milliseconds(std::chrono::steady_clock::now());
  std::string text;
  std::string error;
  for (std::int64_t number = 0; number < count && error.empty() && text.size() < bytes_max;
       ++number) {
    const std::lock_guard rendering(state->rendering);
    const auto record = emitter->next(milliseconds(std::chrono::system_clock::now()));
    if (!record) error = record.error().text();
    if (record && *record) text.append((*record)->value).append("\n");
  }
  answering->since_ms = 0;
  answering->has_preloaded = true;
  if (!error.empty()) return problem(500, error);
  const bool is_json = nlohmann::json::accept(text);
  return {.content_type = is_json ? "application/json" : "text/plain; charset=utf-8",
          .body = std::move(text)};
}

}  // namespace barnabas
