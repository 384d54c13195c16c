#include <fmt/core.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/render.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

struct HelpOptions {
  std::vector<std::string> path;
  bool man = false;
};

int show_help(const Command& program, const HelpOptions& options) {
  const auto* command = &program;
  for (const auto& word : options.path) {
    const auto* below = command->find(word);
    if (below == nullptr) {
      std::vector<std::string> names;
      for (const auto& each : command->commands) names.emplace_back(each.about.name);
      print_error(fmt::format("'{}' has no command '{}'.{}", command->path(), word,
                              did_you_mean(word, names)));
      return kExitUsage;
    }
    command = below;
  }
  fmt::print("{}", options.man ? render_man_page(*command) : render_help(*command));
  return kExitOk;
}

int print_completion(const Command& program, const std::string& shell) {
  const NameLists lists{{.kind = "TOPIC", .command = "barnabas topic list --names"},
                        {.kind = "GROUP", .command = "barnabas group list --names"}};
  if (shell == "bash") fmt::print("{}", render_bash_completion(program, lists));
  if (shell == "zsh") fmt::print("{}", render_zsh_completion(program, lists));
  if (shell == "fish") fmt::print("{}", render_fish_completion(program, lists));
  return kExitOk;
}

}  // namespace

void add_help_command(Command& program) {
  auto options = std::make_shared<HelpOptions>();
  auto& command = program.add({.name = "help",
                               .summary = "Explain a command",
                               .examples = "  barnabas help topic create\n"
                                           "  barnabas help --man consume | man -l -"});
  command.argument({.names = "COMMAND", .text = "The command, word by word"}, options->path);
  command.flag({.names = "--man", .text = "Print the manual page in troff"}, options->man);
  command.run = [&program, options] { return show_help(program, *options); };
}

void add_completion_command(Command& program) {
  auto shell = std::make_shared<std::string>();
  auto& command = program.add(
      {.name = "completion",
       .summary = "Print the completion script of a shell",
       .examples = "  source <(barnabas completion bash)\n"
                   "  barnabas completion zsh > \"${fpath[1]}/_barnabas\"\n"
                   "  barnabas completion fish > ~/.config/fish/completions/barnabas.fish"});
  command.argument(
      {.names = "SHELL", .value = "bash|zsh|fish", .text = "bash, zsh or fish", .required = true},
      *shell);
  command.run = [&program, shell] { return print_completion(program, *shell); };
}

}  // namespace barnabas
