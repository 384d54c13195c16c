// Category people: names, and what follows from them. All of a record are about one person, until
// a name or an e-mail address is asked for a second time.

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "generator/functions/fold.h"
#include "generator/functions/functions.h"
#include "generator/functions/picked.h"
#include "generator/functions/places.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// The person's parts are drawn when they are first needed.
void need_gender(RecordContext& person, Random& random) {
  if (person.gender == 0) person.gender = random.flip() ? 'M' : 'F';
}

void need_name(const LocaleData& data, RecordContext& person, Random& random) {
  if (!person.name.empty()) return;
  need_gender(person, random);
  person.name = (person.gender == 'M' ? data.name_m : data.name_f).draw(random);
}

void need_surname(const LocaleData& data, RecordContext& person, Random& random) {
  if (person.surname.empty()) person.surname = data.surname.draw(random);
}

std::string_view name(Call& call, Random& random) {
  auto& person = context_of(call);
  if (person.show(Shown::Name)) {
    person.new_person();
    person.show(Shown::Name);
  }
  need_name(data_of(call), person, random);
  return person.name;
}

// Somebody of that gender: who is there already, if nothing speaks against it.
template <char gender>
std::string_view name_of(Call& call, Random& random) {
  auto& person = context_of(call);
  if (person.show(Shown::Name) || (person.gender != 0 && person.gender != gender)) {
    person.new_person();
    person.show(Shown::Name);
  }
  person.gender = gender;
  need_name(data_of(call), person, random);
  return person.name;
}

std::string_view surname(Call& call, Random& random) {
  auto& person = context_of(call);
  if (person.show(Shown::Surname)) {
    person.new_person();
    person.show(Shown::Surname);
  }
  need_surname(data_of(call), person, random);
  return person.surname;
}

std::string_view gender(Call& call, Random& random) {
  auto& person = context_of(call);
  need_gender(person, random);
  static constexpr std::array<char, 2 + word_slack> genders = {'M', 'F'};
  return {&genders[person.gender == 'M' ? 0 : 1], 1};
}

std::string_view company(Call& call, Random& random) {
  auto& context = context_of(call);
  context.company = data_of(call).company.draw(random);
  return context.company;
}

std::string_view email_provider(Call& call, Random& random) {
  return data_of(call).email_provider.draw(random);
}

std::string_view middle_name(Call&, Random& random) {
  static constexpr char initials[20 + word_slack] = "A.B.C.D.E.J.L.M.R.T.";
  return {&initials[2 * random.below(10)], 2};
}

// Somebody who has a name and a surname; the next one if this address was shown already.
RecordContext& whole_person(Call& call, Random& random, Shown address) {
  auto& person = context_of(call);
  if (person.show(address)) {
    person.new_person();
    person.show(address);
  }
  need_name(data_of(call), person, random);
  need_surname(data_of(call), person, random);
  return person;
}

char* write_email(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  auto& person = whole_person(call, random, Shown::Email);
  if (person.email_provider.empty())
    person.email_provider = data_of(call).email_provider.draw(random);
  out = write_folded(out, person.name);
  *out++ = '.';
  out = write_folded(out, person.surname);
  *out++ = '@';
  return write_word(out, person.email_provider);
}

// At the company of the record, or at one that is drawn for it.
char* write_email_work(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  auto& person = whole_person(call, random, Shown::WorkEmail);
  if (person.company.empty()) person.company = data_of(call).company.draw(random);
  out = write_folded(out, person.name);
  *out++ = '.';
  out = write_folded(out, person.surname);
  *out++ = '@';
  out = write_folded(out, person.company);
  return std::copy_n(".com", 4, out);
}

// Folding may lengthen a letter to three: "ß" to "ss".
template <Writer writer>
void specialize_email(Specialization& use) {
  if (!require_data(use)) return;
  use.writer = writer;
  use.size_max = use.environment->data->word_size_max * 6 + 16;
}

// US: area 001 to 899 without 666, group 01 to 99, serial 0001 to 9999.
char* write_ssn(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  auto area = static_cast<std::uint32_t>(random.between(1, 899));
  if (area >= 666) ++area;
  const auto digits = [&](std::uint32_t value, std::uint32_t divisor) {
    for (; divisor > 0; divisor /= 10) *out++ = static_cast<char>('0' + value / divisor % 10);
  };
  digits(area, 100);
  *out++ = '-';
  digits(static_cast<std::uint32_t>(random.between(1, 100)), 10);
  *out++ = '-';
  digits(static_cast<std::uint32_t>(random.between(1, 10000)), 1000);
  return out;
}

void specialize_ssn(Specialization& use) {
  use.writer = write_ssn;
  use.size_max = 11;
}

Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

// ---- codice fiscale: six letters of the names, the birthday, the place, a check letter.

bool is_vowel(char letter) {
  return std::string_view("AEIOU").find(letter) != std::string_view::npos;
}

// The letters of a name, capital, without accents.
std::string capitals(std::string_view name) {
  std::string folded(name.size() * 2 + 8, '\0');
  folded.resize(static_cast<std::size_t>(write_folded(folded.data(), name) - folded.data()));
  for (auto& letter : folded) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 32);
  }
  return folded;
}

// Consonants first, then vowels, then X. A given name of four consonants or more skips the second.
std::string three_letters(std::string_view name, bool given) {
  std::string consonants;
  std::string vowels;
  for (const char letter : capitals(name)) {
    if (letter < 'A' || letter > 'Z') continue;
    (is_vowel(letter) ? vowels : consonants) += letter;
  }
  if (given && consonants.size() >= 4) consonants.erase(1, 1);
  return (consonants + vowels + std::string(3, 'X')).substr(0, 3);
}

// Letters and digits at odd places count differently.
char check_letter(std::string_view code) {
  constexpr std::array<int, 26> odd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                       20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool digit = code[i] >= '0' && code[i] <= '9';
    const int value = digit ? code[i] - '0' : code[i] - 'A';
    sum += i % 2 == 0 ? odd[static_cast<std::size_t>(value)] : value;
  }
  return static_cast<char>('A' + sum % 26);
}

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

// The Italian tax code. Who lives outside of Italy has Z404, the United States.
Value cf(Call& call, Arguments) {
  auto random = call.random();
  auto& person = context_of(call);
  const auto& data = data_of(call);
  need_name(data, person, random);
  need_surname(data, person, random);
  need_gender(person, random);
  const auto place = static_cast<std::size_t>(need_place(call, random));
  const auto today =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(
          std::chrono::milliseconds(call.environment->now_ms)));
  const std::chrono::year_month_day born(today -
                                         std::chrono::days(random.between(18 * 365, 80 * 365)));
  auto code = three_letters(person.surname, false) + three_letters(person.name, true);
  code += two_digits(static_cast<unsigned>(static_cast<int>(born.year())) % 100);
  code += "ABCDEHLMPRST"[static_cast<unsigned>(born.month()) - 1];
  code += two_digits(static_cast<unsigned>(born.day()) + (person.gender == 'F' ? 40 : 0));
  code += data.cadastral_code.empty() ? "Z404" : std::string(data.cadastral_code[place]);
  code += check_letter(code);
  return Value::of_string(call.arena.copy(code));
}

void specialize_cf(Specialization& use) { require_data(use); }

// Part of the name, maybe of the surname, and a number from 50 to 98.
Value user(Call& call, Arguments arguments) {
  auto random = call.random();
  const auto size = arguments[2].as_int();
  if (size < 0 || size > 1000) return call.fail("the size must be 0 to 1000");
  auto text = capitals(arguments[0].as_string());
  if (random.flip()) text += capitals(arguments[1].as_string());
  for (auto& letter : text) letter = static_cast<char>(letter | 0x20);
  text.resize(std::min(text.size(), static_cast<std::size_t>(size)));
  text += std::to_string(random.between(50, 99));
  return Value::of_string(call.arena.copy(text));
}

// Name and surname, either maybe an initial, with one of the usual separators.
Value username(Call& call, Arguments arguments) {
  auto random = call.random();
  std::array<std::string, 2> parts;
  for (std::size_t i = 0; i < 2; ++i) {
    parts[i] = capitals(arguments[i].as_string());
    for (auto& letter : parts[i]) letter = static_cast<char>(letter | 0x20);
  }
  const auto form = random.below(3);  // whole, an initial of the name, one of the surname
  if (form > 0) parts[form - 1].resize(std::min<std::size_t>(parts[form - 1].size(), 1));
  constexpr std::array<std::string_view, 4> separators = {"", ".", "-", "_"};
  const auto text = parts[0] + std::string(separators[random.below(4)]) + parts[1];
  return Value::of_string(call.arena.copy(text));
}

constexpr Parameters names = {{"name", Type::String}, {"surname", Type::String}};

constexpr Function functions[] = {
    {.name = "cf",
     .category = "people",
     .description = "an Italian tax code (codice fiscale) of the record's person",
     .localizable = true,
     .example = "{{cf}}",
     .output = "RSSMRA85T10A562S",
     .evaluate = cf,
     .specialize = specialize_cf},
    picked<company>("people", "company", "a company", "{{company}}", "Harbor Light Foods"),
    {.name = "email",
     .category = "people",
     .description = "an e-mail address of the record's person",
     .localizable = true,
     .example = "{{email}}",
     .output = "jane.doe@gmail.com",
     .evaluate = unreachable,
     .specialize = specialize_email<write_email>},
    picked<email_provider>("people", "email_provider", "a provider of e-mail addresses",
                           "{{email_provider}}", "gmail.com"),
    {.name = "email_work",
     .category = "people",
     .description = "an e-mail address of the record's person at the record's company",
     .localizable = true,
     .example = "{{email_work}}",
     .output = "jane.doe@harborlightfoods.com",
     .evaluate = unreachable,
     .specialize = specialize_email<write_email_work>},
    picked<gender>("people", "gender", "the gender of the record's person, M or F", "{{gender}}",
                   "F", false),
    picked<middle_name>("people", "middle_name", "an initial", "{{middle_name}}", "J.", false),
    picked<middle_name>("people", "middlename", "an initial", "{{middlename}}", "J.", false),
    picked<name>("people", "name", "a given name", "{{name}}", "Mary"),
    picked<name_of<'F'>>("people", "name_f", "a woman's given name", "{{name_f}}", "Mary"),
    picked<name_of<'M'>>("people", "name_m", "a man's given name", "{{name_m}}", "James"),
    {.name = "ssn",
     .category = "people",
     .description = "a social security number in the form of the United States",
     .example = "{{ssn}}",
     .output = "213-07-6482",
     .evaluate = unreachable,
     .specialize = specialize_ssn},
    picked<surname>("people", "surname", "a surname", "{{surname}}", "Smith"),
    {.name = "user",
     .category = "people",
     .description = "a short user name out of name and surname, with a number",
     .parameters = {{"name", Type::String}, {"surname", Type::String}, {"size", Type::Int}},
     .example = "{{user \"Jane\" \"Doe\" 5}}",
     .output = "janed73",
     .evaluate = user},
    {.name = "username",
     .category = "people",
     .description = "a user name out of name and surname",
     .parameters = names,
     .example = "{{username \"Jane\" \"Doe\"}}",
     .output = "j.doe",
     .evaluate = username},
};

}  // namespace

std::span<const Function> people_functions() { return functions; }

}  // namespace barnabas
