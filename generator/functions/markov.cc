#include "generator/functions/markov.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "generator/functions/functions.h"
#include "generator/template/text_buffer.h"

namespace barnabas {

namespace {

constexpr std::string_view space = " \t\r\n";

}  // namespace

bool MarkovChain::has_words(std::string_view text) {
  return text.find_first_not_of(space) != text.npos;
}

MarkovChain::MarkovChain(std::string_view text, std::size_t prefix) : prefix_(prefix) {
  split(text);
  const auto compare = [this](std::size_t a, std::size_t b) {
    for (std::size_t i = 0; i < prefix_; ++i) {
      if (const int order = text_of(a + i).compare(text_of(b + i)); order != 0) return order;
    }
    return 0;
  };
  // The positions, ordered by the words that stand there.
  std::vector<std::uint32_t> ordered;
  for (std::uint32_t i = 0; i < words_.size(); ++i) ordered.push_back(i);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  std::vector<Next> alike(words_.size());
  for (std::uint32_t first = 0; first < ordered.size();) {
    auto end = first + 1;
    while (end < ordered.size() && compare(ordered[first], ordered[end]) == 0) ++end;
    for (auto i = first; i < end; ++i) alike[ordered[i]] = {first, end - first};
    first = end;
  }
  for (const auto position : ordered)
    steps_.push_back({words_[around(position + prefix_)], alike[around(position + 1)]});
  first_ = alike.front();
}

// The words go into text_, each with one space behind it.
void MarkovChain::split(std::string_view text) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    if (text.empty()) break;
    const auto word = text.substr(0, text.find_first_of(space));
    words_.push_back(
        {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(word.size()) + 1});
    longest_ = std::max(longest_, word.size() + 1);
    text_.append(word).push_back(' ');
    text.remove_prefix(word.size());
  }
  text_.append(32, '\0');  // for copy_wide()
}

char* MarkovChain::write(char* out, std::size_t count, Random& random) const {
  if (count == 0) return out;
  SmallDraws draws(random);
  auto next = first_;
  for (std::size_t i = 0; i < count; ++i) {
    if (i < prefix_) {
      const auto& word = words_[around(i)];
      out = copy_wide(out, text_.data() + word.first, word.size);
      continue;
    }
    const auto& step = steps_[next.first + draws.below(next.count)];
    out = copy_wide(out, text_.data() + step.word.first, step.word.size);
    next = step.next;
  }
  --out;
  if (out[-1] == ',') out[-1] = '.';
  return out;
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
constexpr std::size_t text_size_max = 16'000'000;
constexpr const char* too_long = "no more than 16000000 bytes";

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

using Chain = std::shared_ptr<const MarkovChain>;

// Our own texts with their usual prefix have one chain for the whole program.
Chain chain_of(const Wanted& wanted) {
  static const auto lorem = std::make_shared<const MarkovChain>(lorem_text, 1);
  static const auto alice = std::make_shared<const MarkovChain>(alice_text, 2);
  if (wanted.text.data() == lorem_text.data()) return lorem;
  if (wanted.text.data() == alice_text.data() && wanted.prefix == 2) return alice;
  return std::make_shared<const MarkovChain>(wanted.text, static_cast<std::size_t>(wanted.prefix));
}

Value draw_words(Call& call, const MarkovChain& chain, std::size_t count) {
  auto random = call.random();
  char* text = call.arena.allocate(chain.size_max(count));
  char* end = chain.write(text, count, random);
  call.arena.shrink_to(end);
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

template <Wanted (*wanted_of)(Arguments)>
Value draw(Call& call, Arguments arguments) {
  const auto wanted = wanted_of(arguments);
  const auto count = static_cast<std::size_t>(wanted.count);
  if (call.prepared != nullptr)
    return draw_words(call, *static_cast<const MarkovChain*>(call.prepared), count);
  auto error = refusal(wanted.prefix, wanted.count, wanted.text);
  if (!error.empty()) return call.fail(std::move(error));
  const auto chain = chain_of(wanted);
  if (chain->size_max(count) > text_size_max) return call.fail(too_long);
  return draw_words(call, *chain, count);
}

struct WordCount {
  const MarkovChain* chain = nullptr;
  std::size_t count = 0;
};

char* write_words(char* out, const WriterData& data, Call& call) {
  const auto& words = data.get<WordCount>();
  auto random = call.random();
  return words.chain->write(out, words.count, random);
}

template <Wanted (*wanted_of)(Arguments)>
void prepare(Specialization& use) {
  const auto wanted = wanted_of(use.arguments);
  use.error = refusal(wanted.prefix, wanted.count, wanted.text);
  if (!use.error.empty()) return;
  const auto chain = chain_of(wanted);
  const auto count = static_cast<std::size_t>(wanted.count);
  use.prepared = chain.get();
  use.owned = chain;
  use.size_max = chain->size_max(count);
  if (use.size_max > text_size_max) use.error = too_long;
  if (use.size_max > writer_size_max) return;
  use.data.set(WordCount{chain.get(), count});
  use.writer = write_words;
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

constexpr Parameters only_words = {{"words", Type::Int}};

constexpr Function functions[] = {
    row<lorem_wanted>("lorem", "so many words of Latin that means nothing", only_words,
                      "{{lorem 5}}", "Lorem ipsum dolor sit amet."),
    row<markov_wanted>("markov",
                       "so many words in the manner of a text; the prefix decides how close to it",
                       {{"prefix", Type::Int}, {"words", Type::Int}, {"text", Type::String}},
                       "{{markov 1 4 \"to be or not to be\"}}", "to be to be"),
    row<sentence_wanted>("sentence", "so many words in the manner of Alice in Wonderland",
                         only_words, "{{sentence 5}}", "Alice was beginning to get"),
    row<sentence_prefix_wanted>("sentence_prefix",
                                "the same, with so many words deciding which one follows",
                                {{"prefix", Type::Int}, {"words", Type::Int}},
                                "{{sentence_prefix 2 5}}", "Alice was beginning to get"),
};

}  // namespace

std::span<const Function> markov_functions() { return functions; }

}  // namespace barnabas
