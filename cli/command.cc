#include "cli/command.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace barnabas {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find(separator, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

template <class T>
std::string read_number(const std::string& given, T& target) {
  const auto* end = given.data() + given.size();
  const auto parsed = std::from_chars(given.data(), end, target);
  if (parsed.ec == std::errc() && parsed.ptr == end) return "";
  return fmt::format("'{}' is not a whole number from {} to {}", given,
                     std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

}  // namespace

std::vector<std::string> Option::choices() const {
  if (value_name.find('|') == std::string::npos) return {};
  return split(value_name, '|');
}

std::string read_value(const std::string& given, std::string& target) {
  target = given;
  return "";
}

std::string read_value(const std::string& given, std::uint16_t& target) {
  return read_number(given, target);
}

std::string read_value(const std::string& given, std::int32_t& target) {
  return read_number(given, target);
}

std::string read_value(const std::string& given, std::int64_t& target) {
  return read_number(given, target);
}

std::string read_value(const std::string& given, std::vector<std::string>& target) {
  target.push_back(given);
  return "";
}

std::string read_value(const std::string& given,
                       std::vector<std::pair<std::string, std::string>>& target) {
  const auto equals = given.find('=');
  if (equals == std::string::npos || equals == 0)
    return fmt::format("'{}' is not of the form KEY=VALUE", given);
  target.emplace_back(given.substr(0, equals), given.substr(equals + 1));
  return "";
}

Command::Command(CommandText text, const Command* parent)
    : about(std::move(text)), parent_(parent) {}

Command& Command::add(CommandText text) { return commands.emplace_back(std::move(text), this); }

void Command::flag(OptionText text, bool& target) {
  auto option = plain(text);
  option.store = [&target](const std::string& given) {
    target = given != "false";
    return given.empty() || given == "true" || given == "false"
               ? std::string()
               : fmt::format("takes no value but true or false, not '{}'", given);
  };
  options.push_back(std::move(option));
}

std::string Command::path() const {
  return parent_ == nullptr ? about.name : parent_->path() + " " + about.name;
}

const Command* Command::find(const std::string& name) const {
  for (const auto& command : commands) {
    if (command.about.name == name) return &command;
    const auto& aliases = command.about.aliases;
    if (std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &command;
  }
  return nullptr;
}

const Option* Command::find_option(const std::string& name) const {
  for (const auto& option : options)
    if (std::find(option.names.begin(), option.names.end(), name) != option.names.end())
      return &option;
  return nullptr;
}

const Option* Command::find_option_below(const std::string& name) const {
  if (const auto* own = find_option(name)) return own;
  for (const auto& command : commands)
    if (const auto* found = command.find_option_below(name)) return found;
  return nullptr;
}

Option Command::plain(OptionText text) {
  Option option;
  option.names = split(text.names, ',');
  option.value_name = text.value;
  option.text = text.text;
  option.default_value = text.default_value;
  option.group = text.group;
  option.required = text.required;
  if (text.value_if_alone != nullptr) option.value_if_alone = text.value_if_alone;
  return option;
}

}  // namespace barnabas
