#include "cli/command_line.h"

#include <fmt/core.h>

#include <cctype>
#include <cstdlib>
#include <set>

#include "cli/exit_code.h"
#include "cli/render.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

bool is_option_word(const std::string& word) {
  return word.size() >= 2 && word[0] == '-' &&
         std::isdigit(static_cast<unsigned char>(word[1])) == 0;
}

// The name in "--name=value", "-nvalue", "--name" and "-n".
std::string option_name(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

// Whether the option's value is the word behind this one.
bool takes_next_word(const Option& option, const std::string& word) {
  return !option.value_name.empty() && !option.value_if_alone && word == option_name(word);
}

// The same words, with options that belong to a command further down put behind its name.
std::vector<std::string> in_order(const Command& program, const std::vector<std::string>& words) {
  const auto* command = &program;
  std::vector<std::string> front;
  std::vector<std::string> moved;
  std::size_t at = 0;
  while (at < words.size() && !command->commands.empty()) {
    const auto& word = words[at];
    const auto* below = is_option_word(word) ? nullptr : command->find(word);
    if (below != nullptr) {
      command = below;
      front.push_back(word);
      ++at;
      continue;
    }
    const auto name = option_name(word);
    const auto* option = is_option_word(word) ? command->find_option_below(name) : nullptr;
    if (option == nullptr) break;
    auto& to = command->find_option(name) == nullptr ? moved : front;
    to.push_back(word);
    ++at;
    if (takes_next_word(*option, word) && at < words.size()) to.push_back(words[at++]);
  }
  front.insert(front.end(), moved.begin(), moved.end());
  front.insert(front.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  return front;
}

// One reading of a line, from the program down to the command it asks for.
class Parser {
 public:
  Parser(const Command& program, const std::vector<std::string>& words)
      : command_(&program), words_(in_order(program, words)) {}

  // Stores everything; afterwards command() is what the line asks for.
  Result<void> parse() {
    while (position_ < words_.size() && !help_) {
      const auto& word = words_[position_++];
      auto taken = take(word);
      if (!taken) return taken;
    }
    return help_ ? Result<void>() : check_complete();
  }

  const Command& command() const { return *command_; }
  bool help() const { return help_; }

 private:
  Result<void> take(const std::string& word) {
    if (only_arguments_ || !is_option(word)) return take_word(word);
    if (word == "--") {
      only_arguments_ = true;
      return {};
    }
    if (word == "-h" || word == "--help") {
      help_ = true;
      return {};
    }
    return word.starts_with("--") ? take_long(word) : take_short(word);
  }

  // "-" means stdin, "-5" is a number unless somebody calls an option that.
  bool is_option(const std::string& word) const {
    if (word.size() < 2 || word[0] != '-') return false;
    const bool digit = std::isdigit(static_cast<unsigned char>(word[1])) != 0;
    return !digit || command_->find_option(word.substr(0, 2)) != nullptr;
  }

  Result<void> take_word(const std::string& word) {
    if (!command_->commands.empty()) {
      const auto* below = command_->find(word);
      if (below == nullptr) return unknown("command", word, command_names());
      command_ = below;
      return {};
    }
    const auto& arguments = command_->arguments;
    if (arguments_taken_ == arguments.size() && (arguments.empty() || !arguments.back().repeatable))
      return wrong(fmt::format("'{}' is one argument too many.", word));
    const auto& argument = arguments[std::min(arguments_taken_, arguments.size() - 1)];
    if (arguments_taken_ < arguments.size()) ++arguments_taken_;
    return store(argument, argument.names.front(), word);
  }

  Result<void> take_long(const std::string& word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* option = command_->find_option(name);
    if (option == nullptr) return unknown("option", name, option_names());
    if (equals == std::string::npos) return take_value(*option, name);
    return store(*option, name, word.substr(equals + 1));
  }

  // "-p3", "-p 3" or several flags behind one dash.
  Result<void> take_short(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const auto name = std::string("-") + word[i];
      const auto* option = command_->find_option(name);
      if (option == nullptr) return unknown("option", name, option_names());
      const bool value_follows = !option->value_name.empty() && i + 1 < word.size();
      if (value_follows) return store(*option, name, word.substr(i + 1));
      auto taken = take_value(*option, name);
      if (!taken) return taken;
    }
    return {};
  }

  // A value that is the next word, if the option wants one.
  Result<void> take_value(const Option& option, const std::string& name) {
    if (option.value_name.empty()) return store(option, name, "");
    if (option.value_if_alone) return store(option, name, *option.value_if_alone);
    if (position_ == words_.size())
      return wrong(fmt::format("{} needs a value: {} {}.", name, name, option.value_name));
    return store(option, name, words_[position_++]);
  }

  Result<void> store(const Option& option, const std::string& name, const std::string& value) {
    const auto choices = option.choices();
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end())
      return wrong(fmt::format("{}: '{}' is not one of {}.{}", name, value, option.value_name,
                               did_you_mean(value, choices)));
    stored_.insert(&option);
    const auto complaint = option.store(value);
    return complaint.empty() ? Result<void>() : wrong(fmt::format("{}: {}.", name, complaint));
  }

  Result<void> check_complete() const {
    for (const auto& option : command_->options)
      if (option.required && !stored_.contains(&option))
        return wrong(fmt::format("{} is missing: {}.", option.names.back(), option.text));
    for (std::size_t i = arguments_taken_; i < command_->arguments.size(); ++i)
      if (command_->arguments[i].required)
        return wrong(fmt::format("{} is missing: {}.", command_->arguments[i].names.front(),
                                 command_->arguments[i].text));
    return {};
  }

  std::vector<std::string> command_names() const {
    std::vector<std::string> names;
    for (const auto& each : command_->commands) {
      names.emplace_back(each.about.name);
      names.insert(names.end(), each.about.aliases.begin(), each.about.aliases.end());
    }
    return names;
  }

  std::vector<std::string> option_names() const {
    std::vector<std::string> names{"--help"};
    for (const auto& option : command_->options)
      names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
  }

  static tl::unexpected<Error> unknown(const char* kind, const std::string& word,
                                       const std::vector<std::string>& known) {
    return wrong(fmt::format("unknown {} '{}'.{}", kind, word, did_you_mean(word, known)));
  }

  static tl::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::InvalidRequest, std::move(message));
  }

  const Command* command_;
  const std::vector<std::string> words_;
  std::size_t position_ = 0;
  std::size_t arguments_taken_ = 0;
  std::set<const Option*> stored_;
  bool only_arguments_ = false;
  bool help_ = false;
};

}  // namespace

OutputFormat ClientOptions::format() const {
  if (output == "json") return OutputFormat::Json;
  if (output == "jsonl") return OutputFormat::JsonLines;
  if (output == "yaml") return OutputFormat::Yaml;
  return OutputFormat::Table;
}

void add_connection_options(Command& command, ClientOptions& options) {
  if (const char* from_environment = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    options.bootstrap_server = from_environment;
  command.option({.names = "-b,--bootstrap-server",
                  .value = "HOST:PORT",
                  .text = "Broker to ask first, several separated by commas; the variable "
                          "BARNABAS_BOOTSTRAP_SERVER sets it too",
                  .default_value = "127.0.0.1:9092",
                  .group = kCommonOptions},
                 options.bootstrap_server);
  command.option({.names = "-X,--property",
                  .value = "KEY=VALUE",
                  .text = "Client property: client.id, request.timeout.ms or "
                          "socket.connection.setup.timeout.ms; may be given several times",
                  .group = kCommonOptions},
                 options.properties);
  command.flag({.names = "-v,--verbose",
                .text = "Show each request and response on stderr",
                .group = kCommonOptions},
               options.verbose);
}

void add_client_options(Command& command, ClientOptions& options) {
  command.option({.names = "-o,--output",
                  .value = "table|json|jsonl|yaml",
                  .text = "How to print the result",
                  .default_value = "table",
                  .group = kCommonOptions},
                 options.output);
  add_connection_options(command, options);
}

void tell(std::FILE* stream, std::string line) {
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stream);
  std::fflush(stream);
}

void print_error(const std::string& message) { tell(stderr, "barnabas: " + message); }

int report(const Error& error) {
  print_error(error.message);
  const bool unreachable =
      error.code == ErrorCode::NetworkException || error.code == ErrorCode::BrokerNotAvailable;
  return unreachable ? kExitUnreachable : kExitFailed;
}

int run_command_line(const Command& program, const std::vector<std::string>& words) {
  Parser parser(program, words);
  const auto parsed = parser.parse();
  const auto& command = parser.command();
  if (!parsed) {
    tell(stderr, fmt::format("{}: {}", program.about.name, parsed.error().message));
    fmt::print(stderr, "'{} --help' shows what it takes, with examples.\n", command.path());
    return kExitUsage;
  }
  if (parser.help()) {
    fmt::print("{}", render_help(command));
    return kExitOk;
  }
  if (command.run) return command.run();
  fmt::print(stderr, "{}", render_help(command));
  return kExitUsage;
}

}  // namespace barnabas
