// What the process does that renders for the server; see generator/server/sandbox.h.

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <new>
#include <nlohmann/json.hpp>

#include "generator/run/emitter.h"
#include "generator/server/sandbox.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;

constexpr rlim_t cpu_seconds_max = 2;
constexpr rlim_t memory_bytes_max = 512UL * 1024 * 1024;

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
  const rlimit both{.rlim_cur = most, .rlim_max = most};
  setrlimit(what, &both);
}

void limit_this_process() {
  limit(RLIMIT_CPU, cpu_seconds_max);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, memory_bytes_max);
#endif
}

// A parser's message names what it stumbled on, not where in the line: look for it.
std::size_t column_of(std::string_view text, const TemplateError& error) {
  if (error.column > 0) return error.column;
  for (std::size_t line = 1; line < error.line && !text.empty(); ++line)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, text.find('\n'));
  const std::string_view message = error.message;
  for (const auto& [open, close] :
       {std::pair{'"', '"'}, std::pair{'<', '>'}, std::pair{'$', ' '}}) {
    const auto first = message.find(open);
    if (first == message.npos) continue;
    const auto begin = open == '$' ? first : first + 1;
    const auto end = message.find(close, first + 1);
    const auto at = text.find(message.substr(begin, end - begin));
    if (end > begin && at != text.npos) return at;
  }
  const auto action = text.find("{{");
  return action == text.npos ? 0 : action;
}

Json json_of(const TemplateError& error, const std::string& text) {
  return {{"message", error.message},
          {"hint", error.hint},
          {"line", error.line},
          {"column", error.line == 0 ? 0 : column_of(text, error) + 1}};
}

Json plain_error(const std::string& message) {
  return {{"message", message}, {"hint", ""}, {"line", 0}, {"column", 0}};
}

Json rendered(const Json& request) {
  Json answer{{"records", Json::array()}};
  DirectoryOptions directories{.templates = request.at("templates"),
                               .user_dir = request.at("user_dir"),
                               .system_dir = request.at("system_dir"),
                               .log_level = ""};
  Workspace workspace(directories);
  auto environment = workspace.environment(request.at("locale"));
  if (!environment) {
    answer["error"] = plain_error(environment.error().message);
    return answer;
  }
  const std::string text = request.at("template");
  auto emitter = Emitter::make({.name = "preview",
                                .value_template = text,
                                .key_template = request.at("key"),
                                .template_name = request.at("name"),
                                .oneline = request.at("oneline"),
                                .seed = request.at("seed")},
                               workspace.functions, *std::move(environment));
  if (!emitter) {
    answer["error"] = json_of(emitter.error(), text);
    return answer;
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  for (std::int64_t number = 0; number < request.at("count").get<std::int64_t>(); ++number) {
    const auto record = (*emitter)->next(now_ms);
    if (!record) {
      answer["error"] = json_of(record.error(), text);
      break;
    }
    if (!*record) continue;
    Json row{{"value", (*record)->value}};
    if ((*record)->has_key) row["key"] = (*record)->key;
    answer["records"].push_back(std::move(row));
  }
  return answer;
}

}  // namespace

int answer_render_request() {
  limit_this_process();
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  const auto request = Json::parse(text, nullptr, false);
  Json answer;
  try {
    answer = rendered(request);
  } catch (const std::bad_alloc&) {
    answer = {{"records", Json::array()},
              {"error", plain_error("the template was stopped: it needs more than 512 MB")}};
    answer["error"]["stopped"] = true;
  }
  fmt::print("{}", answer.dump(-1, ' ', false, Json::error_handler_t::replace));
  return 0;
}

}  // namespace barnabas
