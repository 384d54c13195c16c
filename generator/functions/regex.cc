#include "generator/functions/regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "generator/template/text_buffer.h"
#include "generator/template/unicode.h"

namespace barnabas {

namespace {

constexpr std::uint32_t unbounded_extra = 10;
constexpr std::uint32_t repetitions_max = 1000;
constexpr int depth_max = 100;
// No text grows beyond this by more than a letter, or a literal, however repetitions are nested.
constexpr std::size_t text_size_max = 1'000'000;
// What copy_wide() may read behind a literal.
constexpr std::size_t literal_slack = 32;

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

Ranges digits() { return {{'0', '9'}}; }
Ranges word_letters() { return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; }
Ranges spaces() { return {{' ', ' '}}; }

bool contains(const Ranges& ranges, char32_t rune) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return rune >= range.first && rune <= range.second;
  });
}

// Printable ASCII that is not in the ranges; quotes and backslashes only if nothing else is left.
Ranges all_but(const Ranges& ranges) {
  Ranges safe;
  Ranges unsafe;
  for (char32_t rune = ' '; rune < 0x7F; ++rune) {
    if (contains(ranges, rune)) continue;
    (rune == '"' || rune == '\\' ? unsafe : safe).emplace_back(rune, rune);
  }
  return safe.empty() ? unsafe : safe;
}

}  // namespace

class RegexParser {
 public:
  explicit RegexParser(std::string_view expression) : left_(expression), whole_(expression) {}

  Result<RegexGenerator> parse() {
    const auto root = choice();
    if (error_.empty() && !left_.empty()) fail("unexpected )");
    if (!error_.empty()) {
      return barnabas::fail(ErrorCode::InvalidRequest,
                            fmt::format("error parsing regexp: {}: {}", error_, whole_));
    }
    made_.root_ = root;
    made_.size_max_ = made_.longest(made_.nodes_[root]);
    // The last piece may pass the limit; none is longer than the expression.
    if (made_.size_max_ == text_size_max) made_.size_max_ += whole_.size() + 4;
    made_.letters_.append(literal_slack, '\0');
    return std::move(made_);
  }

 private:
  using Type = RegexGenerator::Type;
  using Node = RegexGenerator::Node;

  void fail(std::string_view why) {
    if (error_.empty()) error_ = fmt::format("{} at byte {}", why, whole_.size() - left_.size());
    left_ = {};
  }
  bool take(char letter) {
    if (left_.empty() || left_.front() != letter) return false;
    left_.remove_prefix(1);
    return true;
  }
  char32_t take_rune() {
    const auto rune = first_rune(left_);
    left_.remove_prefix(rune.size);
    return rune.value;
  }
  using Index = std::uint32_t;

  Index add(const Node& node) {
    made_.nodes_.push_back(node);
    return static_cast<Index>(made_.nodes_.size() - 1);
  }
  // A sequence or a choice of these. One that has only one is that one.
  Index add_with(Type type, const std::vector<Index>& children) {
    if (children.size() == 1) return children.front();
    const Node node{.type = type,
                    .first = static_cast<std::uint32_t>(made_.children_.size()),
                    .count = static_cast<std::uint32_t>(children.size())};
    made_.children_.insert(made_.children_.end(), children.begin(), children.end());
    return add(node);
  }

  Index choice() {
    if (++depth_ > depth_max) fail("nested too deeply");
    std::vector<Index> children;
    do {
      children.push_back(sequence());
    } while (take('|'));
    --depth_;
    return add_with(Type::Choice, children);
  }

  Index sequence() {
    std::vector<Index> children;
    while (!left_.empty() && left_.front() != '|' && left_.front() != ')') {
      auto item = atom();
      if (!error_.empty()) break;
      if (!item) continue;
      const bool repeated = repetition(*item);
      if (repeated || children.empty() || !join(children.back(), *item)) children.push_back(*item);
    }
    return add_with(Type::Sequence, children);
  }

  // Literals that follow each other become one.
  bool join(Index before, Index item) {
    auto& literal = made_.nodes_[before];
    const auto& next = made_.nodes_[item];
    if (literal.type != Type::Literal || next.type != Type::Literal) return false;
    if (literal.least != 1 || literal.most != 1) return false;
    literal.count += next.count;
    return true;
  }

  // What can be repeated; nothing for anchors.
  std::optional<Index> atom() {
    const auto rune = take_rune();
    switch (rune) {
      case '^':
      case '$':
        return {};
      case '(':
        return group();
      case '[':
        return bracket();
      case '.':
        return of_class(all_but({}));
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        fail("missing argument to repetition operator");
        return {};
      default:
        return literal(rune);
    }
  }

  Index literal(char32_t rune) {
    Node node{.type = Type::Literal, .first = static_cast<std::uint32_t>(made_.letters_.size())};
    append_rune(made_.letters_, rune);
    node.count = static_cast<std::uint32_t>(made_.letters_.size()) - node.first;
    return add(node);
  }

  Index of_class(const Ranges& ranges) {
    Node node{.type = Type::Letters, .first = static_cast<std::uint32_t>(made_.letters_.size())};
    for (const auto& [first, last] : ranges) {
      node.count += last - first + 1;
      if (last >= 0x80) node.type = Type::Runes;
    }
    if (node.count == 0) fail("a class of no characters");
    if (node.type == Type::Runes) {
      node.first = static_cast<std::uint32_t>(made_.ranges_.size());
      made_.ranges_.insert(made_.ranges_.end(), ranges.begin(), ranges.end());
      return add(node);
    }
    for (const auto& [first, last] : ranges) {
      for (auto rune = first; rune <= last; ++rune)
        made_.letters_.push_back(static_cast<char>(rune));
    }
    return add(node);
  }

  // (...), (?:...), (?P<name>...): what captures does not matter here.
  Index group() {
    if (take('?')) {
      const auto end = left_.find_first_of(left_.starts_with('P') ? ">" : ":");
      if (end == left_.npos) {
        fail("invalid group");
        return 0;
      }
      left_.remove_prefix(end + 1);
    }
    const auto inside = choice();
    if (!take(')')) fail("missing closing )");
    return inside;
  }

  // \d and the like, as ranges.
  std::optional<Ranges> class_of(char32_t letter) {
    switch (letter) {
      case 'd':
        return digits();
      case 'w':
        return word_letters();
      case 's':
        return spaces();
      case 'D':
        return all_but(digits());
      case 'W':
        return all_but(word_letters());
      case 'S':
        return all_but(spaces());
      default:
        return {};
    }
  }

  char32_t escaped_rune(char32_t letter) {
    switch (letter) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'f':
        return '\f';
      case 'v':
        return '\v';
      default:
        if (letter < 0x80 && is_letter_or_digit(letter)) fail("invalid escape sequence");
        return letter;
    }
  }

  std::optional<Index> escape() {
    if (left_.empty()) {
      fail("trailing backslash");
      return {};
    }
    const auto letter = take_rune();
    if (letter == 'b' || letter == 'B' || letter == 'A' || letter == 'z') return {};
    if (const auto ranges = class_of(letter)) return of_class(*ranges);
    return literal(escaped_rune(letter));
  }

  Index bracket() {
    const bool negated = take('^');
    Ranges ranges;
    bool first = true;
    while (first || left_.empty() || left_.front() != ']') {
      if (left_.empty()) {
        fail("missing closing ]");
        return 0;
      }
      first = false;
      auto low = take_rune();
      if (low == '\\' && !left_.empty()) {
        low = take_rune();
        if (const auto inside = class_of(low)) {
          ranges.insert(ranges.end(), inside->begin(), inside->end());
          continue;
        }
        low = escaped_rune(low);
      }
      auto high = low;
      if (left_.size() > 1 && left_[0] == '-' && left_[1] != ']') {
        left_.remove_prefix(1);
        high = take_rune();
        if (high == '\\' && !left_.empty()) high = escaped_rune(take_rune());
      }
      if (high < low) fail("invalid character class range");
      ranges.emplace_back(low, high);
    }
    take(']');
    return of_class(negated ? all_but(ranges) : ranges);
  }

  // Whether the item is repeated. What is a repetition already is wrapped: (a{2}){3}.
  bool repetition(Index& item) {
    if (left_.empty() || std::string_view("*+?{").find(left_.front()) == std::string_view::npos)
      return false;
    const auto& whole = made_.nodes_[item];
    if (whole.least != 1 || whole.most != 1) {
      const Node node{.first = static_cast<std::uint32_t>(made_.children_.size()), .count = 1};
      made_.children_.push_back(item);
      item = add(node);
    }
    auto& node = made_.nodes_[item];
    if (take('*')) {
      node.least = 0;
      node.most = unbounded_extra;
    } else if (take('+')) {
      node.most = 1 + unbounded_extra;
    } else if (take('?')) {
      node.least = 0;
    } else if (left_.size() > 1 && left_[0] == '{' && left_[1] >= '0' && left_[1] <= '9') {
      left_.remove_prefix(1);
      bounds(node);
    } else {
      return false;  // a brace that stands for itself
    }
    take('?');  // lazy or greedy makes no difference
    if (!writes(made_.nodes_[item])) made_.nodes_[item].least = made_.nodes_[item].most = 1;
    return true;
  }

  // Nothing, however often repeated, is nothing: it need not be tried a million million times.
  bool writes(const Node& node) const {
    if (node.type != Type::Sequence && node.type != Type::Choice) return true;
    const auto first = made_.children_.begin() + node.first;
    return std::any_of(first, first + node.count,
                       [&](Index child) { return writes(made_.nodes_[child]); });
  }

  std::uint32_t number() {
    std::uint32_t value = 0;
    while (!left_.empty() && left_.front() >= '0' && left_.front() <= '9') {
      value = std::min(value * 10 + static_cast<std::uint32_t>(left_.front() - '0'),
                       repetitions_max + 1);
      left_.remove_prefix(1);
    }
    return value;
  }

  void bounds(Node& node) {
    node.least = node.most = number();
    if (take(',')) {
      const bool open = !left_.empty() && left_.front() == '}';
      node.most = open ? node.least + unbounded_extra : number();
    }
    if (!take('}') || node.most < node.least || node.least > repetitions_max ||
        node.most > repetitions_max + unbounded_extra) {
      fail("invalid repeat count");
    }
  }

  std::string_view left_;
  std::string_view whole_;
  std::string error_;
  RegexGenerator made_;
  int depth_ = 0;
};

Result<RegexGenerator> RegexGenerator::parse(std::string_view expression) {
  return RegexParser(expression).parse();
}

char* RegexGenerator::write(char* out, Random& random) const {
  SmallDraws draws(random);
  return write_node(nodes_[root_], out, out + text_size_max, draws);
}

char* RegexGenerator::write_node(const Node& node, char* out, const char* limit,
                                 SmallDraws& draws) const {
  auto count = node.least;
  if (node.most > node.least) count += draws.below(node.most - node.least + 1);
  for (; count > 0 && out < limit; --count) {
    switch (node.type) {
      case Type::Literal:
        out = copy_wide(out, letters_.data() + node.first, node.count);
        break;
      case Type::Letters:
        *out++ = letters_[node.first + draws.below(node.count)];
        break;
      case Type::Runes:
        out = write_rune(node, out, draws);
        break;
      case Type::Sequence:
        for (std::uint32_t i = 0; i < node.count; ++i)
          out = write_node(nodes_[children_[node.first + i]], out, limit, draws);
        break;
      case Type::Choice:
        out =
            write_node(nodes_[children_[node.first + draws.below(node.count)]], out, limit, draws);
        break;
    }
  }
  return out;
}

char* RegexGenerator::write_rune(const Node& node, char* out, SmallDraws& draws) const {
  auto index = draws.below(node.count);
  auto range = ranges_.begin() + node.first;
  while (index > range->second - range->first) {
    index -= range->second - range->first + 1;
    ++range;
  }
  std::string rune;  // never more than four bytes: kept without memory of its own
  append_rune(rune, range->first + index);
  return std::copy(rune.begin(), rune.end(), out);
}

std::size_t RegexGenerator::longest(const Node& node) const {
  std::size_t once = 0;
  switch (node.type) {
    case Type::Literal:
      once = node.count;
      break;
    case Type::Letters:
      once = 1;
      break;
    case Type::Runes:
      once = 4;
      break;
    case Type::Sequence:
    case Type::Choice:
      for (std::uint32_t i = 0; i < node.count; ++i) {
        const auto child = longest(nodes_[children_[node.first + i]]);
        once = node.type == Type::Sequence ? once + child : std::max(once, child);
      }
      break;
  }
  return std::min(once * node.most, text_size_max);
}

}  // namespace barnabas
