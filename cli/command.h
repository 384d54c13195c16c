#pragma once
// Command: one command of the program: its name, what it takes, what it does.
//
// The tree of commands is plain data and the one source of everything that explains the command
// line: --help, man pages, shell completions, suggestions for typos. A command file exposes one
// function, listed in cli/commands.h, that adds its commands below the program:
//
//   void add_topic_command(Command& program) {
//     auto& topic = program.add({.name = "topic", .summary = "Create, look at and change topics"});
//     auto options = std::make_shared<DeleteOptions>();
//     auto& remove = topic.add({.name = "delete", .summary = "...", .examples = "..."});
//     remove.argument({.names = "TOPIC", .text = "...", .required = true}, options->topics);
//     remove.option({.names = "-p,--partitions", .value = "N", .text = "..."},
//     options->partitions); remove.run = [options] { return delete_topics(*options); };
//   }
//
// Written by hand because it is small, and because compiling CLI11 into every command took longer
// than compiling the rest of the program. Left out: options with several values at once, groups
// that exclude each other; commands check such things themselves.

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace barnabas {

inline constexpr const char* kCommonOptions = "Common options";
// Accepted, but not shown: what is only there to say why it cannot be had.
inline constexpr const char* kHiddenOptions = "";

// What a command says about one of its options or arguments.
struct OptionText {
  const char* names;               // "-p,--partitions"; for an argument "TOPIC"
  const char* value = "";          // "N"; "json|table" lists the only values that are accepted
  const char* text = "";           // one sentence without a full stop
  const char* default_value = "";  // as --help shows it
  const char* group = "Options";
  bool required = false;
  // "--explain" alone is as good as "--explain=summary".
  const char* value_if_alone = nullptr;
};

struct Option {
  std::vector<std::string> names;
  std::string value_name;  // empty for a flag
  std::string text;
  std::string default_value;
  std::string group;
  bool required = false;
  bool repeatable = false;
  std::optional<std::string> value_if_alone;
  bool is_hidden() const { return group == kHiddenOptions; }
  // Takes the value over; returns what is wrong with it, or nothing.
  std::function<std::string(const std::string&)> store;

  // The values that value_name lists as "json|table"; empty where any will do.
  std::vector<std::string> choices() const;
};

// What reads a value into a variable of that type; returns what is wrong with it, or nothing.
// A vector gets each further value appended.
std::string read_value(const std::string& given, std::string& target);
std::string read_value(const std::string& given, std::uint16_t& target);
std::string read_value(const std::string& given, std::int32_t& target);
std::string read_value(const std::string& given, std::int64_t& target);
std::string read_value(const std::string& given, std::vector<std::string>& target);
// "KEY=VALUE".
std::string read_value(const std::string& given,
                       std::vector<std::pair<std::string, std::string>>& target);
template <class T>
std::string read_value(const std::string& given, std::optional<T>& target) {
  return read_value(given, target.emplace());
}

struct CommandText {
  const char* name;
  const char* summary;        // one sentence without a full stop; "" hides the command
  const char* details = "";   // paragraphs; broken into lines when shown
  const char* examples = "";  // lines indented by two, "# ..." behind a line explains it
  std::vector<std::string> aliases = {};
};

class Command {
 public:
  explicit Command(CommandText text, const Command* parent = nullptr);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // Adds a command below this one. The reference stays valid.
  Command& add(CommandText text);

  // Add what the command takes; values go to `target`, which must live until `run` has run.
  template <class T>
  void option(OptionText text, T& target) {
    options.push_back(describe(text, target));
  }
  template <class T>
  void argument(OptionText text, T& target) {
    arguments.push_back(describe(text, target));
  }
  // "--name", "--name=true" or "--name=false".
  void flag(OptionText text, bool& target);

  std::string path() const;  // "barnabas topic create"
  // The command below with this name or alias; null where there is none.
  const Command* find(const std::string& name) const;
  const Option* find_option(const std::string& name) const;
  // The option with this name of this command or of any below it; null where there is none.
  const Option* find_option_below(const std::string& name) const;

  const CommandText about;
  std::vector<Option> arguments;
  std::vector<Option> options;
  std::list<Command> commands;
  std::function<int()> run;  // returns an exit code

 private:
  static Option plain(OptionText text);
  template <class T>
  struct IsVector : std::false_type {};
  template <class T>
  struct IsVector<std::vector<T>> : std::true_type {};
  template <class T>
  static Option describe(OptionText text, T& target) {
    auto option = plain(text);
    option.repeatable = IsVector<T>::value;
    option.store = [&target](const std::string& given) { return read_value(given, target); };
    return option;
  }

  const Command* const parent_;
};

}  // namespace barnabas
