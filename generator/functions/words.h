#pragma once
// Picking one of several texts, as fast as it goes: every text in a slot of 32 bytes, so that a
// pick is one multiplication and one copy of fixed size.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "generator/template/function.h"

namespace barnabas {

struct WordSlot {
  std::array<char, 32> text;
};

// A trivially copyable view of slots and their sizes, for WriterData.
struct WordTable {
  const WordSlot* slots = nullptr;
  const std::string_view* words = nullptr;  // used where a word is longer than a slot
  std::uint32_t count = 0;
  std::uint32_t size_max = 0;
  const std::uint8_t* sizes = nullptr;
};

// The table of these words, kept in `memory`. The words must live as long.
inline WordTable make_word_table(std::span<const std::string_view> words, Arena& memory) {
  const auto slots = memory.make_array<WordSlot>(words.size());
  const auto sizes = memory.make_array<std::uint8_t>(words.size());
  const auto kept = memory.make_array<std::string_view>(words.size());
  std::size_t size_max = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    kept[i] = words[i];
    slots[i].text.fill(0);
    const auto fits = std::min(words[i].size(), slots[i].text.size());
    std::copy_n(words[i].data(), fits, slots[i].text.data());
    sizes[i] = static_cast<std::uint8_t>(fits);
    size_max = std::max(size_max, words[i].size());
  }
  return {slots.data(), kept.data(), static_cast<std::uint32_t>(words.size()),
          static_cast<std::uint32_t>(size_max), sizes.data()};
}

inline char* write_word(char* out, const WordTable& table, std::uint64_t bits) {
  const auto index = Random::scale(bits, table.count);
  if (table.size_max <= 32) [[likely]] {
    std::memcpy(out, &table.slots[index], sizeof(WordSlot));
    return out + table.sizes[index];
  }
  const auto word = table.words[index];
  std::memcpy(out, word.data(), word.size());
  return out + word.size();
}

// A writer whose data is a WordTable.
inline char* write_any_word(char* out, const WriterData& data, Call& call) {
  return write_word(out, data.get<WordTable>(), call.random().next());
}

// Lets a call be written by picking one of these words.
inline void use_words(Specialization& use, std::span<const std::string_view> words) {
  const auto table = make_word_table(words, use.memory);
  use.data.set(table);
  use.size_max = table.size_max;
  use.writer = write_any_word;
}

}  // namespace barnabas
