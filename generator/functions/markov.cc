#include "generator/functions/markov.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "generator/functions/functions.h"

namespace barnabas {

namespace {

constexpr std::string_view space = " \t\r\n";

}  // namespace

bool MarkovChain::has_words(std::string_view text) {
  return text.find_first_not_of(space) != text.npos;
}

MarkovChain::MarkovChain(std::string text, std::size_t prefix)
    : text_(std::move(text)), prefix_(prefix) {
  std::string_view left = text_;
  while (true) {
    left.remove_prefix(std::min(left.find_first_not_of(space), left.size()));
    if (left.empty()) break;
    words_.push_back(left.substr(0, left.find_first_of(space)));
    left.remove_prefix(words_.back().size());
  }
  const auto compare = [this](std::size_t a, std::size_t b) {
    for (std::size_t i = 0; i < prefix_; ++i) {
      if (const int order = word(a + i).compare(word(b + i)); order != 0) return order;
    }
    return 0;
  };
  for (std::uint32_t i = 0; i < words_.size(); ++i) ordered_.push_back(i);
  std::stable_sort(ordered_.begin(), ordered_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  alike_.resize(words_.size());
  for (std::uint32_t first = 0; first < ordered_.size();) {
    auto end = first + 1;
    while (end < ordered_.size() && compare(ordered_[first], ordered_[end]) == 0) ++end;
    for (auto i = first; i < end; ++i) alike_[ordered_[i]] = {first, end - first};
    first = end;
  }
}

void MarkovChain::append(TextBuffer& to, std::size_t count, Random& random) const {
  std::size_t position = 0;
  std::string_view last;
  for (std::size_t i = 0; i < count; ++i) {
    if (i < prefix_) {
      last = word(i);
    } else {
      const auto& alike = alike_[position];
      const auto chosen = ordered_[alike.first + random.below(alike.count)];
      last = word(chosen + prefix_);
      position = around(chosen + 1);
    }
    if (i > 0) to.append(' ');
    to.append(last);
  }
  if (last.ends_with(',')) {
    to.truncate(to.size() - 1);
    to.append('.');
  }
}

namespace {

// Cicero, as type has been set in for centuries.
constexpr std::string_view lorem_text =
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut "
    "labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco "
    "laboris nisi ut aliquip ex ea commodo consequat. Duis aute irure dolor in reprehenderit in "
    "voluptate velit esse cillum dolore eu fugiat nulla pariatur. Excepteur sint occaecat "
    "cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum. Sed "
    "ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque laudantium, "
    "totam rem aperiam, eaque ipsa quae ab illo inventore veritatis et quasi architecto beatae "
    "vitae dicta sunt explicabo. Nemo enim ipsam voluptatem quia voluptas sit aspernatur aut odit "
    "aut fugit, sed quia consequuntur magni dolores eos qui ratione voluptatem sequi nesciunt.";

// Lewis Carroll, Alice's Adventures in Wonderland (1865), without its quotation marks.
constexpr std::string_view alice_text =
    "Alice was beginning to get very tired of sitting by her sister on the bank, and of having "
    "nothing to do: once or twice she had peeped into the book her sister was reading, but it had "
    "no pictures or conversations in it, and what is the use of a book, thought Alice, without "
    "pictures or conversations? So she was considering in her own mind (as well as she could, for "
    "the hot day made her feel very sleepy and stupid), whether the pleasure of making a "
    "daisy-chain would be worth the trouble of getting up and picking the daisies, when suddenly a "
    "White Rabbit with pink eyes ran close by her. There was nothing so very remarkable in that; "
    "nor did Alice think it so very much out of the way to hear the Rabbit say to itself, Oh dear! "
    "Oh dear! I shall be late! But when the Rabbit actually took a watch out of its "
    "waistcoat-pocket, and looked at it, and then hurried on, Alice started to her feet, for it "
    "flashed across her mind that she had never before seen a rabbit with either a "
    "waistcoat-pocket, or a watch to take out of it, and burning with curiosity, she ran across "
    "the field after it, and fortunately was just in time to see it pop down a large rabbit-hole "
    "under the hedge.";

constexpr std::int64_t words_max = 100'000;

// What is wrong with the numbers or the text, or nothing.
std::string refusal(std::int64_t prefix, std::int64_t count, std::string_view text) {
  if (prefix < 1 || prefix > 10) return "the prefix must be 1 to 10 words";
  if (count < 0 || count > words_max) return "the number of words must be 0 to 100000";
  if (!MarkovChain::has_words(text)) return "the text has no words";
  return "";
}

// The three functions differ in where their text and prefix come from.
struct Wanted {
  std::int64_t prefix = 2;
  std::int64_t count = 0;
  std::string_view text;
};

// One word decides: no two words of the text stand together twice.
Wanted lorem_wanted(Arguments a) { return {1, a[0].as_int(), lorem_text}; }
Wanted sentence_wanted(Arguments a) { return {2, a[0].as_int(), alice_text}; }
Wanted sentence_prefix_wanted(Arguments a) { return {a[0].as_int(), a[1].as_int(), alice_text}; }
Wanted markov_wanted(Arguments a) { return {a[0].as_int(), a[1].as_int(), a[2].as_string()}; }

template <Wanted (*wanted_of)(Arguments)>
Value draw(Call& call, Arguments arguments) {
  const auto wanted = wanted_of(arguments);
  auto random = call.random();
  call.scratch.clear();
  const auto count = static_cast<std::size_t>(wanted.count);
  if (call.prepared != nullptr) {
    static_cast<const MarkovChain*>(call.prepared)->append(call.scratch, count, random);
  } else {
    auto error = refusal(wanted.prefix, wanted.count, wanted.text);
    if (!error.empty()) return call.fail(std::move(error));
    const MarkovChain chain(std::string(wanted.text), static_cast<std::size_t>(wanted.prefix));
    chain.append(call.scratch, count, random);
  }
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

template <Wanted (*wanted_of)(Arguments)>
void prepare(Specialization& use) {
  const auto wanted = wanted_of(use.arguments);
  use.error = refusal(wanted.prefix, wanted.count, wanted.text);
  if (!use.error.empty()) return;
  const auto chain = std::make_shared<const MarkovChain>(std::string(wanted.text),
                                                         static_cast<std::size_t>(wanted.prefix));
  use.prepared = chain.get();
  use.owned = chain;
}

template <Wanted (*wanted_of)(Arguments)>
constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       std::string_view example, std::string_view output) {
  return {.name = name,
          .category = "text",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = draw<wanted_of>,
          .specialize = prepare<wanted_of>};
}

constexpr Parameters words = {{"words", Type::Int}};

constexpr Function functions[] = {
    row<lorem_wanted>("lorem", "so many words of Latin that means nothing", words, "{{lorem 5}}",
                      "Lorem ipsum dolor sit amet."),
    row<markov_wanted>("markov",
                       "so many words in the manner of a text; the prefix decides how close to it",
                       {{"prefix", Type::Int}, {"words", Type::Int}, {"text", Type::String}},
                       "{{markov 1 4 \"to be or not to be\"}}", "to be to be"),
    row<sentence_wanted>("sentence", "so many words in the manner of Alice in Wonderland", words,
                         "{{sentence 5}}", "Alice was beginning to get"),
    row<sentence_prefix_wanted>("sentence_prefix",
                                "the same, with so many words deciding which one follows",
                                {{"prefix", Type::Int}, {"words", Type::Int}},
                                "{{sentence_prefix 2 5}}", "Alice was beginning to get"),
};

}  // namespace

std::span<const Function> markov_functions() { return functions; }

}  // namespace barnabas
