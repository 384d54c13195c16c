// Completion scripts. Each shell gets a table of what may follow each command, made from the same
// definitions as --help; names of topics and groups are asked of the broker when they are wanted.
//
// In the texts below, %PROGRAM% is the program's name and %FUNCTION% what its shell functions begin
// with.

#include <fmt/core.h>

#include <functional>

#include "cli/render.h"

namespace barnabas {
namespace {

void visit(const Command& command, const std::function<void(const Command&)>& each) {
  each(command);
  for (const auto& below : command.commands) {
    if (*below.about.summary != '\0') visit(below, each);
  }
}

std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& word : list) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// Fills in %PROGRAM% and %FUNCTION%.
std::string for_program(std::string text, const Command& program) {
  const std::string name = program.about.name;
  return replaced(replaced(std::move(text), "%PROGRAM%", name), "%FUNCTION%",
                  replaced("_" + name, "-", "_"));
}

// What stands for the values of an option or argument: fixed words, files, names from a list.
std::string values_of(const Option& option, const NameLists& lists) {
  const auto& name = option.value_name.empty() ? option.names.front() : option.value_name;
  if (!option.choices().empty()) return words(option.choices());
  const bool is_argument = option.value_name.empty();
  for (const auto& list : lists) {
    if (name.starts_with(list.kind) && (is_argument || list.for_options)) return "@" + list.kind;
  }
  if (name.starts_with("DIR")) return "@directories";
  if (name.starts_with("FILE")) return "@files";
  return "";
}

std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') quoted += '\\';
    quoted += letter == '\n' ? ' ' : letter;
  }
  return quoted + "'";
}

// A line that zsh's _describe reads: word, colon, text.
std::string zsh_item(const std::string& word, const std::string& text) {
  std::string item = "'" + word + ":";
  for (const char letter : text.substr(0, text.find('\n'))) {
    if (letter == '\'') item += "'\\'";
    item += letter;
  }
  return item + "'";
}

// The words of the path without the program's name, joined by `separator`.
std::string key_of(const Command& command, const std::string& separator) {
  std::string key;
  auto rest = command.path();
  for (auto space = rest.find(' '); space != std::string::npos; space = rest.find(' ')) {
    rest = rest.substr(space + 1);
    key += (key.empty() ? "" : separator) + rest.substr(0, rest.find(' '));
  }
  return key;
}

// Functions that bash and zsh share: what may follow a command, its options, and the values of an
// option. The last two fail where they know nothing.
std::string shell_tables(const Command& program, const NameLists& lists) {
  std::string commands, options, values;
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    std::vector<std::string> below, names;
    for (const auto& each : command.commands) {
      if (*each.about.summary != '\0') below.emplace_back(each.about.name);
    }
    for (const auto& option : command.options) {
      if (option.is_hidden()) continue;
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.value_name.empty() || option.value_if_alone) continue;
      for (const auto& name : option.names)
        values += fmt::format("    '{}|{}') echo '{}' ;;\n", key, name, values_of(option, lists));
    }
    std::string follows = words(below);
    if (!command.arguments.empty()) follows += values_of(command.arguments.front(), lists);
    commands += fmt::format("    '{}') echo '{}' ;;\n", key, follows);
    options += fmt::format("    '{}') echo '{}' ;;\n", key, words(names));
  });
  return "%FUNCTION%_follows() {\n  case \"$1\" in\n" + commands +
         "    *) return 1 ;;\n  esac\n}\n"
         "%FUNCTION%_options() {\n  case \"$1\" in\n" +
         options +
         "  esac\n}\n"
         "%FUNCTION%_values() {\n  case \"$1\" in\n" +
         values + "    *) return 1 ;;\n  esac\n}\n";
}

// The lines of a shell's `case` that run the commands which list names.
std::string list_cases(const NameLists& lists, const std::string& line) {
  std::string cases;
  for (const auto& list : lists)
    cases += replaced(replaced(line, "KIND", list.kind), "COMMAND", list.command + " 2>/dev/null");
  return cases;
}

}  // namespace

std::string render_bash_completion(const Command& program, const NameLists& lists) {
  const auto script =
      "# bash completion for %PROGRAM%; load it with: source <(%PROGRAM% completion bash)\n" +
      shell_tables(program, lists) + R"bash(
%FUNCTION%() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local path="" word wanted candidate
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    candidate="${path:+$path }$word"
    %FUNCTION%_follows "$candidate" > /dev/null && path="$candidate"
  done
  if wanted="$(%FUNCTION%_values "$path|$previous")"; then :
  elif [[ "$current" == -* ]]; then wanted="$(%FUNCTION%_options "$path")"
  else wanted="$(%FUNCTION%_follows "$path")"
  fi
  case "$wanted" in
)bash" +
      list_cases(lists, "    @KIND) wanted=\"$(COMMAND)\" ;;\n") +
      R"bash(    @files) COMPREPLY=($(compgen -f -- "$current")) ;;
    @directories) COMPREPLY=($(compgen -d -- "$current")) ;;
  esac
  [[ "$wanted" == @* ]] && { compopt -o filenames 2>/dev/null; return; }
  COMPREPLY=($(compgen -W "$wanted" -- "$current"))
}
complete -F %FUNCTION% %PROGRAM%
)bash";
  return for_program(script, program);
}

std::string render_zsh_completion(const Command& program, const NameLists& lists) {
  std::string cases;
  visit(program, [&](const Command& command) {
    std::string items;
    for (const auto& each : command.commands) {
      if (*each.about.summary != '\0')
        items += "      " + zsh_item(each.about.name, each.about.summary) + "\n";
    }
    for (const auto& option : command.options) {
      if (option.is_hidden()) continue;
      for (const auto& name : option.names) items += "      " + zsh_item(name, option.text) + "\n";
    }
    cases += fmt::format("    '{}')\n      items=(\n{}      ) ;;\n", key_of(command, " "), items);
  });
  const auto script =
      "#compdef %PROGRAM%\n# zsh completion for %PROGRAM%; source it after compinit, or put it "
      "into a directory of $fpath\n" +
      shell_tables(program, lists) + R"zsh(
%FUNCTION%() {
  local -a items
  local key='' word wanted
  for word in ${words[2,CURRENT-1]}; do
    %FUNCTION%_follows "${key:+$key }$word" > /dev/null && key="${key:+$key }$word"
  done
  if ! wanted=$(%FUNCTION%_values "$key|${words[CURRENT-1]}"); then
    wanted=$(%FUNCTION%_follows "$key")
    [[ $wanted == @* ]] || wanted=''
    case $key in
)zsh" +
      cases +
      R"zsh(    esac
    _describe '%PROGRAM%' items
  fi
  case $wanted in
)zsh" +
      list_cases(lists, "    @KIND) compadd -- $(COMMAND) ;;\n") +
      R"zsh(    @files) _files ;;
    @directories) _files -/ ;;
    ?*) compadd -- ${=wanted} ;;
  esac
}
if [[ $funcstack[1] == %FUNCTION% ]]; then %FUNCTION% "$@"; else compdef %FUNCTION% %PROGRAM%; fi
)zsh";
  return for_program(script, program);
}

// How fish says what stands for values of this kind; nothing where any text will do.
std::string fish_values(const std::string& kind, const NameLists& lists) {
  if (kind == "@files" || kind == "@directories") return " -F";
  for (const auto& list : lists) {
    if (kind == "@" + list.kind) return " -a '(" + list.command + " 2>/dev/null)'";
  }
  return kind.empty() ? "" : " -a " + fish_quoted(kind);
}

std::string render_fish_completion(const Command& program, const NameLists& lists) {
  // Words that begin with a dash are left out; so a command is recognised with options around it.
  std::string script =
      "# fish completion for %PROGRAM%; load it with: %PROGRAM% completion fish | source\n"
      "function _%FUNCTION%_words\n"
      "  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  string join ' ' $words[2..]\n"
      "end\n"
      "function _%FUNCTION%_is\n"
      "  set -l words (_%FUNCTION%_words)\n"
      "  test \"$words\" = \"$argv\"\n"
      "end\n"
      "function _%FUNCTION%_in\n"
      "  string match -q -- \"$argv *\" (_%FUNCTION%_words)' '\n"
      "end\n"
      "complete -c %PROGRAM% -f\n";
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    const auto exactly = fish_quoted("_%FUNCTION%_is " + key);
    const auto within = key.empty() ? exactly : fish_quoted("_%FUNCTION%_in " + key);
    for (const auto& each : command.commands) {
      if (*each.about.summary == '\0') continue;
      script += fmt::format("complete -c %PROGRAM% -n {} -a {} -d {}\n", exactly, each.about.name,
                            fish_quoted(each.about.summary));
    }
    if (!command.arguments.empty()) {
      const auto kind = fish_values(values_of(command.arguments.front(), lists), lists);
      if (!kind.empty()) script += fmt::format("complete -c %PROGRAM% -n {}{}\n", within, kind);
    }
    for (const auto& option : command.options) {
      if (option.is_hidden()) continue;
      script += fmt::format("complete -c %PROGRAM% -n {}", within);
      for (const auto& name : option.names)
        script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      const auto kind = fish_values(values_of(option, lists), lists);
      if (!option.value_name.empty() && !option.value_if_alone)
        script += (kind == " -F" ? " -r" : " -x") + kind;
      script += " -d " + fish_quoted(option.text) + "\n";
    }
  });
  return for_program(script, program);
}

}  // namespace barnabas
