#pragma once
// MarkovChain: new text in the manner of another one.
//
// What follows some words is drawn from what followed them in the text. The chain is made once and
// walked for each text; the text is taken for a circle, so that the walk never ends too early.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/template/random.h"
#include "generator/template/text_buffer.h"

namespace barnabas {

class MarkovChain {
 public:
  // `prefix` words decide which one follows. REQUIRES: the text has a word, prefix > 0.
  MarkovChain(std::string text, std::size_t prefix);
  MarkovChain(const MarkovChain&) = delete;
  MarkovChain& operator=(const MarkovChain&) = delete;

  // So many words, beginning as the text does. A comma at the end becomes a full stop.
  void append(TextBuffer& to, std::size_t count, Random& random) const;

  static bool has_words(std::string_view text);

 private:
  // Behind the last word comes the first one. Going round is cheaper than dividing.
  std::size_t around(std::size_t position) const {
    while (position >= words_.size()) position -= words_.size();
    return position;
  }
  std::string_view word(std::size_t position) const { return words_[around(position)]; }

  std::string text_;
  std::vector<std::string_view> words_;
  std::size_t prefix_;
  // The positions, ordered by the words that stand there, and for each position where those that
  // begin alike are found among them.
  struct Alike {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  std::vector<std::uint32_t> ordered_;
  std::vector<Alike> alike_;
};

}  // namespace barnabas
