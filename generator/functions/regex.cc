#include "generator/functions/regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "generator/template/unicode.h"

namespace barnabas {

namespace {

constexpr std::uint32_t unbounded_extra = 10;
constexpr std::uint32_t repetitions_max = 1000;
constexpr int depth_max = 100;

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
  std::size_t add(Node node) {
    made_.nodes_.push_back(std::move(node));
    return made_.nodes_.size() - 1;
  }

  std::size_t choice() {
    if (++depth_ > depth_max) fail("nested too deeply");
    Node node{.type = Type::Choice};
    do {
      node.children.push_back(sequence());
    } while (take('|'));
    --depth_;
    return add(std::move(node));
  }

  std::size_t sequence() {
    Node node;
    while (!left_.empty() && left_.front() != '|' && left_.front() != ')') {
      const auto item = atom();
      if (!error_.empty()) break;
      if (!item) continue;
      repetition(*item);
      node.children.push_back(*item);
    }
    return add(std::move(node));
  }

  // What can be repeated; nothing for anchors.
  std::optional<std::size_t> atom() {
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

  std::size_t literal(char32_t rune) {
    Node node{.type = Type::Literal};
    append_rune(node.text, rune);
    return add(std::move(node));
  }

  std::size_t of_class(Ranges ranges) {
    Node node{.type = Type::Class};
    for (const auto& [first, last] : ranges) node.rune_count += last - first + 1;
    if (node.rune_count == 0) fail("a class of no characters");
    node.ranges = std::move(ranges);
    return add(std::move(node));
  }

  // (...), (?:...), (?P<name>...): what captures does not matter here.
  std::size_t group() {
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

  std::optional<std::size_t> escape() {
    if (left_.empty()) {
      fail("trailing backslash");
      return {};
    }
    const auto letter = take_rune();
    if (letter == 'b' || letter == 'B' || letter == 'A' || letter == 'z') return {};
    if (auto ranges = class_of(letter)) return of_class(std::move(*ranges));
    return literal(escaped_rune(letter));
  }

  std::size_t bracket() {
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
    return of_class(negated ? all_but(ranges) : std::move(ranges));
  }

  void repetition(std::size_t item) {
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
      return;
    }
    take('?');  // lazy or greedy makes no difference
    if (!writes(made_.nodes_[item])) made_.nodes_[item].least = made_.nodes_[item].most = 1;
  }

  // Nothing, however often repeated, is nothing: it need not be tried a million million times.
  bool writes(const Node& node) const {
    if (node.type == Type::Class || !node.text.empty()) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](std::size_t child) { return writes(made_.nodes_[child]); });
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

void RegexGenerator::append(TextBuffer& to, Random& random) const {
  append_node(nodes_[root_], to, random);
}

// No text grows beyond this, however repetitions are nested.
constexpr std::size_t text_size_max = 1'000'000;

void RegexGenerator::append_node(const Node& node, TextBuffer& to, Random& random) const {
  auto count = node.least;
  if (node.most > node.least) {
    count += static_cast<std::uint32_t>(random.below(node.most - node.least + 1));
  }
  for (std::uint32_t i = 0; i < count && to.size() < text_size_max; ++i) {
    if (node.type == Type::Literal) {
      to.append(node.text);
    } else if (node.type == Type::Class) {
      auto index = static_cast<std::uint32_t>(random.below(node.rune_count));
      auto range = node.ranges.begin();
      while (index > range->second - range->first) {
        index -= range->second - range->first + 1;
        ++range;
      }
      if (range->first + index < 0x80) {
        to.append(static_cast<char>(range->first + index));
        continue;
      }
      std::string rune;  // never more than four bytes: kept without memory of its own
      append_rune(rune, range->first + index);
      to.append(rune);
    } else if (node.type == Type::Choice) {
      append_node(nodes_[node.children[random.below(node.children.size())]], to, random);
    } else {
      for (const auto child : node.children) append_node(nodes_[child], to, random);
    }
  }
}

}  // namespace barnabas
