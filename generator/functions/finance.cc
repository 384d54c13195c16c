// Category finance: accounts, cards, securities. Check digits are right.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "generator/functions/functions.h"
#include "generator/functions/luhn.h"
#include "generator/functions/picked.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

constexpr std::string_view capital_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits_and_capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

char any_of(std::string_view alphabet, Random& random) {
  return alphabet[random.below(alphabet.size())];
}

Value kept(Call& call, std::string_view text) { return Value::of_string(call.arena.copy(text)); }

constexpr std::int64_t digits_max = 1000;

char* write_digits(char* out, const WriterData& data, Call& call) {
  const auto count = data.get<std::size_t>();
  auto random = call.random();
  write_random_digits(out, count, random);
  return out + count;
}

void specialize_digits(Specialization& use) {
  const auto count = use.arguments[0].as_int();
  if (count < 0 || count > digits_max) return;  // digits() says so
  use.size_max = static_cast<std::size_t>(count);
  use.data.set(use.size_max);
  use.writer = write_digits;
}

// So many digits.
Value digits(Call& call, Arguments arguments) {
  const auto count = arguments[0].as_int();
  if (count < 0 || count > digits_max) return call.fail("the length must be 0 to 1000");
  auto random = call.random();
  char* text = call.arena.allocate(static_cast<std::size_t>(count));
  write_random_digits(text, static_cast<std::size_t>(count), random);
  return Value::of_string({text, static_cast<std::size_t>(count)});
}

// The currency is copied wide: it lies in an arena.
struct Amount {
  std::int64_t low = 0;     // hundredths
  std::uint64_t width = 0;  // how many hundredths are drawn from
  const char* currency = nullptr;
  std::uint64_t currency_size = 0;
};

Amount amount_of(Arguments arguments, Arena& memory) {
  const auto low = std::llround(arguments[0].as_float() * 100);
  const auto high = std::llround(arguments[1].as_float() * 100);
  const auto size = arguments[2].as_string().size();
  char* currency = memory.allocate(size);
  std::copy_n(arguments[2].as_string().data(), size, currency);
  const auto width = high > low ? static_cast<std::uint64_t>(high - low) : 1;
  return {low, width, currency, size};
}

char* write_drawn_amount(char* out, const Amount& amount, Random random) {
  out = copy_wide(out, amount.currency, amount.currency_size);
  auto hundredths = amount.low + static_cast<std::int64_t>(random.below(amount.width));
  if (hundredths < 0) {
    *out++ = '-';
    hundredths = -hundredths;
  }
  out = write_integer(out, hundredths / 100);
  *out++ = '.';
  return write_two(out, static_cast<std::uint32_t>(hundredths % 100));
}

char* write_amount(char* out, const WriterData& data, Call& call) {
  return write_drawn_amount(out, data.get<Amount>(), call.random());
}

bool is_money(Arguments arguments) {
  return std::abs(arguments[0].as_float()) < 1e15 && std::abs(arguments[1].as_float()) < 1e15;
}

void specialize_amount(Specialization& use) {
  if (!is_money(use.arguments)) {
    use.error = "amounts must be below 1e15";
    return;
  }
  use.data.set(amount_of(use.arguments, use.memory));
  use.size_max = use.arguments[2].as_string().size() + 24;
  use.writer = write_amount;
}

Value amount(Call& call, Arguments arguments) {
  if (!is_money(arguments)) return call.fail("amounts must be below 1e15");
  char* text = call.arena.allocate(arguments[2].as_string().size() + 24);
  const char* end = write_drawn_amount(text, amount_of(arguments, call.arena), call.random());
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

// What the numbers of an issuer begin with, and how long they are.
std::string card_prefix(std::string_view issuer, Random& random, std::size_t& length) {
  length = 16;
  if (issuer == "visa") return "4";
  if (issuer == "mastercard") {
    return std::to_string(random.flip() ? random.between(51, 56) : random.between(2221, 2721));
  }
  if (issuer == "discover") {
    if (random.flip()) return "6011";
    return random.flip() ? "65" : std::to_string(random.between(644, 650));
  }
  if (issuer == "amex") {
    length = 15;
    return random.flip() ? "34" : "37";
  }
  length = 0;
  return "";
}

Value card(Call& call, Arguments arguments) {
  auto random = call.random();
  std::size_t length = 0;
  auto number = card_prefix(arguments[0].as_string(), random, length);
  if (length == 0) return Value::of_string("");
  const auto known = number.size();
  number.resize(length);
  write_random_digits(number.data() + known, length - known, random);
  number.back() = luhn_digit(std::string_view(number).substr(0, length - 1));
  return kept(call, number);
}

// The value of a letter in check digits: 0 to 9, then A as 10.
unsigned letter_value(char letter) {
  return static_cast<unsigned>(letter <= '9' ? letter - '0' : letter - 'A' + 10);
}

// Eight characters and their check digit: every second value counts double, tens and ones apart.
std::string draw_cusip(Random& random) {
  std::string cusip;
  for (int i = 0; i < 3; ++i) cusip += static_cast<char>('0' + random.below(10));
  for (int i = 0; i < 5; ++i) cusip += any_of(digits_and_capitals, random);
  unsigned sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const auto value = letter_value(cusip[i]) * (i % 2 == 1 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return cusip + static_cast<char>('0' + (10 - sum % 10) % 10);
}

Value cusip(Call& call, Arguments) {
  auto random = call.random();
  return kept(call, draw_cusip(random));
}

// Country, number, and Luhn's digit over all of it with letters as two digits.
Value isin(Call& call, Arguments arguments) {
  const auto country = arguments[0].as_string();
  const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  if (country.size() != 2 || !is_capital(country[0]) || !is_capital(country[1])) {
    return call.fail("the country must be two capital letters");
  }
  auto random = call.random();
  auto text = std::string(country) + draw_cusip(random);
  std::string expanded;
  for (const char letter : text) expanded += std::to_string(letter_value(letter));
  return kept(call, text + luhn_digit(expanded));
}

// Six characters without vowels, weighted, and the digit that makes the sum a multiple of ten.
Value sedol(Call& call, Arguments) {
  constexpr std::array<unsigned, 6> weights = {1, 3, 1, 7, 3, 9};
  auto random = call.random();
  std::string text;
  unsigned sum = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    text += i == 0 ? any_of("BCDFGHJKLMNPQRSTVWXYZ", random)
                   : any_of("0123456789BCDFGHJKLMNPQRSTVWXYZ", random);
    sum += letter_value(text.back()) * weights[i];
  }
  return kept(call, text + static_cast<char>('0' + (10 - sum % 10) % 10));
}

// Neither I nor O, which look like digits.
Value wkn(Call& call, Arguments) {
  auto random = call.random();
  std::string text;
  for (int i = 0; i < 6; ++i) text += any_of("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", random);
  return kept(call, text);
}

Value valor(Call& call, Arguments) {
  auto random = call.random();
  return Value::of_string([&] {
    char* text = call.arena.allocate(20);
    const auto number = random.between(100'000, 1'000'000'000);
    return std::string_view(text, static_cast<std::size_t>(write_integer(text, number) - text));
  }());
}

// Bank, country, place, branch.
Value swift(Call& call, Arguments) {
  auto random = call.random();
  std::string text;
  for (int i = 0; i < 4; ++i) text += any_of(capital_letters, random);
  const auto* data = call.environment == nullptr ? nullptr : call.environment->data;
  text += data == nullptr || data->locale.country.empty() ? "US" : data->locale.country;
  for (int i = 0; i < 2; ++i) text += any_of(digits_and_capitals, random);
  for (int i = 0; i < 3; ++i) text += static_cast<char>('0' + random.below(10));
  return kept(call, text);
}

std::string_view stock_symbol(Call& call, Random& random) {
  return data_of(call).stock_symbol.draw(random);
}

// The checksum of BIP 173: a BCH code over groups of five bits.
std::uint32_t bech32_step(std::uint32_t checksum, std::uint32_t value) {
  constexpr std::array<std::uint32_t, 5> generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                                                      0x3d4233dd, 0x2a1462b3};
  const auto top = checksum >> 25;
  checksum = (checksum & 0x1ffffff) << 5 ^ value;
  for (std::size_t i = 0; i < generator.size(); ++i) {
    if ((top >> i & 1) != 0) checksum ^= generator[i];
  }
  return checksum;
}

// A pay-to-witness-public-key-hash address: "bc1", version 0, 20 bytes, six of checksum.
char* write_bitcoin(char* out, const WriterData&, Call& call) {
  constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  auto random = call.random();
  std::uint32_t checksum = 1;
  for (const std::uint32_t value : {3u, 3u, 0u, 2u, 3u}) checksum = bech32_step(checksum, value);
  out = std::copy_n("bc1", 3, out);
  for (int i = 0; i < 33; ++i) {
    const auto value = i == 0 ? 0 : static_cast<std::uint32_t>(random.below(32));
    checksum = bech32_step(checksum, value);
    *out++ = alphabet[value];
  }
  for (int i = 0; i < 6; ++i) checksum = bech32_step(checksum, 0);
  checksum ^= 1;
  for (int shift = 25; shift >= 0; shift -= 5) *out++ = alphabet[checksum >> shift & 31];
  return out;
}

char* write_ethereum(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  *out++ = '0';
  *out++ = 'x';
  std::uint64_t left = 0;
  for (int i = 0; i < 40; ++i, left >>= 4) {
    if (i % 16 == 0) left = random.next();
    *out++ = "0123456789abcdef"[left & 15];
  }
  return out;
}

template <Writer writer, std::size_t size>
void specialize_writer(Specialization& use) {
  use.writer = writer;
  use.size_max = size;
}

Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

constexpr Parameters length = {{"length", Type::Int}};

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output, void (*specialize)(Specialization&) = nullptr) {
  return {.name = name,
          .category = "finance",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

constexpr Function functions[] = {
    row("account", "an account number of so many digits", length, digits, "{{account 10}}",
        "5120384617", specialize_digits),
    row("amount", "a sum of money from min up to, but without, max, as text",
        {{"min", Type::Float32}, {"max", Type::Float32}, {"currency", Type::String}}, amount,
        "{{amount 10 100 \"€\"}}", "€42.17", specialize_amount),
    row("bitcoin", "a Bitcoin address", {}, unreachable, "{{bitcoin}}",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", specialize_writer<write_bitcoin, 42>),
    row("card", "a card number of visa, mastercard, amex or discover, else empty",
        {{"issuer", Type::String}}, card, "{{card \"visa\"}}", "4539578763621486"),
    row("cardCVV", "a card's security code", length, digits, "{{cardCVV 3}}", "507",
        specialize_digits),
    row("cusip", "a CUSIP, the number of an American security", {}, cusip, "{{cusip}}",
        "037833100"),
    row("ethereum", "an Ethereum address", {}, unreachable, "{{ethereum}}",
        "0x52908400098527886e0f7030069857d2e4169ee7", specialize_writer<write_ethereum, 42>),
    row("isin", "an ISIN, the international number of a security", {{"country", Type::String}},
        isin, "{{isin \"US\"}}", "US0378331005"),
    row("sedol", "a SEDOL, the number of a British security", {}, sedol, "{{sedol}}", "B0WNLY7"),
    picked<stock_symbol>("finance", "stock_symbol", "a company's symbol at a stock exchange",
                         "{{stock_symbol}}", "AAPL", false),
    row("swift", "a bank's SWIFT code", {}, swift, "{{swift}}", "QWPBUS33471"),
    row("valor", "a Valor, the number of a Swiss security", {}, valor, "{{valor}}", "24476758"),
    row("wkn", "a WKN, the number of a German security", {}, wkn, "{{wkn}}", "A1EWWW"),
};

}  // namespace

std::span<const Function> finance_functions() { return functions; }

}  // namespace barnabas
