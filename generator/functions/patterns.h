#pragma once
// Texts by the patterns that data sets hold, such as postal codes and telephone numbers: as values,
// and written straight into the output.

#include "generator/functions/picked.h"
#include "generator/functions/regex.h"

namespace barnabas {

inline Value expand(Call& call, const RegexGenerator& pattern, Random& random) {
  char* text = call.arena.allocate(pattern.size_max());
  char* end = pattern.write(text, random);
  call.arena.shrink_to(end);
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

// Gives the pattern of the record, or nullptr where a user's data has none.
using PickPattern = const RegexGenerator* (*)(Call& call, Random& random);

template <PickPattern pick>
Value draw_pattern(Call& call, Arguments) {
  auto random = call.random();
  const auto* pattern = pick(call, random);
  return pattern == nullptr ? Value::of_string("") : expand(call, *pattern, random);
}

template <PickPattern pick>
char* write_pattern(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  const auto* pattern = pick(call, random);
  return pattern == nullptr ? out : pattern->write(out, random);
}

template <PickPattern pick>
void specialize_pattern(Specialization& use) {
  if (!require_data(use)) return;
  use.size_max = use.environment->data->pattern_size_max;
  if (use.size_max <= writer_size_max) use.writer = write_pattern<pick>;
}

}  // namespace barnabas
