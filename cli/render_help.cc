#include <fmt/core.h>

#include <algorithm>

#include "cli/render.h"

namespace barnabas {
namespace {

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string argument_text(const Option& argument) {
  const auto name = argument.names.front() + (argument.repeatable ? "..." : "");
  return argument.required ? name : "[" + name + "]";
}

std::string usage(const Command& command) {
  auto text = command.path();
  if (!command.commands.empty()) text += " COMMAND";
  if (!command.options.empty()) text += " [options]";
  for (const auto& argument : command.arguments) text += " " + argument_text(argument);
  return text;
}

// "  -b, --bootstrap-server HOST:PORT", then the text beside it or below.
std::string two_columns(const std::string& left, const std::string& right) {
  constexpr std::size_t kColumn = 28;
  constexpr std::size_t kWidth = 80;
  std::string text = "  " + left;
  if (right.empty()) return text + "\n";
  if (text.size() + 2 > kColumn)
    text += "\n" + std::string(kColumn, ' ');
  else
    text += std::string(kColumn - text.size(), ' ');
  return text + wrap(right, kWidth - kColumn, kColumn) + "\n";
}

std::string option_lines(const std::vector<Option>& options, const std::string& group) {
  std::string text;
  for (const auto& option : options) {
    if (option.group != group || option.is_hidden()) continue;
    auto left = joined(option.names, ", ");
    if (option.names.front().starts_with("--")) left = "    " + left;
    if (option.value_if_alone)
      left += "[=" + option.value_name + "]";
    else if (!option.value_name.empty())
      left += " " + option.value_name;
    auto right = option.text;
    if (!option.default_value.empty()) right += fmt::format(" (default {})", option.default_value);
    text += two_columns(left, right);
  }
  return text.empty() ? "" : fmt::format("\n{}:\n{}", group, text);
}

// "Options" first, the common ones last, others between in the order in which they were added.
std::vector<std::string> groups_of(const std::vector<Option>& options) {
  std::vector<std::string> groups;
  for (const auto& option : options)
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  const auto rank = [](const std::string& group) {
    return group == "Options" ? 0 : group == kCommonOptions ? 2 : 1;
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return groups;
}

}  // namespace

std::string wrap(const std::string& text, std::size_t width, std::size_t indent) {
  std::string wrapped;
  std::size_t column = 0;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find_first_of(" \n", from), text.size());
    const auto word = text.substr(from, to - from);
    if (column > 0 && column + 1 + word.size() > width) {
      wrapped += "\n" + std::string(indent, ' ');
      column = 0;
    }
    wrapped += (column > 0 ? " " : "") + word;
    column += word.size() + (column > 0 ? 1 : 0);
    if (to < text.size() && text[to] == '\n') {
      wrapped += "\n" + std::string(indent, ' ');
      column = 0;
    }
    from = to + 1;
  }
  return wrapped;
}

std::string render_help(const Command& command) {
  constexpr std::size_t kWidth = 80;
  auto text = wrap(command.about.summary, kWidth, 0) + "\n\nUsage: " + usage(command) + "\n";
  if (!command.about.aliases.empty())
    text += "Also spelled: " + joined(command.about.aliases, ", ") + "\n";
  if (*command.about.details != '\0') text += "\n" + wrap(command.about.details, kWidth, 0) + "\n";
  if (!command.commands.empty()) text += "\nCommands:\n";
  for (const auto& each : command.commands)
    if (*each.about.summary != '\0') text += two_columns(each.about.name, each.about.summary);
  if (!command.arguments.empty()) text += "\nArguments:\n";
  for (const auto& argument : command.arguments)
    text += two_columns(argument_text(argument), argument.text);
  for (const auto& group : groups_of(command.options)) text += option_lines(command.options, group);
  if (*command.about.examples != '\0')
    text += fmt::format("\nExamples:\n{}\n", command.about.examples);
  return text;
}

}  // namespace barnabas
