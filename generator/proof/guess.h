#pragma once
// Guess: what a template should write in the place of the values that a sample has there.
//
// A guess is a piece of a template that always writes valid JSON, quotes included, and a sentence
// that says what was assumed, for the comment at the head of the template.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/proof/field_name.h"
#include "generator/proof/known_words.h"

namespace barnabas {

struct Guess {
  std::string text;
  std::string why;
};

// REQUIRES: values. `decimals` is the most that one of the numbers has.
Guess guess_text(const FieldName& name, const std::vector<std::string>& values, KnownWords& known);
Guess guess_integer(const FieldName& name, const std::vector<std::int64_t>& values);
Guess guess_float(const FieldName& name, const std::vector<double>& values, int decimals);

// A text as it is, in a template: actions in it are no actions.
std::string template_literal(std::string_view text);
// The same as JSON, with quotes.
std::string json_literal(std::string_view text);
// "{{action}}" in quotes: for actions whose texts need no escapes.
std::string in_quotes(std::string_view action);

// Moments that look like one of the usual ways to write them; nothing (an empty text) otherwise.
Guess guess_moment(const FieldName& name, const std::vector<std::string>& values);
// Texts that have the same pattern of digits, letters and signs; nothing otherwise.
Guess guess_pattern(const std::vector<std::string>& values);
// One of the texts that were seen, as often as they were seen.
Guess guess_choice(const std::vector<std::string>& values);

// How many differ.
std::size_t count_distinct(std::vector<std::string> values);

}  // namespace barnabas
