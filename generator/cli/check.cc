#include "generator/cli/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/exit_code.h"
#include "generator/cli/workspace.h"
#include "generator/run/emitter.h"

namespace barnabas {
namespace {

struct CheckOptions {
  DirectoryOptions directories;
  std::vector<std::string> names;
  bool embedded = false;
  std::int64_t num = 100;
  std::string locale = "us";
  std::int64_t seed = 1;
  std::string csv;
};

// 2026-01-01: any time will do, as long as it stays.
constexpr std::int64_t check_time_ms = 1'767'225'600'000;

// Where in the text, and what stands there.
std::string place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line_start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  const auto line_end = std::min(text.find('\n', line_start), text.size());
  const auto number = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - line_start;
  return fmt::format("line {}, column {}:\n  {}\n  {}^", number, column + 1,
                     text.substr(line_start, line_end - line_start), std::string(column, ' '));
}

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

std::string json_error(std::string_view text) {
  try {
    return nlohmann::json::parse(text).is_structured() ? "" : place_of(text, 0);
  } catch (const nlohmann::json::parse_error& error) {
    return place_of(text, error.byte);
  }
}

// Returns what is wrong, or nothing; then `summary` says what was seen.
std::string check_one(Workspace& workspace, const CheckOptions& options, const TemplateFile& file,
                      std::string& summary) {
  auto environment = workspace.environment(options.locale);
  if (!environment) return environment.error().message;
  if (!options.csv.empty()) {
    const auto csv = workspace.csv(options.csv);
    if (!csv) return csv.error().message;
    (*environment)->csv = *csv;
  }
  auto emitter = Emitter::make({.name = file.name,
                                .value_template = file.text,
                                .template_name = file.path.empty() ? file.name : file.path,
                                .seed = static_cast<std::uint64_t>(options.seed)},
                               workspace.functions, *std::move(environment));
  if (!emitter) return emitter.error().text();
  std::size_t bytes = 0;
  std::int64_t made = 0;
  bool json = false;
  for (std::int64_t number = 0; number < options.num; ++number) {
    const auto record = (*emitter)->next(check_time_ms);
    if (!record) return fmt::format("record {}: {}", number, record.error().text());
    if (!*record) continue;
    const auto value = (*record)->value;
    if (made++ == 0) json = looks_like_json(value);
    bytes += value.size();
    const auto error = json ? json_error(value) : "";
    if (!error.empty()) return fmt::format("record {} is not JSON, {}", number, error);
  }
  const auto average = made == 0 ? 0 : bytes / static_cast<std::size_t>(made);
  summary = fmt::format("{} records, {}, {} bytes on average", made,
                        made == 0 ? "which is none"
                        : json    ? "valid JSON"
                                  : "text",
                        average);
  return "";
}

int check(const CheckOptions& options) {
  Workspace workspace(options.directories);
  auto names = options.names.empty() ? workspace.catalog.names() : options.names;
  bool good = true;
  for (const auto& name : names) {
    std::string wrong;
    std::string summary;
    auto file = options.embedded ? Result<TemplateFile>(TemplateFile{"embedded", "", name})
                                 : workspace.catalog.find(name);
    if (!file)
      wrong = file.error().message;
    else
      wrong = check_one(workspace, options, *file, summary);
    const auto shown = options.embedded ? "embedded" : name;
    if (wrong.empty())
      fmt::print("{}: {}\n", shown, summary);
    else
      complain(fmt::format("{}: {}", shown, wrong));
    good = good && wrong.empty();
  }
  return good ? kExitOk : kExitCheckFailed;
}

}  // namespace

void define_check_command(Command& command) {
  auto options = std::make_shared<CheckOptions>();
  command.argument({.names = "TEMPLATE", .text = "Names of templates; all without one"},
                   options->names);
  command.flag({.names = "--embedded", .text = "TEMPLATE is the text of a template, not a name"},
               options->embedded);
  command.option({.names = "-n,--num",
                  .value = "N",
                  .text = "Records of each template",
                  .default_value = "100"},
                 options->num);
  command.option({.names = "--locale",
                  .value = "LOCALE",
                  .text = "Whose names and places",
                  .default_value = "us"},
                 options->locale);
  command.option(
      {.names = "--seed", .value = "N", .text = "What the draws come from", .default_value = "1"},
      options->seed);
  command.option({.names = "--csv", .value = "FILE", .text = "Rows for the function fromcsv"},
                 options->csv);
  add_directory_options(command, options->directories);
  command.run = [options] { return check(*options); };
}

}  // namespace barnabas
