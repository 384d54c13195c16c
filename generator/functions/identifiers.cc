// Category identifiers: ids that sort by time, numbers with check digits, and text for JSON.

#include <array>
#include <string>

#include "generator/entities/json_value.h"
#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/luhn.h"

namespace barnabas {

namespace {

std::uint64_t now_of(const Call& call) {
  return call.environment == nullptr ? 0 : static_cast<std::uint64_t>(call.environment->now_ms);
}

// RFC 9562: 48 bits of milliseconds, the version, 12 bits drawn, the variant, 62 bits drawn.
Value uuid7(Call& call, Arguments) {
  auto random = call.random();
  const auto high = (now_of(call) << 16) | 0x7000 | (random.next() >> 52);
  const auto low = (random.next() >> 2) | (std::uint64_t{1} << 63);
  std::string text;
  for (int at = 0; at < 32; ++at) {
    const auto bits = at < 16 ? high : low;
    if (at == 8 || at == 12 || at == 16 || at == 20) text += '-';
    text += "0123456789abcdef"[bits >> (60 - at % 16 * 4) & 15];
  }
  return Value::of_string(call.arena.copy(text));
}

// 48 bits of milliseconds and 80 drawn ones, in Crockford's letters, five bits each.
Value ulid(Call& call, Arguments) {
  static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  auto random = call.random();
  std::array<char, 26> text{};
  auto time = now_of(call);
  for (std::size_t at = 10; at-- > 0; time >>= 5) text[at] = letters[time & 31];
  auto bits = random.next();
  for (std::size_t at = 10; at < 26; ++at, bits >>= 5) {
    if (at == 18) bits = random.next();
    text[at] = letters[bits & 31];
  }
  return Value::of_string(call.arena.copy({text.data(), text.size()}));
}

// What stands behind the country and the two check digits: n is a digit, a a letter, c both.
struct IbanForm {
  std::string_view country;
  std::string_view account;
};
constexpr IbanForm iban_forms[] = {
    {"AT", "nnnnnnnnnnnnnnnn"},         {"BE", "nnnnnnnnnnnn"},
    {"CH", "nnnnncccccccccccc"},        {"DE", "nnnnnnnnnnnnnnnnnn"},
    {"ES", "nnnnnnnnnnnnnnnnnnnn"},     {"FR", "nnnnnnnnnncccccccccccnn"},
    {"GB", "aaaannnnnnnnnnnnnn"},       {"IE", "aaaannnnnnnnnnnnnn"},
    {"IT", "annnnnnnnnncccccccccccc"},  {"NL", "aaaannnnnnnnnn"},
    {"PL", "nnnnnnnnnnnnnnnnnnnnnnnn"}, {"PT", "nnnnnnnnnnnnnnnnnnnnn"},
};

// ISO 7064, modulo 97: letters count as 10 to 35.
unsigned remainder97(std::string_view text) {
  unsigned rest = 0;
  for (const char letter : text) {
    if (letter >= 'A')
      rest = (rest * 100 + static_cast<unsigned>(letter - 'A') + 10) % 97;
    else
      rest = (rest * 10 + static_cast<unsigned>(letter - '0')) % 97;
  }
  return rest;
}

Value iban(Call& call, Arguments arguments) {
  const auto country = arguments[0].as_string();
  for (const auto& form : iban_forms) {
    if (form.country != country) continue;
    auto random = call.random();
    std::string account;
    for (const char kind : form.account) {
      const bool digit = kind == 'n' || (kind == 'c' && random.flip());
      account += digit ? static_cast<char>('0' + random.below(10))
                       : static_cast<char>('A' + random.below(26));
    }
    const auto check = 98 - remainder97(account + std::string(country) + "00");
    auto text = std::string(country) + static_cast<char>('0' + check / 10) +
                static_cast<char>('0' + check % 10) + account;
    return Value::of_string(call.arena.copy(text));
  }
  std::string known;
  for (const auto& form : iban_forms) known += " " + std::string(form.country);
  return call.fail("there are account numbers of" + known);
}

// A number that begins so, of that length, with a right check digit at its end.
Value luhn(Call& call, Arguments arguments) {
  const auto prefix = arguments[0].as_string();
  const auto length = arguments[1].as_int();
  if (prefix.find_first_not_of("0123456789") != prefix.npos)
    return call.fail("the prefix must be digits");
  if (length > 100 || length <= static_cast<std::int64_t>(prefix.size()))
    return call.fail("the length must be above that of the prefix, and at most 100");
  std::string number(prefix);
  number.resize(static_cast<std::size_t>(length));
  auto random = call.random();
  write_random_digits(number.data() + prefix.size(), number.size() - prefix.size() - 1, random);
  number.back() = luhn_digit(std::string_view(number).substr(0, number.size() - 1));
  return Value::of_string(call.arena.copy(number));
}

// Anything as JSON: a text as a string with its quotes, an entity as an object.
Value json_text(Call& call, Arguments arguments) {
  call.scratch.clear();
  append_json(call.scratch, arguments[0]);
  return Value::of_string(call.arena.copy(call.scratch.view()));
}

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output) {
  return {.name = name,
          .category = "identifiers",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

constexpr Function functions[] = {
    row("iban", "an international account number of a country, with right check digits",
        {{"country", Type::String}}, iban, "{{iban \"DE\"}}", "DE89370400440532013000"),
    row("json", "a value as JSON; a text with its quotes", {{"value", Type::Any}}, json_text,
        "{{json \"a \\\"b\\\"\"}}", "\"a \\\"b\\\"\""),
    row("luhn", "a number that begins so, of that length, with a right check digit",
        {{"prefix", Type::String}, {"length", Type::Int}}, luhn, "{{luhn \"62\" 19}}",
        "6212345678901234568"),
    row("ulid", "an id of 26 letters that sorts by the time it was made", {}, ulid, "{{ulid}}",
        "01JVEXQ4C0B5M1Z9T4K7Q2W3XH"),
    row("uuid7", "a UUID, version 7, that sorts by the time it was made", {}, uuid7, "{{uuid7}}",
        "0196dff2-1c00-7a3b-9c41-5d2e8f7a6b10"),
};

}  // namespace

std::span<const Function> identifier_functions() { return functions; }

}  // namespace barnabas
