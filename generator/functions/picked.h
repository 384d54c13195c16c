#pragma once
// Functions without arguments that give a word of the data, in both forms: a value, and written
// straight into the output.

#include <string_view>

#include "generator/functions/environment.h"
#include "generator/functions/locale_data.h"
#include "generator/template/function.h"

namespace barnabas {

// REQUIRES: specialize() has been called with an environment that has data.
inline const LocaleData& data_of(const Call& call) { return *call.environment->data; }
inline RecordContext& context_of(const Call& call) { return call.environment->context; }

// Gives a word behind which `word_slack` bytes may be read, as those of the data sets are.
using Pick = std::string_view (*)(Call& call, Random& random);

// Writes such a word; returns the end.
inline char* write_word(char* out, std::string_view word) {
  return copy_wide(out, word.data(), word.size());
}

template <Pick pick>
Value pick_value(Call& call, Arguments) {
  auto random = call.random();
  return Value::of_string(pick(call, random));
}

template <Pick pick>
char* write_picked(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  return write_word(out, pick(call, random));
}

// Every function that needs data refuses to be parsed without, so that it need not ask again.
inline bool require_data(Specialization& use) {
  if (use.environment != nullptr && use.environment->data != nullptr) return true;
  use.error = "there is no data to draw from: no locale was loaded";
  return false;
}

template <Pick pick>
void specialize_picked(Specialization& use) {
  if (!require_data(use)) return;
  use.writer = write_picked<pick>;
  use.size_max = use.environment->data->word_size_max;
}

template <Pick pick>
constexpr Function picked(std::string_view category, std::string_view name,
                          std::string_view description, std::string_view example,
                          std::string_view output, bool localizable = true) {
  return {.name = name,
          .category = category,
          .description = description,
          .returns = Type::String,
          .localizable = localizable,
          .example = example,
          .output = output,
          .evaluate = pick_value<pick>,
          .specialize = specialize_picked<pick>};
}

}  // namespace barnabas
