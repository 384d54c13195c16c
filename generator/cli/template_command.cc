// `template list|show|run|check`; `list` and `show` stand below the program too.

#include <fmt/format.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/check.h"
#include "generator/cli/colour.h"
#include "generator/cli/commands.h"
#include "generator/cli/run_command.h"
#include "generator/cli/workspace.h"
#include "generator/template/template.h"

namespace barnabas {
namespace {

struct ListOptions {
  DirectoryOptions directories;
  bool full_path = false;
  bool no_color = false;
};

struct ShowOptions {
  DirectoryOptions directories;
  std::string name;
  bool no_color = false;
};

bool parses(Workspace& workspace, const TemplateFile& file) {
  const auto environment = workspace.environment("us");
  if (!environment) return false;
  return Template::parse(file.text, {.name = file.name,
                                     .functions = &workspace.functions,
                                     .environment = environment->get()})
      .has_value();
}

// Green are those that can run, red those that cannot.
int list(const ListOptions& options) {
  Workspace workspace(options.directories);
  const Colours colours(options.no_color);
  for (const auto& name : workspace.catalog.names()) {
    const auto file = workspace.catalog.find(name);
    const bool good = file && parses(workspace, *file);
    auto line = name;
    if (options.full_path && file)
      line = file->path.empty() ? name + ".tpl (built in)" : file->path;
    fmt::print("{}\n", good ? colours.green(line) : colours.red(line));
  }
  return kExitOk;
}

// The text byte for byte; on a terminal the delimiters are coloured.
int show(const ShowOptions& options) {
  Workspace workspace(options.directories);
  const auto file = workspace.catalog.find(options.name);
  if (!file) return complain(file.error());
  const Colours colours(options.no_color);
  std::string text;
  for (std::size_t at = 0; at < file->text.size(); ++at) {
    const auto two = file->text.substr(at, 2);
    if (two == "{{" || two == "}}") {
      text += colours.cyan(two);
      ++at;
    } else {
      text += file->text[at];
    }
  }
  fmt::print("{}\n", text);
  return kExitOk;
}

void define_list_command(Command& command) {
  auto options = std::make_shared<ListOptions>();
  command.flag({.names = "-f,--fullPath", .text = "Where each one is"}, options->full_path);
  command.flag({.names = "-n,--nocolor", .text = "Without colours"}, options->no_color);
  add_directory_options(command, options->directories);
  command.run = [options] { return list(*options); };
}

void define_show_command(Command& command) {
  auto options = std::make_shared<ShowOptions>();
  command.argument({.names = "TEMPLATE", .text = "Name of a template", .required = true},
                   options->name);
  command.flag({.names = "-n,--nocolor", .text = "Without colours"}, options->no_color);
  add_directory_options(command, options->directories);
  command.run = [options] { return show(*options); };
}

}  // namespace

void add_template_command(Command& program) {
  auto& group = program.add({.name = "template",
                             .summary = "List, show, run and check templates",
                             .examples = "  barnabas-gen template list\n"
                                         "  barnabas-gen template show net_device\n"
                                         "  barnabas-gen template check my.tpl --templates ."});
  define_list_command(group.add({.name = "list", .summary = "List the templates"}));
  define_show_command(group.add({.name = "show", .summary = "Print a template"}));
  define_run_command(
      group.add({.name = "run",
                 .summary = "Make records from a template",
                 .examples = "  barnabas-gen template run net_device -n 5\n"
                             "  barnabas-gen template run --embedded '{{name}}' -n 3"}));
  define_check_command(group.add(
      {.name = "check",
       .summary = "Make records from templates, and look whether they are valid JSON",
       .details = "A template whose first record begins with { or [ is taken for JSON. With "
                  "--schema each record must be what a JSON Schema asks for. What is wrong is "
                  "told with its line and column, in the record and, where the field's name "
                  "stands there once, in the template.",
       .examples = "  barnabas-gen template check user\n"
                   "  barnabas-gen template check user --schema user.schema.json\n"
                   "  barnabas-gen template check --embedded '{\"a\": {{integer 1 9}}}'"}));
  define_list_command(program.add({.name = "list", .summary = "List the templates"}));
  define_show_command(program.add({.name = "show", .summary = "Print a template"}));
}

}  // namespace barnabas
