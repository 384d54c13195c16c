// Completion scripts. Each shell gets a table of what may follow each command, made from the same
// definitions as --help; names of topics and groups are asked of the broker when they are wanted.

#include <fmt/core.h>

#include <functional>

#include "cli/render.h"

namespace barnabas {
namespace {

void visit(const Command& command, const std::function<void(const Command&)>& each) {
  each(command);
  for (const auto& below : command.commands) visit(below, each);
}

std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& word : list) text += (text.empty() ? "" : " ") + word;
  return text;
}

// What stands for the values of an option or argument: fixed words, files, topics, groups.
std::string bash_values(const Option& option) {
  const auto& name = option.value_name.empty() ? option.names.front() : option.value_name;
  if (!option.choices().empty()) return words(option.choices());
  if (name.starts_with("TOPIC")) return "@topics";
  if (name.starts_with("GROUP")) return "@groups";
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
std::string shell_tables(const Command& program) {
  std::string commands, options, values;
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    std::vector<std::string> below, names;
    for (const auto& each : command.commands) below.emplace_back(each.about.name);
    for (const auto& option : command.options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.value_name.empty() || option.value_if_alone) continue;
      for (const auto& name : option.names)
        values += fmt::format("    '{}|{}') echo '{}' ;;\n", key, name, bash_values(option));
    }
    std::string follows = words(below);
    if (!command.arguments.empty()) follows += bash_values(command.arguments.front());
    commands += fmt::format("    '{}') echo '{}' ;;\n", key, follows);
    options += fmt::format("    '{}') echo '{}' ;;\n", key, words(names));
  });
  return "_barnabas_follows() {\n  case \"$1\" in\n" + commands +
         "    *) return 1 ;;\n  esac\n}\n"
         "_barnabas_options() {\n  case \"$1\" in\n" +
         options +
         "  esac\n}\n"
         "_barnabas_values() {\n  case \"$1\" in\n" +
         values + "    *) return 1 ;;\n  esac\n}\n";
}

}  // namespace

std::string render_bash_completion(const Command& program) {
  return "# bash completion for barnabas; load it with: source <(barnabas completion bash)\n" +
         shell_tables(program) + R"bash(
_barnabas() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local path="" word wanted candidate
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    candidate="${path:+$path }$word"
    _barnabas_follows "$candidate" > /dev/null && path="$candidate"
  done
  if wanted="$(_barnabas_values "$path|$previous")"; then :
  elif [[ "$current" == -* ]]; then wanted="$(_barnabas_options "$path")"
  else wanted="$(_barnabas_follows "$path")"
  fi
  case "$wanted" in
    @topics) wanted="$(barnabas topic list --names 2>/dev/null)" ;;
    @groups) wanted="$(barnabas group list --names 2>/dev/null)" ;;
    @files) COMPREPLY=($(compgen -f -- "$current")) ;;
    @directories) COMPREPLY=($(compgen -d -- "$current")) ;;
  esac
  [[ "$wanted" == @* ]] && { compopt -o filenames 2>/dev/null; return; }
  COMPREPLY=($(compgen -W "$wanted" -- "$current"))
}
complete -F _barnabas barnabas
)bash";
}

std::string render_zsh_completion(const Command& program) {
  std::string cases;
  visit(program, [&](const Command& command) {
    std::string items;
    for (const auto& each : command.commands)
      items += "      " + zsh_item(each.about.name, each.about.summary) + "\n";
    for (const auto& option : command.options)
      for (const auto& name : option.names) items += "      " + zsh_item(name, option.text) + "\n";
    cases += fmt::format("    '{}')\n      items=(\n{}      ) ;;\n", key_of(command, " "), items);
  });
  return "#compdef barnabas\n# zsh completion for barnabas; source it after compinit, or put it "
         "into a directory of $fpath\n" +
         shell_tables(program) + R"zsh(
_barnabas() {
  local -a items
  local key='' word wanted
  for word in ${words[2,CURRENT-1]}; do
    _barnabas_follows "${key:+$key }$word" > /dev/null && key="${key:+$key }$word"
  done
  if ! wanted=$(_barnabas_values "$key|${words[CURRENT-1]}"); then
    wanted=$(_barnabas_follows "$key")
    [[ $wanted == @* ]] || wanted=''
    case $key in
)zsh" + cases +
         R"zsh(    esac
    _describe 'barnabas' items
  fi
  case $wanted in
    @topics) compadd -- $(barnabas topic list --names 2>/dev/null) ;;
    @groups) compadd -- $(barnabas group list --names 2>/dev/null) ;;
    @files) _files ;;
    @directories) _files -/ ;;
    ?*) compadd -- ${=wanted} ;;
  esac
}
if [[ $funcstack[1] == _barnabas ]]; then _barnabas "$@"; else compdef _barnabas barnabas; fi
)zsh";
}

// How fish says what stands for values of this kind; nothing where any text will do.
std::string fish_values(const std::string& kind) {
  if (kind == "@files" || kind == "@directories") return " -F";
  if (kind == "@topics") return " -a '(barnabas topic list --names 2>/dev/null)'";
  if (kind == "@groups") return " -a '(barnabas group list --names 2>/dev/null)'";
  return kind.empty() ? "" : " -a " + fish_quoted(kind);
}

std::string render_fish_completion(const Command& program) {
  // Words that begin with a dash are left out; so a command is recognised with options around it.
  std::string script =
      "# fish completion for barnabas; load it with: barnabas completion fish | source\n"
      "function __barnabas_words\n"
      "  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  string join ' ' $words[2..]\n"
      "end\n"
      "function __barnabas_is\n"
      "  set -l words (__barnabas_words)\n"
      "  test \"$words\" = \"$argv\"\n"
      "end\n"
      "function __barnabas_in\n"
      "  string match -q -- \"$argv *\" (__barnabas_words)' '\n"
      "end\n"
      "complete -c barnabas -f\n";
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    const auto exactly = fish_quoted("__barnabas_is " + key);
    const auto within = key.empty() ? exactly : fish_quoted("__barnabas_in " + key);
    for (const auto& each : command.commands)
      script += fmt::format("complete -c barnabas -n {} -a {} -d {}\n", exactly, each.about.name,
                            fish_quoted(each.about.summary));
    if (!command.arguments.empty()) {
      const auto kind = fish_values(bash_values(command.arguments.front()));
      if (!kind.empty()) script += fmt::format("complete -c barnabas -n {}{}\n", within, kind);
    }
    for (const auto& option : command.options) {
      script += fmt::format("complete -c barnabas -n {}", within);
      for (const auto& name : option.names)
        script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      const auto kind = fish_values(bash_values(option));
      if (!option.value_name.empty() && !option.value_if_alone)
        script += (kind == " -F" ? " -r" : " -x") + kind;
      script += " -d " + fish_quoted(option.text) + "\n";
    }
  });
  return script;
}

}  // namespace barnabas
