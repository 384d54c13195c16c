#pragma once
// What explains the command line, made from the tree of commands.

#include <string>
#include <vector>

#include "cli/command.h"

namespace barnabas {

// What --help prints, lines no longer than 80 columns where words allow it.
std::string render_help(const Command& command);
// The manual page barnabas(1) or barnabas-topic-create(1), in troff.
std::string render_man_page(const Command& command);
// Which command prints the names that stand for a kind of value, one a line. A kind is how the name
// of the value begins: "TOPIC".
struct NameList {
  std::string kind;
  std::string command;
  bool for_options = true;  // else for arguments alone
};
using NameLists = std::vector<NameList>;
// A completion script of the shell, for the whole program.
std::string render_bash_completion(const Command& program, const NameLists& lists);
std::string render_zsh_completion(const Command& program, const NameLists& lists);
std::string render_fish_completion(const Command& program, const NameLists& lists);

// `text` broken between words so that no line is longer than `width`; each line after the first
// begins with `indent` spaces.
std::string wrap(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace barnabas
