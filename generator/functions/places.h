#pragma once
// The place of a record: one row of the locale's places, drawn when something of it is first asked
// for.

#include "generator/functions/picked.h"

namespace barnabas {

// The row of the record's place.
inline int need_place(Call& call, Random& random) {
  auto& context = context_of(call);
  if (context.place < 0) {
    context.place = static_cast<int>(data_of(call).place_chances.draw(random.next()));
  }
  return context.place;
}

// The cell of the record's place, or "" where a user's data has fewer rows.
inline std::string_view cell(Words words, int row) {
  const auto index = static_cast<std::size_t>(row);
  return row >= 0 && index < words.size() ? words[index] : no_word;
}

}  // namespace barnabas
