// Guesses that need no knowledge of the world: a pattern that texts share, a choice among texts.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "generator/proof/guess.h"
#include "generator/template/quote.h"

namespace barnabas {
namespace {

constexpr std::size_t pattern_size_max = 200;
constexpr std::size_t choices_max = 40;
// From so many values on, how often each came counts.
constexpr std::size_t values_for_weights = 20;

enum class Kind { Digits, Letters, Sign };

struct Token {
  Kind kind;
  std::string text;
};

Kind kind_of(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  if (std::isdigit(code) != 0) return Kind::Digits;
  return std::isalpha(code) != 0 ? Kind::Letters : Kind::Sign;
}

// Runs of digits and letters; every sign by itself.
std::vector<Token> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  for (const char letter : text) {
    const auto kind = kind_of(letter);
    if (tokens.empty() || kind == Kind::Sign || tokens.back().kind != kind)
      tokens.push_back({kind, {}});
    tokens.back().text += letter;
  }
  return tokens;
}

std::string literal(std::string_view text) {
  std::string expression;
  for (const char letter : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(letter) != std::string_view::npos)
      expression += '\\';
    expression += letter;
  }
  return expression;
}

std::string repeated(const char* what, std::size_t low, std::size_t high) {
  return low == high ? fmt::format("{}{{{}}}", what, low)
                     : fmt::format("{}{{{},{}}}", what, low, high);
}

bool all_of(const std::string& text, int (*is)(int)) {
  return std::all_of(text.begin(), text.end(),
                     [&](char letter) { return is(static_cast<unsigned char>(letter)) != 0; });
}

// What the texts of one place have in common, as a regular expression.
std::string column_expression(Kind kind, const std::vector<std::string>& column, bool& varies) {
  const bool same = std::all_of(column.begin(), column.end(),
                                [&](const auto& each) { return each == column.front(); });
  // One example says nothing about what stays: letters are taken to, digits are not.
  const bool stays = same && (kind != Kind::Digits || column.size() >= 3);
  if (stays) return literal(column.front());
  varies = true;
  std::size_t low = column.front().size(), high = low;
  bool upper = true, lower = true;
  for (const auto& text : column) {
    low = std::min(low, text.size());
    high = std::max(high, text.size());
    upper = upper && all_of(text, std::isupper);
    lower = lower && all_of(text, std::islower);
  }
  if (kind == Kind::Digits) return repeated("[0-9]", low, high);
  return repeated(upper ? "[A-Z]" : lower ? "[a-z]" : "[A-Za-z]", low, high);
}

bool is_hex(const std::vector<std::string>& values) {
  bool digits = false, letters = false;
  for (const auto& value : values) {
    if (value.size() != values.front().size() || value.size() < 8) return false;
    for (const char letter : value) {
      const bool digit = letter >= '0' && letter <= '9';
      if (!digit && (letter < 'a' || letter > 'f')) return false;
      digits = digits || digit;
      letters = letters || !digit;
    }
  }
  return digits && letters;
}

Guess of_expression(const std::string& expression) {
  return {in_quotes("regex " + quote(expression)), fmt::format("a text like {}", expression)};
}

// Whether a text stands in JSON as it is.
bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= 0x20 && letter != '"' && letter != '\\';
  });
}

std::string joined(const std::vector<std::pair<std::string, std::size_t>>& choices,
                   std::string_view separator, bool weights) {
  std::string text;
  for (const auto& [choice, count] : choices) {
    if (!text.empty()) text += separator;
    text += choice;
    if (weights) text += fmt::format("={}", count);
  }
  return text;
}

bool any_has(const std::vector<std::pair<std::string, std::size_t>>& choices,
             std::string_view sign) {
  return std::any_of(choices.begin(), choices.end(), [&](const auto& choice) {
    return choice.first.find(sign) != std::string::npos;
  });
}

}  // namespace

std::string template_literal(std::string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "{{") {
      safe += "{{\"{{\"}}";
      ++at;
    } else {
      safe += text[at];
    }
  }
  return safe;
}

std::string json_literal(std::string_view text) {
  return template_literal(nlohmann::json(text).dump());
}

std::string in_quotes(std::string_view action) { return fmt::format("\"{{{{{}}}}}\"", action); }

std::size_t count_distinct(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

Guess guess_pattern(const std::vector<std::string>& values) {
  if (is_hex(values)) return of_expression(fmt::format("[0-9a-f]{{{}}}", values.front().size()));
  const auto first = tokens_of(values.front());
  std::vector<std::vector<std::string>> columns(first.size());
  bool signs = false;
  for (const auto& value : values) {
    const auto tokens = tokens_of(value);
    if (!is_plain(value) || tokens.size() != first.size()) return {};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const bool fits = tokens[i].kind == first[i].kind &&
                        (tokens[i].kind != Kind::Sign || tokens[i].text == first[i].text);
      // A space is no part of a pattern but of prose.
      if (!fits || tokens[i].text == " ") return {};
      signs = signs || tokens[i].kind != Kind::Letters;
      columns[i].push_back(tokens[i].text);
    }
  }
  std::string expression;
  bool varies = false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    expression += column_expression(first[i].kind, columns[i], varies);
  if (!signs || !varies || expression.size() > pattern_size_max) return {};
  return of_expression(expression);
}

Guess guess_choice(const std::vector<std::string>& values) {
  std::vector<std::pair<std::string, std::size_t>> choices;
  for (const auto& value : values) {
    auto found = std::find_if(choices.begin(), choices.end(),
                              [&](const auto& choice) { return choice.first == value; });
    if (found != choices.end())
      ++found->second;
    else if (choices.size() < choices_max)
      choices.emplace_back(value, 1);
  }
  if (choices.size() == 1)
    return {json_literal(choices.front().first), "always this text; put others where it stands"};
  const bool plain = std::all_of(choices.begin(), choices.end(),
                                 [](const auto& choice) { return is_plain(choice.first); });
  std::string action;
  bool weights = false;
  if (!any_has(choices, "|")) {
    weights = values.size() >= values_for_weights && !any_has(choices, "=");
    action = fmt::format("{} {}", weights ? "weighted" : "randoms",
                         quote(joined(choices, "|", weights)));
  } else {
    constexpr std::string_view separator = "\x1f";
    action = fmt::format("random (split {} {})", quote(joined(choices, separator, false)),
                         quote(separator));
  }
  return {plain ? in_quotes(action) : fmt::format("{{{{{} | json}}}}", action),
          fmt::format("one of the {} texts seen{}", choices.size(),
                      weights ? ", as often as they were seen" : "")};
}

}  // namespace barnabas
