#include "generator/server/api.h"

#include <fmt/format.h>
#include <regex.h>

#include <algorithm>
#include <array>
#include <optional>

#include "generator/data/embedded.h"
#include "generator/server/access.h"
#include "generator/server/emitter_json.h"
#include "generator/server/json_place.h"
#include "generator/server/sandbox.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::int64_t preview_records_max = 100;
constexpr std::size_t pattern_size_max = 64;

struct PageFile {
  std::string_view path;
  std::string_view file;
  const char* content_type;
};
constexpr std::array page_files{
    PageFile{"/", "server/page/index.html", "text/html; charset=utf-8"},
    PageFile{"/index.html", "server/page/index.html", "text/html; charset=utf-8"},
    PageFile{"/templatedev.html", "server/page/index.html", "text/html; charset=utf-8"},
    PageFile{"/page.css", "server/page/page.css", "text/css; charset=utf-8"},
    PageFile{"/page.js", "server/page/page.js", "text/javascript; charset=utf-8"},
    PageFile{"/emitters.js", "server/page/emitters.js", "text/javascript; charset=utf-8"},
    PageFile{"/editor.js", "server/page/editor.js", "text/javascript; charset=utf-8"},
};

std::optional<HttpResponse> page_file(std::string_view path) {
  for (const auto& each : page_files) {
    if (each.path != path) continue;
    const auto text = embedded_file(each.file);
    if (text) return HttpResponse{.content_type = each.content_type, .body = std::string(*text)};
  }
  return std::nullopt;
}

HttpResponse not_found(const std::string& path) {
  return problem(404, fmt::format("there is nothing at '{}'", path));
}

HttpResponse only(const std::string& methods) {
  return {.status = 405, .body = Json{{"error", "use " + methods}}.dump(), .allow = methods};
}

// "/emitters/user/start" is {"emitters", "user", "start"}; a slash at the end does not count.
std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t begin = 1;
  while (begin < path.size()) {
    const auto end = std::min(path.find('/', begin), path.size());
    parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

OrderedJson json_of(const Function& function) {
  auto parameters = OrderedJson::array();
  for (const auto& parameter : function.parameters)
    parameters.push_back({{"name", parameter.name}, {"type", type_name(parameter.type)}});
  return {{"name", function.name},
          {"category", function.category},
          {"description", function.description},
          {"parameters", parameters},
          {"variadic", function.variadic},
          {"return", type_name(function.returns)},
          {"localizable", function.localizable},
          {"example", function.example},
          {"output", function.output}};
}

// Where in the records the JSON breaks off; nothing where all is well or is no JSON.
void add_json_error(Json& answer) {
  std::size_t number = 0;
  for (const auto& record : answer["records"]) {
    const std::string& text = record["value"].get_ref<const std::string&>();
    const auto place = json_error_place(text);
    if (place) {
      answer["jsonError"] = {{"record", number}, {"line", place->line}, {"column", place->column}};
      return;
    }
    ++number;
  }
}

std::string base64(std::string_view text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string coded;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      coded += at + i > text.size() ? '=' : letters[bits >> (18 - 6 * i) & 63];
  }
  return coded;
}

}  // namespace

Api::Api(EmitterBoard& board, DirectoryOptions directories)
    : board_(board), directories_(std::move(directories)) {}

HttpResponse Api::handle(const HttpRequest& request) {
  if (auto refusal = refused(request)) return *refusal;
  try {
    return route(request);
  } catch (const Json::exception& error) {
    return problem(400, fmt::format("the JSON is not as expected: {}", error.what()));
  } catch (const std::exception& error) {
    return problem(500, error.what());
  }
}

HttpResponse Api::route(const HttpRequest& request) {
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";
  if (auto page = page_file(request.path)) return get ? *page : only("GET");
  const auto parts = parts_of(request.path);
  if (parts.empty() || parts.size() > 3) return not_found(request.path);
  const auto name = parts.size() > 1 ? parts[1] : "";
  const auto verb = parts.size() > 2 ? parts[2] : "";
  if (parts[0] == "emitters") return emitters(request, name, verb);
  if (parts[0] == "groups") return groups(request, name, verb);
  if (parts[0] == "templates" && verb.empty()) return get ? templates(name) : only("GET");
  if (parts.size() > 1) return not_found(request.path);
  if (parts[0] == "functions") return get ? functions() : only("GET");
  if (parts[0] == "loadLastStatus") return get ? last_status() : only("GET");
  if (parts[0] == "executeTemplate") return post ? execute_template(request) : only("POST");
  if (parts[0] == "functionsList")
    return post ? find_functions(form_field(request.body, "functiontofind")) : only("POST");
  if (parts[0] == "preview") return post ? preview(Json::parse(request.body)) : only("POST");
  return not_found(request.path);
}

HttpResponse Api::emitters(const HttpRequest& request, const std::string& name,
                           const std::string& verb) {
  const auto& method = request.method;
  const auto body = request.body.empty() ? Json::object() : Json::parse(request.body);
  if (name.empty()) {
    if (method == "GET") return board_.list();
    return method == "POST" ? board_.add(body) : only("GET, POST");
  }
  if (verb.empty()) {
    if (method == "GET") return board_.records(name);
    if (method == "PUT") return board_.change(name, body);
    return method == "DELETE" ? board_.remove(name) : only("GET, PUT, DELETE");
  }
  if (verb == "status") return method == "GET" ? board_.status(name) : only("GET");
  const bool is_rate = verb == "rate";
  if (!is_rate && verb != "start" && verb != "stop" && verb != "pause" && verb != "resume")
    return not_found(request.path);
  if (method != "POST" && !(is_rate && method == "PUT"))
    return only(is_rate ? "POST, PUT" : "POST");
  if (is_rate) return board_.set_rate(name, body);
  return verb == "start" ? board_.start(name, body) : board_.steer(name, verb);
}

HttpResponse Api::groups(const HttpRequest& request, const std::string& name,
                         const std::string& verb) {
  if (name.empty()) return request.method == "GET" ? board_.groups() : only("GET");
  const bool known = verb == "start" || verb == "stop" || verb == "pause" || verb == "resume";
  if (!known) return not_found(request.path);
  if (request.method != "POST") return only("POST");
  if (verb != "start") return board_.steer_group(name, verb);
  return board_.start_group(name,
                            request.body.empty() ? Json::object() : Json::parse(request.body));
}

HttpResponse Api::templates(const std::string& name) const {
  const TemplateCatalog catalog = Workspace(directories_).catalog;
  if (name.empty()) return answer(catalog.names());
  if (!is_plain_name(name)) return problem(404, fmt::format("'{}' is no name of a template", name));
  const auto file = catalog.find(name);
  if (!file) return problem(404, file.error().message);
  return answer({{"name", file->name}, {"own", !file->path.empty()}, {"text", file->text}});
}

HttpResponse Api::preview(const Json& request) const {
  auto rendered = render_in_sandbox(
      {.directories = directories_,
       .value_template = request.at("template"),
       .key_template = request.value("key", "null"),
       .locale = request.value("locale", "us"),
       .count = std::clamp<std::int64_t>(request.value("count", 1), 1, preview_records_max),
       .seed = request.value("seed", 1)});
  if (!rendered.contains("error")) add_json_error(rendered);
  return {.body = rendered.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

HttpResponse Api::execute_template(const HttpRequest& request) {
  const auto text = form_field(request.body, "template");
  const auto is_json = form_field(request.body, "isJsonOutput");
  {
    const std::lock_guard lock(mutex_);
    last_template_ = text;
    last_is_json_ = is_json;
  }
  const auto rendered = render_in_sandbox({.directories = directories_, .value_template = text});
  if (rendered.contains("error")) {
    return {.status = 500,
            .content_type = "text/plain; charset=utf-8",
            .body = rendered["error"].at("message").get<std::string>() + "\n"};
  }
  const auto& records = rendered["records"];
  return {.content_type = "text/plain; charset=utf-8",
          .body = records.empty() ? "" : records[0].at("value").get<std::string>()};
}

HttpResponse Api::last_status() const {
  const std::lock_guard lock(mutex_);
  return answer({{"template", base64(last_template_)}, {"isJsonOutput", last_is_json_}});
}

HttpResponse Api::functions() const {
  auto list = OrderedJson::array();
  for (const auto& name : functions_.names()) list.push_back(json_of(*functions_.find(name)));
  return answer(list);
}

HttpResponse Api::find_functions(const std::string& pattern) const {
  // Counted repetitions and references back can take for ever.
  if (pattern.size() > pattern_size_max || pattern.find_first_of("{\\") != pattern.npos)
    return problem(422,
                   "functiontofind: a regular expression of at most 64 characters, without { "
                   "and \\");
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB | REG_ICASE) != 0)
    return problem(422, fmt::format("functiontofind: '{}' is no regular expression", pattern));
  auto found = OrderedJson::array();
  for (const auto& name : functions_.names()) {
    if (regexec(&compiled, name.c_str(), 0, nullptr, 0) == 0)
      found.push_back(json_of(*functions_.find(name)));
  }
  regfree(&compiled);
  if (found.empty()) return problem(404, fmt::format("no function is called like '{}'", pattern));
  return answer({{"functions", found}});
}

}  // namespace barnabas
