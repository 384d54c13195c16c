#pragma once
// RegexGenerator: texts that match a regular expression, drawn at random.
//
// The expression is parsed once into a small tree, which is then walked for each text. Repetitions
// without an upper bound (* + {n,}) go ten further than their lower one. Anchors and word
// boundaries produce nothing. A dot, and classes that are negated, draw printable ASCII only, and
// neither quotes nor backslashes where they can choose: what comes out may stand inside of JSON.
// JR drew {3,20} from 3 to 10 and {25,39} as 25; here bounds mean what they say.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/template/random.h"
#include "generator/template/text_buffer.h"
#include "protocol/base/result.h"

namespace barnabas {

class RegexGenerator {
 public:
  // An error says what is wrong and where.
  static Result<RegexGenerator> parse(std::string_view expression);

  void append(TextBuffer& to, Random& random) const;

 private:
  friend class RegexParser;

  enum class Type : std::uint8_t { Literal, Class, Sequence, Choice };

  // Children are indices into nodes_, so that a generator can be copied and moved.
  struct Node {
    Type type = Type::Sequence;
    std::string text;                                   // Literal
    std::vector<std::pair<char32_t, char32_t>> ranges;  // Class
    std::uint32_t rune_count = 0;                       // Class
    std::vector<std::size_t> children;                  // Sequence, Choice
    std::uint32_t least = 1;                            // repetitions
    std::uint32_t most = 1;
  };

  void append_node(const Node& node, TextBuffer& to, Random& random) const;

  std::vector<Node> nodes_;
  std::size_t root_ = 0;
};

}  // namespace barnabas
