#pragma once
// MarkovChain: new text in the manner of another one.
//
// What follows some words is drawn from what followed them in the text. The chain is made once and
// walked for each text; the text is taken for a circle, so that the walk never ends too early. A
// step of the walk is a load, a multiplication and a copy of 32 bytes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/random.h"

namespace barnabas {

class MarkovChain {
 public:
  // `prefix` words decide which one follows. REQUIRES: the text has a word, prefix > 0.
  MarkovChain(std::string_view text, std::size_t prefix);

  // No text of so many words is longer.
  std::size_t size_max(std::size_t count) const { return count * longest_; }

  // Writes so many words, beginning as the text does, and up to 31 bytes behind them; returns the
  // end. A comma at the end becomes a full stop. REQUIRES: room for size_max() and those 31.
  char* write(char* out, std::size_t count, Random& random) const;

  static bool has_words(std::string_view text);

 private:
  // A word with the space behind it, in text_.
  struct Word {
    std::uint32_t first = 0;
    std::uint32_t size = 0;
  };
  // Those of steps_ that may come next.
  struct Next {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct Step {
    Word word;
    Next next;
  };

  void split(std::string_view text);
  // Behind the last word comes the first one.
  std::size_t around(std::size_t position) const { return position % words_.size(); }
  std::string_view text_of(std::size_t position) const {
    const auto& word = words_[around(position)];
    return std::string_view(text_).substr(word.first, word.size);
  }

  std::string text_;
  std::vector<Word> words_;
  std::size_t prefix_;
  std::size_t longest_ = 0;  // word and space
  // All steps there are, those that follow the same words side by side.
  std::vector<Step> steps_;
  Next first_;
};

}  // namespace barnabas
