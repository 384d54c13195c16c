#pragma once
// RegexGenerator: texts that match a regular expression, drawn at random.
//
// The expression is parsed once into a small tree, which is then walked for each text. Its letters
// lie in one table, ready to be copied: a draw of a class is a multiplication and a byte.
// Repetitions without an upper bound (* + {n,}) go ten further than their lower one. Anchors and
// word boundaries produce nothing. A dot, and classes that are negated, draw printable ASCII only,
// and neither quotes nor backslashes where they can choose: what comes out may stand inside of
// JSON. JR drew {3,20} from 3 to 10 and {25,39} as 25; here bounds mean what they say.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/template/random.h"
#include "protocol/base/result.h"

namespace barnabas {

class RegexGenerator {
 public:
  // An error says what is wrong and where.
  static Result<RegexGenerator> parse(std::string_view expression);

  // No text is longer, in bytes.
  std::size_t size_max() const { return size_max_; }

  // Writes a text, and up to 31 bytes behind it; returns its end. REQUIRES: room for size_max()
  // bytes and those 31.
  char* write(char* out, Random& random) const;

 private:
  friend class RegexParser;

  enum class Type : std::uint8_t { Literal, Letters, Runes, Sequence, Choice };

  // What `first` and `count` are of: Literal and Letters, bytes of letters_; Runes, ranges_, with
  // the number of runes in all; Sequence and Choice, children_, which are indices into nodes_.
  // Indices, so that a generator can be copied and moved.
  struct Node {
    Type type = Type::Sequence;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t least = 1;  // repetitions
    std::uint32_t most = 1;
  };

  char* write_node(const Node& node, char* out, const char* limit, SmallDraws& draws) const;
  char* write_rune(const Node& node, char* out, SmallDraws& draws) const;
  // The length of the longest text of a node, or the limit of all texts.
  std::size_t longest(const Node& node) const;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<std::pair<char32_t, char32_t>> ranges_;
  std::string letters_;
  std::uint32_t root_ = 0;
  std::size_t size_max_ = 0;
};

}  // namespace barnabas
