#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "cli/render.h"

namespace barnabas {
namespace {

// Text as troff reads it: no line may begin with a dot or quote, dashes stay dashes.
std::string escaped(const std::string& text) {
  std::string result;
  bool at_line_start = true;
  for (const char letter : text) {
    if (at_line_start && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\')
      result += "\\e";
    else if (letter == '-')
      result += "\\-";
    else
      result += letter;
    at_line_start = letter == '\n';
  }
  return result;
}

std::string dashed(std::string path) {
  std::replace(path.begin(), path.end(), ' ', '-');
  return path;
}

std::string option_entry(const Option& option) {
  std::string names;
  for (const auto& name : option.names)
    names += (names.empty() ? "" : ", ") + ("\\fB" + escaped(name) + "\\fR");
  if (!option.value_name.empty()) names += " \\fI" + escaped(option.value_name) + "\\fR";
  auto text = option.text;
  if (!option.default_value.empty()) text += fmt::format(" (default {})", option.default_value);
  return fmt::format(".TP\n{}\n{}\n", names, escaped(text));
}

std::string synopsis(const Command& command) {
  auto text = "\\fB" + escaped(command.path()) + "\\fR";
  if (!command.commands.empty()) text += " \\fICOMMAND\\fR";
  if (!command.options.empty()) text += " [\\fIoptions\\fR]";
  for (const auto& argument : command.arguments) {
    const auto name = "\\fI" + argument.names.front() + "\\fR" + (argument.repeatable ? "..." : "");
    text += argument.required ? " " + name : " [" + name + "]";
  }
  return text;
}

}  // namespace

std::string render_man_page(const Command& command) {
  auto title = dashed(command.path());
  std::transform(title.begin(), title.end(), title.begin(),
                 [](unsigned char letter) { return std::toupper(letter); });
  auto page = fmt::format(".TH {} 1\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n", escaped(title),
                          escaped(dashed(command.path())), escaped(command.about.summary),
                          synopsis(command));
  if (*command.about.details != '\0')
    page += fmt::format(".SH DESCRIPTION\n{}\n", escaped(command.about.details));
  if (!command.commands.empty()) page += ".SH COMMANDS\n";
  for (const auto& each : command.commands)
    if (*each.about.summary != '\0')
      page += fmt::format(".TP\n\\fB{}\\fR\n{}. See \\fB{}\\fR(1).\n", escaped(each.about.name),
                          escaped(each.about.summary), escaped(dashed(each.path())));
  if (!command.arguments.empty()) page += ".SH ARGUMENTS\n";
  for (const auto& argument : command.arguments) page += option_entry(argument);
  if (!command.options.empty()) page += ".SH OPTIONS\n";
  for (const auto& option : command.options)
    if (!option.is_hidden()) page += option_entry(option);
  page +=
      ".SH EXIT STATUS\n0 done; 1 failed; 2 wrong command line; 3 no broker answers; "
      "4 a condition was not met in time; 5 a check found something wrong.\n";
  if (*command.about.examples != '\0')
    page += fmt::format(".SH EXAMPLES\n.nf\n{}\n.fi\n", escaped(command.about.examples));
  return page;
}

}  // namespace barnabas
