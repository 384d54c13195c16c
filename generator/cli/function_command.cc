// `function list`, which is `man`: what templates can call.

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/colour.h"
#include "generator/cli/commands.h"
#include "generator/cli/workspace.h"
#include "generator/functions/geojson.h"
#include "generator/run/emitter.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

struct FunctionOptions {
  DirectoryOptions directories;
  std::string word;
  bool category = false;
  bool find = false;
  bool run = false;
  bool markdown = false;
  bool no_color = false;
  std::string locale = "us";
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
  }
  return result;
}

bool wanted(const Function& function, const FunctionOptions& options) {
  if (options.word.empty()) return true;
  if (options.category) return function.category == options.word;
  if (!options.find) return function.name == options.word;
  const auto word = lower(options.word);
  return lower(function.name).find(word) != std::string::npos ||
         lower(function.description).find(word) != std::string::npos;
}

std::string parameters_text(const Function& function) {
  std::string text;
  for (const auto& parameter : function.parameters) {
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.name, type_name(parameter.type));
  }
  return text + (function.variadic ? "..." : "");
}

// Where the walks of the examples keep to: a square around Rome.
GeoShape example_shape() {
  auto shape = parse_geojson("example.geojson",
                             R"({"type": "Polygon", "coordinates": [[[12.4, 41.8], [12.6, 41.8],
                                [12.6, 42.0], [12.4, 42.0], [12.4, 41.8]]]})");
  return *std::move(shape);
}

std::string rendered_example(Workspace& workspace, const FunctionOptions& options,
                             const Function& function) {
  auto environment = workspace.environment(options.locale);
  if (!environment) return environment.error().message;
  const auto shape = example_shape();
  (*environment)->shape = &shape;
  auto emitter = Emitter::make({.name = "man",
                                .value_template = std::string(function.example),
                                .template_name = std::string(function.name),
                                .seed = static_cast<std::uint64_t>(
                                    std::chrono::system_clock::now().time_since_epoch().count())},
                               workspace.functions, *std::move(environment));
  if (!emitter) return emitter.error().text();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto record =
      (*emitter)->next(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  if (!record) return record.error().text();
  return *record ? std::string((*record)->value) : "";
}

std::string for_people(const Function& function, const std::string& result,
                       const Colours& colours) {
  const auto line = [&](const std::string& name, std::string_view text) {
    return fmt::format("{} {}\n", colours.cyan(fmt::format("{:<12}", name + ":")), text);
  };
  auto text = line("Name", function.name) + line("Category", function.category) +
              line("Description", function.description) +
              line("Parameters", parameters_text(function)) +
              line("Localizable", function.localizable ? "true" : "false") +
              line("Return", type_name(function.returns)) + line("Example", function.example) +
              line("Output", function.output);
  if (!result.empty()) text += line("Run", result);
  return text + "\n";
}

std::string for_markdown(const Function& function, const std::string& result) {
  auto text =
      fmt::format("## {}\n\n{} ({}{})\n\n`{}({}) {}`\n\n", function.name, function.description,
                  function.category, function.localizable ? ", by locale" : "", function.name,
                  parameters_text(function), type_name(function.returns));
  for (const auto line : {function.example, function.output, std::string_view(result)}) {
    if (!line.empty()) text += fmt::format("    {}\n", line);
  }
  return text + "\n";
}

std::string sentence(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z')
    result[0] = static_cast<char>(result[0] & ~0x20);
  return result + ".";
}

// docs/functions.md.
std::string reference_page(const FunctionTable& functions) {
  std::map<std::string_view, std::vector<const Function*>> categories;
  for (const auto& name : functions.names()) {
    const auto* function = functions.find(name);
    categories[function->category].push_back(function);
  }
  auto text = fmt::format(
      "# Functions of the templates\n\n"
      "All {} functions, by category, with an example and what it may print. `by locale` marks "
      "those\nwhose answers follow `--locale`. `barnabas-gen man NAME --run` shows one with its "
      "example run;\nthe tests run them all. This page is what `barnabas-gen man --markdown` "
      "prints.\n\n",
      functions.names().size());
  for (const auto& [category, members] : categories) {
    text += fmt::format("- [{0}](#{0}):", category);
    for (const auto* function : members)
      text += fmt::format("{} `{}`", function == members.front() ? "" : ",", function->name);
    text += "\n";
  }
  for (const auto& [category, members] : categories) {
    text += fmt::format("\n## {}\n", category);
    for (const auto* function : members) {
      text +=
          fmt::format("\n### {}\n\n`{}({}) {}`{}\n\n{}\n", function->name, function->name,
                      parameters_text(*function), type_name(function->returns),
                      function->localizable ? ", by locale" : "", sentence(function->description));
      if (function->example.empty()) continue;
      text += fmt::format("\n    {}\n", function->example);
      if (!function->output.empty()) text += fmt::format("    {}\n", function->output);
    }
  }
  return text;
}

int no_match(const Workspace& workspace, const FunctionOptions& options) {
  std::vector<std::string> known;
  for (const auto& name : workspace.functions.names())
    known.push_back(options.category ? std::string(workspace.functions.find(name)->category)
                                     : name);
  complain(fmt::format("there is no {} '{}'.{}", options.category ? "category" : "function",
                       options.word, options.find ? "" : did_you_mean(options.word, known)));
  return kExitFailed;
}

int list(const FunctionOptions& options) {
  Workspace workspace(options.directories);
  if (options.markdown && options.word.empty() && !options.run) {
    fmt::print("{}", reference_page(workspace.functions));
    return kExitOk;
  }
  const Colours colours(options.no_color);
  std::size_t count = 0;
  for (const auto& name : workspace.functions.names()) {
    const auto& function = *workspace.functions.find(name);
    if (!wanted(function, options)) continue;
    ++count;
    const auto result = options.run && !function.example.empty()
                            ? rendered_example(workspace, options, function)
                            : "";
    fmt::print("{}", options.markdown ? for_markdown(function, result)
                                      : for_people(function, result, colours));
  }
  if (count == 0) return no_match(workspace, options);
  fmt::print("Total functions: {}\n", count);
  return kExitOk;
}

void define_list_command(Command& command) {
  auto options = std::make_shared<FunctionOptions>();
  command.argument({.names = "WORD", .text = "Name of a function; all without one"}, options->word);
  command.flag({.names = "-c,--category", .text = "WORD is a category"}, options->category);
  command.flag({.names = "-f,--find", .text = "WORD stands in the name or the description"},
               options->find);
  command.flag({.names = "-r,--run", .text = "Run the examples"}, options->run);
  command.flag({.names = "-m,--markdown", .text = "As Markdown; without WORD the whole reference"},
               options->markdown);
  command.flag({.names = "-n,--nocolor", .text = "Without colours"}, options->no_color);
  command.option({.names = "--locale",
                  .value = "LOCALE",
                  .text = "Whose names and places the examples show",
                  .default_value = "us"},
                 options->locale);
  add_directory_options(command, options->directories);
  command.run = [options] { return list(*options); };
}

}  // namespace

void add_function_command(Command& program) {
  auto& group = program.add({.name = "function", .summary = "Explain what templates can call"});
  constexpr const char* examples =
      "  barnabas-gen man integer\n"
      "  barnabas-gen man -c people --run --locale it\n"
      "  barnabas-gen man -f card";
  define_list_command(
      group.add({.name = "list", .summary = "List or explain functions", .examples = examples}));
  define_list_command(
      program.add({.name = "man", .summary = "List or explain functions", .examples = examples}));
}

}  // namespace barnabas
