// Guesses about texts: formats that can be told from the text alone, then what field names and data
// sets say, then patterns and choices.

#include <fmt/format.h>

#include <algorithm>

#include "generator/proof/guess.h"
#include "generator/proof/text_formats.h"

namespace barnabas {
namespace {

using Texts = std::vector<std::string>;

template <class Test>
bool all(const Texts& values, const Test& test) {
  return std::all_of(values.begin(), values.end(), test);
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }

std::size_t digits_in(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}
std::size_t words_in(const std::string& text) {
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

bool is_phone(const std::string& text) {
  const auto digits = digits_in(text);
  return digits >= 7 && digits <= 15 && std::all_of(text.begin(), text.end(), [](char letter) {
           return is_digit(letter) || std::string_view("+-() ./").find(letter) != std::string::npos;
         });
}

bool passes_luhn(const std::string& text) {
  if (text.size() < 13 || text.size() > 19 || digits_in(text) != text.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int digit = text[text.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

// The network that all addresses have in common: of 16 bits, or any.
std::string network_of(const Texts& values) {
  const auto prefix = [](const std::string& text) {
    return text.substr(0, text.find('.', text.find('.') + 1));
  };
  const auto first = prefix(values.front());
  if (all(values, [&](const auto& value) { return prefix(value) == first; }))
    return first + ".0.0/16";
  return "0.0.0.0/0";
}

Guess guess_format(const FieldName& name, const Texts& values) {
  if (all(values, is_uuid)) {
    const bool seven = all(values, [](const auto& value) { return value[14] == '7'; });
    return seven ? Guess{in_quotes("uuid7"), "a UUID of version 7"}
                 : Guess{in_quotes("uuid"), "a UUID"};
  }
  if (all(values, is_ulid)) return {in_quotes("ulid"), "a ULID"};
  if (all(values, is_email)) {
    const bool work = name.has({"work", "business", "company", "corporate"});
    return {in_quotes(work ? "email_work" : "email"), "an e-mail address"};
  }
  if (all(values, is_ipv4)) {
    const auto network = network_of(values);
    return {in_quotes(fmt::format("ip \"{}\"", network)), "an address of the network " + network};
  }
  if (all(values, is_mac)) return {in_quotes("mac"), "a MAC address"};
  auto moment = guess_moment(name, values);
  if (!moment.text.empty()) return moment;
  if (all(values, is_ipv6)) return {in_quotes("ipv6"), "an IPv6 address"};
  if (all(values, [](const auto& value) { return value.starts_with("Mozilla/"); }))
    return {in_quotes("useragent"), "a browser's user agent"};
  return {};
}

// Numbers with check digits, and codes that a field's name tells.
Guess guess_code(const FieldName& name, const Texts& values) {
  const auto& first = values.front();
  if (name.has({"iban"}) && first.size() >= 15 && is_upper(first[0])) {
    static constexpr std::string_view known = "AT BE CH DE ES FR GB IE IT NL PL PT";
    const auto country = first.substr(0, 2);
    return {in_quotes(fmt::format("iban \"{}\"",
                                  known.find(country) == known.npos ? std::string("DE") : country)),
            "an IBAN with right check digits"};
  }
  if (all(values, passes_luhn) && name.has({"card", "pan", "cc", "creditcard"})) {
    const auto* issuer = first[0] == '5' ? "mastercard" : first[0] == '3' ? "amex" : "visa";
    return {in_quotes(fmt::format("card \"{}\"", issuer)),
            "a card number with a right check digit"};
  }
  if (name.has({"cvv", "cvc"}))
    return {in_quotes(fmt::format("cardCVV {}", first.size())), "a card's check number"};
  if (name.has({"swift", "bic"})) return {in_quotes("swift"), "a bank's SWIFT code"};
  if (name.has({"isin"})) return {in_quotes("isin \"US\""), "an ISIN"};
  if (name.has({"imei"})) return {in_quotes("imei"), "an IMEI"};
  if (name.has({"ssn"})) return {in_quotes("ssn"), "a social security number"};
  if (name.has({"password", "passwd", "pwd"}))
    return {in_quotes("password 12 false \"\" \"\""), "a password"};
  if (name.has({"phone", "telephone", "tel", "fax", "mobile", "cell", "cellphone"}) &&
      all(values, is_phone)) {
    const bool mobile = name.has({"mobile", "cell", "cellphone"});
    return {in_quotes(mobile ? "mobile_phone" : "phone"),
            mobile ? "a mobile telephone number" : "a telephone number of the record's place"};
  }
  if (name.has({"gender", "sex"}) &&
      all(values, [](const auto& value) { return value == "M" || value == "F"; }))
    return {in_quotes("gender"), "the gender of the record's person"};
  return {};
}

Texts part_of(const Texts& values, bool first_word) {
  Texts parts;
  for (const auto& value : values) {
    const auto space = value.find(' ');
    if (space == value.npos)
      parts.push_back(value);
    else
      parts.push_back(first_word ? value.substr(0, space) : value.substr(space + 1));
  }
  return parts;
}

bool are_given_names(const Texts& values, KnownWords& known) {
  return all(values, [&](const auto& value) {
    return known.all("name_f", {value}) || known.all("name_m", {value});
  });
}

// "Ada Lovelace": two or three words with capitals, without digits.
bool looks_like_full_name(const std::string& text) {
  const auto starts_small = [&](std::size_t at) { return text[at] >= 'a' && text[at] <= 'z'; };
  if (words_in(text) < 2 || words_in(text) > 3 || digits_in(text) > 0 || starts_small(0))
    return false;
  for (auto space = text.find(' '); space != text.npos; space = text.find(' ', space + 1)) {
    if (space + 1 == text.size() || starts_small(space + 1)) return false;
  }
  return true;
}

constexpr const char* person_template = "\"{{name}} {{surname}}\"";
constexpr const char* person_why = "a given name and a surname";

// Where the names of fields leave no doubt, the words need not be in our lists.
bool is_surely_person(const FieldName& name, const Texts& values) {
  const bool of_person =
      name.joined() == "name" &&
      name.stands_in({"customer", "user", "person", "author", "owner", "driver", "contact",
                      "employee", "holder", "recipient", "patient", "passenger", "student"});
  const bool says_so =
      name.ends_with({"fullname", "personname", "customername", "drivername", "authorname",
                      "ownername", "contactname", "employeename", "holdername", "recipientname",
                      "patientname", "passengername", "studentname"});
  return (of_person || says_so) && all(values, looks_like_full_name);
}

Guess guess_person(const FieldName& name, const Texts& values, KnownWords& known) {
  if (name.ends_with({"firstname", "givenname", "forename", "fname"}))
    return {in_quotes("name"), "a given name"};
  if (name.ends_with({"lastname", "surname", "familyname", "lname"}))
    return {in_quotes("surname"), "a surname"};
  if (name.ends_with({"middlename"})) return {in_quotes("middle_name"), "an initial"};
  if (is_surely_person(name, values)) {
    // The words still vote for their locale.
    (void)are_given_names(part_of(values, true), known);
    return {person_template, person_why};
  }
  const bool may_be_person =
      name.has({"name", "fullname", "person", "customer", "user", "author", "owner", "driver",
                "contact", "employee", "holder", "recipient"});
  if (!may_be_person || !are_given_names(part_of(values, true), known)) return {};
  if (all(values, [](const auto& value) { return words_in(value) >= 2; })) {
    (void)known.all("surname", part_of(values, false));
    return {person_template, person_why};
  }
  return {in_quotes("name"), "a given name"};
}

Guess guess_place(const FieldName& name, const Texts& values, KnownWords& known) {
  if (known.all("city", values) || name.has({"city", "town"})) return {in_quotes("city"), "a city"};
  if (name.has({"state", "region", "province"})) {
    if (known.all("state_short", values))
      return {in_quotes("state_short"), "a state's abbreviation"};
    if (known.all("state", values)) return {in_quotes("state"), "a state"};
  }
  if (name.has({"zip", "zipcode", "postal", "postcode", "plz"}) ||
      name.ends_with({"postalcode", "zipcode"}))
    return {in_quotes("zip"), "the postal code of the record's city"};
  if (name.has({"street", "address"}) && all(values, [](const auto& value) {
        return value.find(' ') != value.npos && value.size() < 60;
      })) {
    const bool number_first = is_digit(values.front()[0]);
    const bool number = digits_in(values.front()) > 0;
    return {number_first ? "\"{{integer 1 200}} {{street}}\""
            : number     ? "\"{{street}} {{integer 1 200}}\""
                         : in_quotes("street"),
            number ? "a street and a number" : "a street"};
  }
  const bool country = name.has({"country", "nation", "nationality"}) ||
                       name.ends_with({"countrycode", "countryname"});
  if (!country) return {};
  if (known.all("country", values))
    return {in_quotes("country"), "a country's code, of the locale"};
  if (known.all("country_code3", values))
    return {in_quotes("from \"country_code3\""), "a country's code of three letters"};
  if (known.all("country_name", values))
    return {in_quotes("from \"country_name\""), "a country's name"};
  return {};
}

Guess guess_set(const FieldName& name, const Texts& values, KnownWords& known) {
  if (name.has({"company", "employer", "organization", "organisation", "vendor", "supplier"}))
    return {in_quotes("company"), "a company"};
  if (name.has({"symbol", "ticker", "stock"}) && known.all("stock_symbol", values))
    return {in_quotes("stock_symbol"), "a share's symbol"};
  if (name.has({"username", "login", "nickname", "nick"}))
    return {in_quotes("regex \"[a-z]{4,8}[0-9]{2}\""), "a user's name"};
  for (const auto* set : {"colour", "animal", "sport", "sport_brand", "beer", "wine", "movie"}) {
    if (!known.all(set, values)) continue;
    if (count_distinct(values) >= 3 || name.has({set, "color", "brand", "film"}))
      return {in_quotes(fmt::format("from \"{}\"", set)), fmt::format("of the data set {}", set)};
  }
  return {};
}

// Few texts again and again.
bool is_enumeration(const Texts& values) {
  const auto distinct = count_distinct(values);
  return values.size() >= 6 && distinct <= 12 && distinct * 2 <= values.size();
}

bool is_url(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

// The address up to its last part, and that part drawn.
Guess guess_url(const Texts& values) {
  auto pattern = guess_pattern(values);
  if (!pattern.text.empty()) return {pattern.text, "an address: " + pattern.why};
  if (count_distinct(values) > 1) {
    auto choice = guess_choice(values);
    return {choice.text, "an address: " + choice.why};
  }
  return {json_literal(values.front()), "always this address"};
}

}  // namespace

Guess guess_text(const FieldName& name, const std::vector<std::string>& values, KnownWords& known) {
  if (all(values, [](const auto& value) { return value.empty(); })) return {"\"\"", "always empty"};
  const auto tries = {guess_format(name, values), guess_code(name, values)};
  for (const auto& guess : tries) {
    if (!guess.text.empty()) return guess;
  }
  if (all(values, is_url)) return guess_url(values);
  if (is_enumeration(values) && !known.all("city", values)) return guess_choice(values);
  for (const auto& guess : {guess_person(name, values, known), guess_place(name, values, known),
                            guess_set(name, values, known)}) {
    if (!guess.text.empty()) return guess;
  }
  std::size_t words = 0;
  for (const auto& value : values) words += words_in(value);
  const auto average = words / values.size();
  if (average >= 4) {
    return {in_quotes(fmt::format("lorem {}", average)),
            fmt::format("a text of {} words, as long as those seen", average)};
  }
  auto pattern = guess_pattern(values);
  return pattern.text.empty() ? guess_choice(values) : pattern;
}

}  // namespace barnabas
