// Category text: cutting and joining texts, and texts drawn at random.

#include <charconv>
#include <string>

#include "generator/functions/constant.h"
#include "generator/functions/functions.h"
#include "generator/functions/patterns.h"
#include "generator/functions/words.h"
#include "generator/template/print.h"
#include "generator/template/unicode.h"

namespace barnabas {

namespace {

Value keep(Call& call, std::string_view text) { return Value::of_string(call.arena.copy(text)); }

// Anything that is no whole number is 0: templates rely on it where a list is still empty.
Value atoi(Call&, Arguments arguments) {
  auto text = arguments[0].as_string();
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return Value::of_int(error == std::errc() && at == end ? number : 0);
}

Value itoa(Call& call, Arguments arguments) {
  char* text = call.arena.allocate(20);
  const char* end = write_integer(text, arguments[0].as_int());
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

Value concat(Call& call, Arguments arguments) {
  const auto a = arguments[0].as_string();
  const auto b = arguments[1].as_string();
  char* text = call.arena.allocate(a.size() + b.size());
  if (!a.empty()) std::memcpy(text, a.data(), a.size());
  if (!b.empty()) std::memcpy(text + a.size(), b.data(), b.size());
  return Value::of_string({text, a.size() + b.size()});
}

Value first(Call&, Arguments arguments) {
  const auto text = arguments[0].as_string();
  return Value::of_string(text.substr(0, first_rune(text).size));
}

Value first_word(Call&, Arguments arguments) {
  const auto text = arguments[0].as_string();
  return Value::of_string(text.substr(0, text.find(' ')));
}

Value join(Call& call, Arguments arguments) {
  call.scratch.clear();
  bool later = false;
  for (const auto& item : arguments[0].items()) {
    if (later) call.scratch.append(arguments[1].as_string());
    later = true;
    call.scratch.append(item.as_string());
  }
  return keep(call, call.scratch.view());
}

template <char32_t (*Change)(char32_t)>
Value each_rune(Call& call, Arguments arguments) {
  std::string text;
  for (auto left = arguments[0].as_string(); !left.empty();) {
    const auto rune = first_rune(left);
    append_rune(text, Change(rune.value));
    left.remove_prefix(rune.size);
  }
  return keep(call, text);
}

// Whether a word goes on over this: below a line always, a point or an apostrophe between letters.
bool joins_words(char32_t rune, std::string_view behind) {
  if (rune == '_' || (rune >= 0x300 && rune <= 0x36F)) return true;  // or an accent
  const bool between = rune == '\'' || rune == '.' || rune == ':' || rune == 0xB7 || rune == 0x2019;
  return between && is_letter_or_digit(first_rune(behind).value);
}

// The first letter of each word large, the others small; what has no case does not count.
Value title(Call& call, Arguments arguments) {
  std::string text;
  bool inside = false;
  bool titled = false;
  for (auto left = arguments[0].as_string(); !left.empty();) {
    const auto rune = first_rune(left);
    left.remove_prefix(rune.size);
    append_rune(text, titled ? to_lower(rune.value) : to_upper(rune.value));
    inside = is_letter_or_digit(rune.value) || (inside && joins_words(rune.value, left));
    const bool cased = to_lower(rune.value) != to_upper(rune.value);
    titled = inside && (titled || cased);
  }
  return keep(call, text);
}

Value random_item(Call& call, Arguments arguments) {
  const auto items = arguments[0].items();
  if (items.empty()) return call.fail("the list is empty");
  return items[call.random().below(items.size())];
}

// The texts between bars.
std::size_t count_options(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '|')) + 1;
}

std::string_view option(std::string_view text, std::size_t index) {
  while (index-- > 0) text.remove_prefix(text.find('|') + 1);
  return text.substr(0, text.find('|'));
}

Value randoms(Call& call, Arguments arguments) {
  const auto text = arguments[0].as_string();
  return Value::of_string(option(text, call.random().below(count_options(text))));
}

void specialize_randoms(Specialization& use) {
  const auto text = use.arguments[0].as_string();
  const auto words = use.memory.make_array<std::string_view>(count_options(text));
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = option(text, i);
  use_words(use, words);
}

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct DrawnText {
  std::uint32_t min = 0;
  std::uint32_t max = 0;  // included
  const char* vocabulary = nullptr;
  std::uint32_t size = 0;
};

char* draw_letters(char* out, const DrawnText& text, Random random) {
  SmallDraws draws(random);
  const auto length = text.min + draws.below(text.max - text.min + 1);
  for (std::uint32_t i = 0; i < length; ++i) *out++ = text.vocabulary[draws.below(text.size)];
  return out;
}

// A length from min to max, both included, and as many runes of the vocabulary.
Value draw_text(Call& call, std::int64_t min, std::int64_t max, std::string_view vocabulary) {
  if (min < 0 || max < min) return call.fail("the lengths must be 0 <= min <= max");
  if (vocabulary.empty()) return call.fail("the vocabulary is empty");
  if (max > 1'000'000) return call.fail("no more than 1000000 characters");
  const bool ascii = count_runes(vocabulary) == vocabulary.size();
  if (ascii) {
    char* text = call.arena.allocate(static_cast<std::size_t>(max));
    char* end = draw_letters(text,
                             {static_cast<std::uint32_t>(min), static_cast<std::uint32_t>(max),
                              vocabulary.data(), static_cast<std::uint32_t>(vocabulary.size())},
                             call.random());
    call.arena.shrink_to(end);
    return Value::of_string({text, static_cast<std::size_t>(end - text)});
  }
  auto random = call.random();
  const auto length = static_cast<std::size_t>(random.between(min, max + 1));
  call.scratch.clear();
  for (std::size_t i = 0; i < length; ++i) {
    auto skip = random.below(count_runes(vocabulary));
    auto left = vocabulary;
    while (skip-- > 0) left.remove_prefix(first_rune(left).size);
    call.scratch.append(left.substr(0, first_rune(left).size));
  }
  return keep(call, call.scratch.view());
}

Value random_string(Call& call, Arguments arguments) {
  return draw_text(call, arguments[0].as_int(), arguments[1].as_int(), letters);
}

Value random_string_vocabulary(Call& call, Arguments arguments) {
  return draw_text(call, arguments[0].as_int(), arguments[1].as_int(), arguments[2].as_string());
}

char* write_drawn_text(char* out, const WriterData& data, Call& call) {
  return draw_letters(out, data.get<DrawnText>(), call.random());
}

// Bytes and lengths that cannot fail are written where they belong; draw_text() says the rest.
void specialize_drawn_text(Specialization& use, std::string_view vocabulary) {
  const auto min = use.arguments[0].as_int();
  const auto max = use.arguments[1].as_int();
  const bool ascii = !vocabulary.empty() && count_runes(vocabulary) == vocabulary.size();
  if (!ascii || min < 0 || max < min || max > static_cast<std::int64_t>(writer_size_max)) return;
  use.data.set(DrawnText{static_cast<std::uint32_t>(min), static_cast<std::uint32_t>(max),
                         vocabulary.data(), static_cast<std::uint32_t>(vocabulary.size())});
  use.size_max = static_cast<std::size_t>(max);
  use.writer = write_drawn_text;
}
void specialize_random_string(Specialization& use) { specialize_drawn_text(use, letters); }
void specialize_vocabulary(Specialization& use) {
  specialize_drawn_text(use, use.memory.copy(use.arguments[2].as_string()));
}

Value regex(Call& call, Arguments arguments) {
  auto random = call.random();
  if (call.prepared != nullptr)
    return expand(call, *static_cast<const RegexGenerator*>(call.prepared), random);
  const auto generator = RegexGenerator::parse(arguments[0].as_string());
  return generator ? expand(call, *generator, random) : call.fail(generator.error().message);
}

char* write_regex(char* out, const WriterData& data, Call& call) {
  auto random = call.random();
  return data.get<const RegexGenerator*>()->write(out, random);
}

void specialize_regex(Specialization& use) {
  auto generator = RegexGenerator::parse(use.arguments[0].as_string());
  if (!generator) {
    use.error = generator.error().message;
    return;
  }
  const auto kept = std::make_shared<const RegexGenerator>(std::move(*generator));
  use.prepared = kept.get();
  use.owned = kept;
  use.size_max = kept->size_max();
  use.data.set(kept.get());
  if (use.size_max <= writer_size_max) use.writer = write_regex;
}

Value repeat(Call& call, Arguments arguments) {
  const auto text = arguments[0].as_string();
  const auto count = arguments[1].as_int();
  if (count < 0) return call.fail("strings: negative Repeat count");
  if (static_cast<std::uint64_t>(count) * text.size() > 16'000'000) {
    return call.fail("no more than 16000000 bytes");
  }
  call.scratch.clear();
  for (std::int64_t i = 0; i < count; ++i) call.scratch.append(text);
  return keep(call, call.scratch.view());
}

std::string_view replaced(Call& call, std::string_view text, std::string_view from,
                          std::string_view to) {
  call.scratch.clear();
  if (from.empty()) {
    call.scratch.append(to);
    for (; !text.empty(); text.remove_prefix(first_rune(text).size)) {
      call.scratch.append(text.substr(0, first_rune(text).size));
      call.scratch.append(to);
    }
    return call.scratch.view();
  }
  while (true) {
    const auto found = text.find(from);
    call.scratch.append(text.substr(0, found));
    if (found == text.npos) return call.scratch.view();
    call.scratch.append(to);
    text.remove_prefix(found + from.size());
  }
}

Value replace_all(Call& call, Arguments arguments) {
  return keep(call, replaced(call, arguments[0].as_string(), arguments[1].as_string(),
                             arguments[2].as_string()));
}

Value squeeze(Call& call, Arguments arguments) {
  return keep(call, replaced(call, arguments[0].as_string(), " ", ""));
}

Value squeeze_characters(Call& call, Arguments arguments) {
  if (arguments[1].as_string().empty()) return arguments[0];
  return keep(call, replaced(call, arguments[0].as_string(), arguments[1].as_string(), ""));
}

Value split(Call& call, Arguments arguments) {
  auto text = arguments[0].as_string();
  const auto separator = arguments[1].as_string();
  const auto items = call.arena.values(text.size() + 1);
  std::size_t count = 0;
  while (true) {
    const auto found = separator.empty() ? (text.empty() ? text.npos : first_rune(text).size)
                                         : text.find(separator);
    if (separator.empty() && text.empty()) break;
    items[count++] = Value::of_string(text.substr(0, found));
    if (found == text.npos) break;
    text.remove_prefix(found + separator.size());
  }
  return Value::of_list(items.first(count), Kind::String);
}

Value substr(Call& call, Arguments arguments) {
  const auto start = arguments[0].as_int();
  const auto end = arguments[1].as_int();
  const auto text = arguments[2].as_string();
  if (start < 0 || end < start || end > static_cast<std::int64_t>(text.size())) {
    return call.fail("the bounds must be 0 <= start <= end <= length");
  }
  return Value::of_string(
      text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)));
}

std::string_view trimmed(std::string_view text, std::string_view cut) {
  const auto is_cut = [&](const Rune& rune) {
    for (auto left = cut; !left.empty(); left.remove_prefix(first_rune(left).size)) {
      if (first_rune(left).value == rune.value) return true;
    }
    return false;
  };
  while (!text.empty() && is_cut(first_rune(text))) text.remove_prefix(first_rune(text).size);
  while (!text.empty() && is_cut(last_rune(text))) text.remove_suffix(last_rune(text).size);
  return text;
}

// What Unicode calls so.
constexpr std::string_view white_space =
    " \t\r\n\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a"
    "\u2028\u2029\u202f\u205f\u3000";

Value trim(Call&, Arguments arguments) {
  return Value::of_string(trimmed(arguments[0].as_string(), white_space));
}

Value trim_characters(Call&, Arguments arguments) {
  return Value::of_string(trimmed(arguments[0].as_string(), arguments[1].as_string()));
}

constexpr Parameters text = {{"text", Type::String}};

constexpr Function drawn(std::string_view name, std::string_view description, Parameters parameters,
                         Value (*evaluate)(Call&, Arguments), std::string_view example,
                         std::string_view output, void (*specialize)(Specialization&) = nullptr) {
  return {.name = name,
          .category = "text",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

constexpr Function functions[] = {
    constant("text", "atoi", "the whole number that a text spells, 0 if it spells none", text,
             Type::Int, atoi, "{{atoi \"42\"}}", "42"),
    constant("text", "concat", "two texts, one behind the other",
             {{"first", Type::String}, {"second", Type::String}}, Type::String, concat,
             "{{concat \"a\" \"b\"}}", "ab"),
    constant("text", "first", "the first character", text, Type::String, first,
             "{{first \"hello\"}}", "h"),
    constant("text", "firstword", "everything before the first space", text, Type::String,
             first_word, "{{firstword \"hello world\"}}", "hello"),
    constant("text", "itoa", "a whole number as text", {{"number", Type::Int}}, Type::String, itoa,
             "{{itoa 42}}", "42"),
    constant("text", "join", "the texts of a list, with a separator between",
             {{"list", Type::Strings}, {"separator", Type::String}}, Type::String, join,
             "{{join (split \"a b\" \" \") \"-\"}}", "a-b"),
    constant("text", "lower", "the text in small letters", text, Type::String, each_rune<to_lower>,
             "{{lower \"HELLO\"}}", "hello"),
    drawn("random", "one of the texts of a list", {{"list", Type::Strings}}, random_item,
          "{{random (split \"a b c\" \" \")}}", "b"),
    drawn("random_string", "letters, from min to max of them",
          {{"min", Type::Int}, {"max", Type::Int}}, random_string, "{{random_string 5 9}}",
          "qTzWkab", specialize_random_string),
    drawn("random_string_vocabulary", "characters of a vocabulary, from min to max of them",
          {{"min", Type::Int}, {"max", Type::Int}, {"vocabulary", Type::String}},
          random_string_vocabulary, "{{random_string_vocabulary 4 4 \"0123456789ABCDEF\"}}", "3F0A",
          specialize_vocabulary),
    drawn("randoms", "one of the texts between bars", {{"options", Type::String}}, randoms,
          "{{randoms \"red|green|blue\"}}", "green", specialize_randoms),
    drawn("regex", "a text that the regular expression matches", {{"expression", Type::String}},
          regex, "{{regex \"[A-Z]{3}-\\\\d{2,4}\"}}", "QTX-407", specialize_regex),
    constant("text", "repeat", "the text, so many times",
             {{"text", Type::String}, {"count", Type::Int}}, Type::String, repeat,
             "{{repeat \"ab\" 3}}", "ababab"),
    constant("text", "replaceall", "the text with every occurrence of one part replaced by another",
             {{"text", Type::String}, {"old", Type::String}, {"new", Type::String}}, Type::String,
             replace_all, "{{replaceall \"a-b-c\" \"-\" \"+\"}}", "a+b+c"),
    constant("text", "split", "the parts of a text between separators",
             {{"text", Type::String}, {"separator", Type::String}}, Type::Strings, split,
             "{{split \"a,b\" \",\"}}", "[a b]"),
    constant("text", "squeeze", "the text without its spaces", text, Type::String, squeeze,
             "{{squeeze \"a b c\"}}", "abc"),
    constant("text", "squeezechars", "the text without any occurrence of a part",
             {{"text", Type::String}, {"part", Type::String}}, Type::String, squeeze_characters,
             "{{squeezechars \"a-b-c\" \"-\"}}", "abc"),
    constant("text", "substr", "the bytes from start up to, but without, end",
             {{"start", Type::Int}, {"end", Type::Int}, {"text", Type::String}}, Type::String,
             substr, "{{\"hello\" | substr 0 3}}", "hel"),
    constant("text", "title", "each word with a capital letter", text, Type::String, title,
             "{{title \"hello WORLD\"}}", "Hello World"),
    constant("text", "trim", "the text without space at its ends", text, Type::String, trim,
             "{{trim \" a \"}}", "a"),
    constant("text", "trimchars", "the text without certain characters at its ends",
             {{"text", Type::String}, {"characters", Type::String}}, Type::String, trim_characters,
             "{{trimchars \"--a--\" \"-\"}}", "a"),
    constant("text", "upper", "the text in capital letters", text, Type::String,
             each_rune<to_upper>, "{{upper \"hello\"}}", "HELLO"),
};

}  // namespace

std::span<const Function> text_functions() { return functions; }

}  // namespace barnabas
