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

}  // namespace

std::string render_bash_completion(const Command& program) {
  std::string commands, options, values;
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    std::vector<std::string> below, names;
    for (const auto& each : command.commands) below.emplace_back(each.about.name);
    for (const auto& option : command.options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.value_name.empty()) continue;
      for (const auto& name : option.names)
        values += fmt::format("    '{}|{}') echo '{}' ;;\n", key, name, bash_values(option));
    }
    std::string follows = words(below);
    if (!command.arguments.empty()) follows += bash_values(command.arguments.front());
    commands += fmt::format("    '{}') echo '{}' ;;\n", key, follows);
    options += fmt::format("    '{}') echo '{}' ;;\n", key, words(names));
  });
  return "# bash completion for barnabas; load it with: source <(barnabas completion bash)\n"
         "_barnabas_follows() {\n  case \"$1\" in\n" +
         commands +
         "  esac\n}\n"
         "_barnabas_options() {\n  case \"$1\" in\n" +
         options +
         "  esac\n}\n"
         "_barnabas_values() {\n  case \"$1\" in\n" +
         values + "    *) return 1 ;;\n  esac\n}\n" + R"bash(
_barnabas() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local path="" word wanted candidate
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    candidate="${path:+$path }$word"
    [[ -n "$(_barnabas_options "$candidate")" ]] && path="$candidate"
  done
  if wanted="$(_barnabas_values "$path|$previous")"; then :
  elif [[ "$current" == -* ]]; then wanted="$(_barnabas_options "$path")"
  else wanted="$(_barnabas_follows "$path")"
  fi
  case "$wanted" in
    @topics) wanted="$(barnabas topic list --names 2>/dev/null)" ;;
    @groups) wanted="$(barnabas group list --names 2>/dev/null)" ;;
    @files) compopt -o default; COMPREPLY=(); return ;;
    @directories) compopt -o dirnames; COMPREPLY=(); return ;;
  esac
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
  return "#compdef barnabas\n# zsh completion for barnabas; put it into a directory of $fpath\n"
         "_barnabas() {\n  local -a items\n  local key='' word\n"
         "  for word in ${words[2,CURRENT-1]}; do\n"
         "    [[ $word == -* ]] || _barnabas_known \"${key:+$key }$word\" && "
         "key=\"${key:+$key }$word\"\n  done\n  case $key in\n" +
         cases +
         "  esac\n  _describe 'barnabas' items\n  _files\n}\n"
         "_barnabas_known() {\n  case $1 in\n" +
         [&program] {
           std::string known;
           visit(program, [&](const Command& command) {
             const auto key = key_of(command, " ");
             if (!key.empty()) known += fmt::format("    '{}') return 0 ;;\n", key);
           });
           return known;
         }() +
         "  esac\n  return 1\n}\ncompdef _barnabas barnabas\n";
}

std::string render_fish_completion(const Command& program) {
  std::string script =
      "# fish completion for barnabas\n"
      "function __barnabas_at\n"
      "  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  test \"$words[2..]\" = \"$argv\"; or string match -q -- \"$argv *\" \"$words[2..]\"\n"
      "end\n"
      "complete -c barnabas -f\n";
  visit(program, [&](const Command& command) {
    const auto key = key_of(command, " ");
    const auto here = fish_quoted("__barnabas_at " + key);
    for (const auto& each : command.commands)
      script += fmt::format("complete -c barnabas -n {} -a {} -d {}\n", here, each.about.name,
                            fish_quoted(each.about.summary));
    for (const auto& option : command.options) {
      script += fmt::format("complete -c barnabas -n {}", here);
      for (const auto& name : option.names)
        script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      const auto kind = bash_values(option);
      if (kind == "@files" || kind == "@directories")
        script += " -r -F";
      else if (kind == "@topics")
        script += " -x -a '(barnabas topic list --names 2>/dev/null)'";
      else if (kind == "@groups")
        script += " -x -a '(barnabas group list --names 2>/dev/null)'";
      else if (!option.value_name.empty())
        script += " -x" + (kind.empty() ? "" : " -a " + fish_quoted(kind));
      script += " -d " + fish_quoted(option.text) + "\n";
    }
  });
  return script;
}

}  // namespace barnabas
