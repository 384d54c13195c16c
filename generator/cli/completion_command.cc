// `completion`: the script that makes a shell complete command lines of this program.

#include <fmt/core.h>

#include <memory>

#include "cli/exit_code.h"
#include "cli/render.h"
#include "generator/cli/commands.h"

namespace barnabas {
namespace {

int print_completion(const Command& program, const std::string& shell) {
  const NameLists lists{
      {.kind = "TEMPLATE", .command = "barnabas-gen template list --nocolor", .for_options = false},
      {.kind = "GROUP", .command = "barnabas-gen emitter list --nocolor"}};
  if (shell == "bash") fmt::print("{}", render_bash_completion(program, lists));
  if (shell == "zsh") fmt::print("{}", render_zsh_completion(program, lists));
  if (shell == "fish") fmt::print("{}", render_fish_completion(program, lists));
  return kExitOk;
}

}  // namespace

void add_completion_command(Command& program) {
  auto shell = std::make_shared<std::string>();
  auto& command = program.add(
      {.name = "completion",
       .summary = "Print the completion script of a shell",
       .examples =
           "  source <(barnabas-gen completion bash)\n"
           "  barnabas-gen completion zsh > \"${fpath[1]}/_barnabas-gen\"\n"
           "  barnabas-gen completion fish > ~/.config/fish/completions/barnabas-gen.fish"});
  command.argument(
      {.names = "SHELL", .value = "bash|zsh|fish", .text = "bash, zsh or fish", .required = true},
      *shell);
  command.run = [&program, shell] { return print_completion(program, *shell); };
}

}  // namespace barnabas
