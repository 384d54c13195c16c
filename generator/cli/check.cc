#include "generator/cli/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/exit_code.h"
#include "generator/cli/workspace.h"
#include "generator/proof/json_place.h"
#include "generator/proof/json_schema.h"
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
  EmitterFiles files;
  std::string schema;
};

// 2026-01-01: any time will do, as long as it stays.
constexpr std::int64_t check_time_ms = 1'767'225'600'000;

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

// Where the template writes that field, if it names it once.
std::string template_place(const TemplateFile& file, const std::string& field) {
  if (field.empty()) return "";
  const auto name = fmt::format("\"{}\"", field);
  const std::string_view text = file.text;
  const auto at = text.find(name);
  if (at == text.npos || text.find(name, at + 1) != text.npos) return "";
  const auto place = place_of(text, at);
  return fmt::format("\n  {} is line {}, column {} of the template", name, place.line,
                     place.column);
}

// The parser's own words about what it did not expect, without its position.
std::string unexpected_part(const std::string& what) {
  const auto at = what.find(" - ");
  return at == what.npos ? "" : ' ' + what.substr(at + 3) + ',';
}

std::string json_error(const TemplateFile& file, std::string_view text, const JsonSchema* schema) {
  nlohmann::json value;
  try {
    value = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const auto byte = error.byte == 0 ? 0 : error.byte - 1;
    return fmt::format("is not JSON,{} {}{}", unexpected_part(error.what()), place_text(text, byte),
                       template_place(file, member_before(text, byte)));
  }
  const auto violation = schema == nullptr ? std::nullopt : schema->check(value);
  if (!violation) return "";
  return fmt::format("is not as the schema has it: {}: {}, {}{}", violation->where(),
                     violation->what, place_text(text, find_in_json(text, violation->path)),
                     template_place(file, violation->path.empty() ? "" : violation->path.back()));
}

// Returns what is wrong, or nothing; then `summary` says what was seen.
std::string check_one(Workspace& workspace, const CheckOptions& options, const TemplateFile& file,
                      const JsonSchema* schema, std::string& summary) {
  auto environment = workspace.environment(options.locale, options.files);
  if (!environment) return environment.error().message;
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
    if (made++ == 0) json = schema != nullptr || looks_like_json(value);
    bytes += value.size();
    const auto error = json ? json_error(file, value, schema) : "";
    if (!error.empty()) return fmt::format("record {} {}", number, error);
  }
  const auto average = made == 0 ? 0 : bytes / static_cast<std::size_t>(made);
  summary = fmt::format("{} records, {}, {} bytes on average", made,
                        made == 0           ? "which is none"
                        : schema != nullptr ? "valid JSON as the schema has it"
                        : json              ? "valid JSON"
                                            : "text",
                        average);
  return "";
}

int check(const CheckOptions& options) {
  Workspace workspace(options.directories);
  std::optional<JsonSchema> schema;
  if (!options.schema.empty()) {
    const auto text = read_whole_file(options.schema);
    if (!text) return complain(text.error());
    auto parsed = JsonSchema::parse(options.schema, *text);
    if (!parsed) return complain(parsed.error());
    schema = *std::move(parsed);
  }
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
      wrong = check_one(workspace, options, *file, schema ? &*schema : nullptr, summary);
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
  add_file_options(command, options->files.csv, options->files.geojson);
  command.option(
      {.names = "--schema", .value = "FILE", .text = "A JSON Schema that each record must fulfil"},
      options->schema);
  add_directory_options(command, options->directories);
  command.run = [options] { return check(*options); };
}

}  // namespace barnabas
