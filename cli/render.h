#pragma once
// What explains the command line, made from the tree of commands.

#include <string>

#include "cli/command.h"

namespace barnabas {

// What --help prints, lines no longer than 80 columns where words allow it.
std::string render_help(const Command& command);
// The manual page barnabas(1) or barnabas-topic-create(1), in troff.
std::string render_man_page(const Command& command);
// A completion script of the shell, for the whole program.
std::string render_bash_completion(const Command& program);
std::string render_zsh_completion(const Command& program);
std::string render_fish_completion(const Command& program);

// `text` broken between words so that no line is longer than `width`; each line after the first
// begins with `indent` spaces.
std::string wrap(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace barnabas
