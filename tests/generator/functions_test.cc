#include "generator/functions/functions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <regex>
#include <set>

#include "generator/functions/environment.h"
#include "generator/functions/geojson.h"
#include "generator/functions/locale_data.h"
#include "generator/functions/luhn.h"
#include "generator/template/template.h"

namespace barnabas {
namespace {

constexpr std::int64_t noon_ms = 1'779'019'200'000;  // 2026-05-17 12:00:00 UTC

class Functions : public ::testing::Test {
 protected:
  Functions() : environment_(state_), table_(all_functions()) {
    setenv("TZ", "UTC", 1);
    tzset();
    environment_.sets = &sets_;
    use_locale("us");
  }

  void use_locale(std::string_view name) {
    auto loaded = LocaleData::load(sets_, sets_.locale(name).value());
    ASSERT_TRUE(loaded) << loaded.error().message;
    data_ = std::move(*loaded);
    environment_.data = data_.get();
  }

  std::string render(std::string_view text, std::uint64_t record = 0, bool strict = false) {
    const auto parsed = Template::parse(
        text, {.name = "t", .functions = &table_, .environment = &environment_, .strict = strict});
    if (!parsed) return parsed.error().text();
    Renderer renderer(*parsed, &environment_);
    TextBuffer out;
    environment_.begin_record(noon_ms);
    const auto rendered = renderer.render({.seed = 42, .number = record}, Value(), out);
    return rendered ? std::string(out.view()) : rendered.error().message;
  }

  // Records 0 to 999 each match.
  void expect_all(std::string_view text, const std::string& pattern) {
    const std::regex wanted(pattern);
    for (std::uint64_t record = 0; record < 1000; ++record) {
      const auto got = render(text, record);
      ASSERT_TRUE(std::regex_match(got, wanted)) << text << " gave " << got;
    }
  }

  std::set<std::string> drawn(std::string_view text) {
    std::set<std::string> seen;
    for (std::uint64_t record = 0; record < 1000; ++record) seen.insert(render(text, record));
    return seen;
  }

  DataSets sets_;
  std::unique_ptr<const LocaleData> data_;
  RunState state_;
  Environment environment_;
  FunctionTable table_;
};

TEST_F(Functions, EveryExampleRunsAndConstantOnesGiveTheirOutput) {
  const auto shape = parse_geojson("test.geojson", R"({"type": "Polygon", "coordinates":
      [[[12.4, 41.8], [12.6, 41.8], [12.6, 42.0], [12.4, 42.0], [12.4, 41.8]]]})");
  environment_.shape = &*shape;
  for (const auto& name : table_.names()) {
    const auto* function = table_.find(name);
    if (function->example.empty()) continue;
    state_ = {};
    const auto got = render(function->example);
    EXPECT_EQ(got.find("template: "), std::string::npos) << name << ": " << got;
    if (function->constant || (function->stateful && function->category != "address")) {
      EXPECT_EQ(got, function->output) << name;
    }
  }
}

TEST_F(Functions, EveryFunctionIsDescribed) {
  for (const auto& name : table_.names()) {
    const auto* function = table_.find(name);
    EXPECT_FALSE(function->category.empty()) << name;
    EXPECT_FALSE(function->description.empty()) << name;
  }
}

TEST_F(Functions, TheSameRecordHasTheSameBytesAndOthersHaveOthers) {
  const std::string text = "{{uuid}} {{integer 0 1000000}} {{randoms \"a|b\"}}";
  EXPECT_EQ(render(text, 7), render(text, 7));
  EXPECT_NE(render(text, 7), render(text, 8));
}

TEST_F(Functions, OneCallSiteInALoopDrawsAnewEachTime) {
  const auto got = render("{{range 3}}{{integer 0 1000000000}} {{end}}");
  std::set<std::string> seen;
  for (std::size_t at = 0; at < got.size(); at = got.find(' ', at) + 1) {
    seen.insert(got.substr(at, got.find(' ', at) - at));
  }
  EXPECT_EQ(seen.size(), 3u) << got;
}

TEST_F(Functions, IntegerNeverDrawsItsMaximumAndDrawsEverythingElse) {
  EXPECT_EQ(drawn("{{integer -2 3}}"), (std::set<std::string>{"-1", "-2", "0", "1", "2"}));
  EXPECT_EQ(drawn("{{integer64 9998 10001}}"), (std::set<std::string>{"10000", "9998", "9999"}));
  EXPECT_EQ(drawn("{{$x := integer 8 10}}{{$x}}"), (std::set<std::string>{"8", "9"}));
}

// As Go's strings and its title case for English have them.
TEST_F(Functions, TheCaseOfLettersIsThatOfUnicode) {
  EXPECT_EQ(render("{{upper \"άλφα ß ÿ µ ı ạ ǆ я\"}}"), "ΆΛΦΑ ß Ÿ Μ I Ạ Ǆ Я");
  EXPECT_EQ(render("{{lower \"ΆΛΦΑ ẠỆ Я Σ ẞ\"}}"), "άλφα ạệ я σ ß");
  EXPECT_EQ(render("{{title \"hello WORLD foo_bar u.s.a a..b don’t 3rd a/b 日本go x' fooBar\"}}"),
            "Hello World Foo_bar U.s.a A..B Don’t 3Rd A/B 日本Go X' Foobar");
  EXPECT_EQ(render("{{trim \"\\u2003a\\u1680\"}}|{{atoi \"+5\"}}|{{atoi \"+-5\"}}"), "a|5|0");
}

TEST_F(Functions, RepetitionsOfNothingAreDoneAtOnce) {
  EXPECT_EQ(render("{{regex \"(((((){1000}){1000}){1000}){1000}){1000}x\"}}"), "x");
  EXPECT_EQ(render("{{regex \"((^|$)*|){1000}x\"}}"), "x");
}

TEST_F(Functions, CountersWrapAroundAsGosIntegersDo) {
  EXPECT_EQ(render("{{counter \"c\" 9223372036854775807 1}} {{counter \"c\" 1 1}}"),
            "9223372036854775807 -9223372036854775808");
}

TEST_F(Functions, AnEmptyRangeIsFoundWhenTheTemplateIsParsed) {
  EXPECT_EQ(render("a\n {{integer 5 5}}"),
            "template: t:2:3: executing \"t\" at <integer 5 5>: error calling integer: the minimum "
            "must be below the maximum, which is not drawn");
}

TEST_F(Functions, SmallNumbersHaveTheirOwnDigits) {
  for (int number : {0, 9, 10, 99, 100, 999, 1000, 9999}) {
    const auto text =
        "{{integer " + std::to_string(number) + " " + std::to_string(number + 1) + "}}";
    EXPECT_EQ(render(text), std::to_string(number));
  }
}

TEST_F(Functions, NumbersConvertWhereJrFailsAndDoNotWhenStrict) {
  EXPECT_EQ(render("{{$x := add 1 2}}{{add64 $x 4}} {{max $x 1.5}} {{concat $x \"a\"}}"), "7 3 3a");
  EXPECT_EQ(
      render("{{$x := add 1 2}}{{add64 $x 4}}", 0, true),
      "template: t:1:25: executing \"t\" at <$x>: wrong type for value; expected int64; got int");
}

TEST_F(Functions, DivisionByZeroIsAnError) {
  EXPECT_EQ(render("{{$x := 0}}{{div 1 $x}}"),
            "template: t:1:13: executing \"t\" at <div 1 $x>: error calling div: runtime error: "
            "integer divide by zero");
}

TEST_F(Functions, UnknownNamesAreSuggested) {
  EXPECT_EQ(render("{{intger 1 2}}"),
            "template: t:1: function \"intger\" not defined. Did you mean 'integer'?");
}

TEST_F(Functions, AddressesKeepTheBitsOfTheirNetwork) {
  expect_all("{{ip \"10.1.0.0/16\"}}", "10\\.1\\.\\d{1,3}\\.\\d{1,3}");
  expect_all("{{ip \"192.168.13.128/25\"}}", "192\\.168\\.13\\.(12[89]|1[3-9]\\d|2\\d\\d)");
  EXPECT_EQ(render("{{ip \"10.1.2.3/32\"}}"), "10.1.2.3");
  EXPECT_EQ(drawn("{{ip \"172.16.5.4/30\"}}").size(), 4u);
  EXPECT_NE(render("{{ip \"10.1.0.0\"}}").find("not a network"), std::string::npos);
}

TEST_F(Functions, IdsHaveTheirForms) {
  expect_all("{{uuid}}", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  expect_all("{{mac}}", "[0-9a-f][26ae](:[0-9a-f]{2}){5}");
  expect_all("{{ipv6}}", "fd[0-9a-f]{2}(:[0-9a-f]{4}){7}");
  expect_all("{{key \"KEY\" 20}}", "KEY1?\\d");
  EXPECT_EQ(drawn("{{uuid}}").size(), 1000u);
}

TEST_F(Functions, RandomsIsUniformOverItsOptions) {
  std::map<std::string, int> counts;
  for (std::uint64_t record = 0; record < 4000; ++record) {
    ++counts[render("{{randoms \"a|bb|a long option, longer than a slot of 32 bytes|\"}}", record)];
  }
  ASSERT_EQ(counts.size(), 4u);
  for (const auto& [option, count] : counts) EXPECT_NEAR(count, 1000, 150) << option;
}

TEST_F(Functions, APersonAgreesWithItselfWhateverIsAskedFirst) {
  for (std::uint64_t record = 0; record < 200; ++record) {
    const auto got = render("{{email}} {{gender}} {{name}} {{surname}}", record);
    const std::regex wanted("([a-z]+)\\.([a-z]+)@\\S+ [MF] (\\S+) (\\S+)");
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(got, parts, wanted)) << got;
    EXPECT_EQ(render("{{lower \"" + parts[3].str() + "\"}}"), parts[1].str()) << got;
  }
  EXPECT_EQ(drawn("{{name_m}} {{gender}}").count("Mary F"), 0u);
  expect_all("{{name_m}} {{gender}}", ".* M");
  expect_all("{{name_f}} {{gender}}", ".* F");
}

TEST_F(Functions, ASecondNameIsSomebodyElse) {
  EXPECT_GT(drawn("{{name}}|{{name}}").size(), 500u);
  expect_all("{{gender}}{{gender}}", "MM|FF");
}

TEST_F(Functions, BothMailAddressesOfARecordAreOfOnePerson) {
  const std::regex wanted("(.*)@.* \\1@.*");
  for (std::uint64_t record = 0; record < 200; ++record) {
    const auto got = render("{{email_work}} {{email}}", record);
    EXPECT_TRUE(std::regex_match(got, wanted)) << got;
  }
}

TEST_F(Functions, EachRecordHasItsOwnPerson) { EXPECT_GT(drawn("{{email}}").size(), 900u); }

TEST_F(Functions, CityPostalCodeRegionAndPhoneAreOfOnePlace) {
  for (const auto* locale : {"us", "uk", "it", "fr", "de", "es", "br", "nl", "ja"}) {
    use_locale(locale);
    const auto words = data_->city;
    for (std::uint64_t record = 0; record < 100; ++record) {
      const auto got = render("{{zip}}|{{phone}}|{{state}}|{{city}}", record);
      const auto city = got.substr(got.rfind('|') + 1);
      const auto row =
          static_cast<std::size_t>(std::find(words.begin(), words.end(), city) - words.begin());
      ASSERT_LT(row, words.size()) << got;
      const std::regex wanted(std::string(sets_.set(data_->locale, "zip").value()[row]));
      EXPECT_TRUE(std::regex_match(got.substr(0, got.find('|')), wanted)) << got;
    }
  }
}

TEST_F(Functions, CountryAndMobileStayTheLocalesOwnAfterAState) {
  expect_all("{{state}}|{{country}}|{{country_code}}|{{mobile_phone}}", ".*\\|US\\|\\+1\\|.+");
}

TEST_F(Functions, CheckDigitsAreRight) {
  EXPECT_EQ(luhn_digit("7992739871"), '3');
  const std::pair<std::string, std::string> forms[] = {{"visa", "4\\d{15}"},
                                                       {"mastercard", "(5[1-5]|2[2-7])\\d{14}"},
                                                       {"amex", "3[47]\\d{13}"},
                                                       {"discover", "(6011|65|64[4-9])\\d+"}};
  for (const auto& [issuer, form] : forms) {
    expect_all("{{card \"" + issuer + "\"}}", form);
    const auto number = render("{{card \"" + issuer + "\"}}", 5);
    EXPECT_EQ(luhn_digit(number.substr(0, number.size() - 1)), number.back());
  }
  expect_all("{{sedol}}", "[B-DF-HJ-NP-TV-Z][0-9B-DF-HJ-NP-TV-Z]{5}\\d");
  expect_all("{{isin \"US\"}}", "US\\d{3}[0-9A-Z]{5}\\d\\d");
  expect_all("{{bitcoin}}", "bc1q[02-9ac-hj-np-z]{38}");
  expect_all("{{imei}}", "\\d{15}");
}

TEST_F(Functions, AnItalianTaxCodeHasItsForm) {
  use_locale("it");
  expect_all("{{cf}}", "[A-Z]{6}\\d\\d[A-EHLMPRST]\\d\\d[A-Z]\\d{3}[A-Z]");
}

TEST_F(Functions, AmountsAreTextWithTwoDecimals) {
  expect_all("{{amount 1 3 \"€\"}}", "€[12]\\.\\d\\d");
  expect_all("{{amount -1 0 \"\"}}", "-0\\.\\d\\d|-1\\.00");
}

TEST_F(Functions, PasswordsMayStandInJson) {
  expect_all("{{password 20 false \"<\" \">\"}}", "<[^\"\\\\]{20}>");
  expect_all("{{password 4 true \"\" \"\"}}", "([b-df-hj-np-tv-z][aeiou]){2}");
}

TEST_F(Functions, SetsKeepTheirOrderWhateverIsDrawnFromThem) {
  const auto before = render("{{from_at \"city\" 3}} {{from_at \"zip\" 3}}");
  EXPECT_NE(render("{{from_shuffle \"city\"}}", 1), render("{{from_shuffle \"city\"}}", 2));
  render("{{from_n \"city\" 5}}");
  EXPECT_EQ(render("{{from_at \"city\" 3}} {{from_at \"zip\" 3}}"), before);
  EXPECT_EQ(render("{{index_of (from_at \"city\" 3) \"city\"}} {{index_of \"no\" \"city\"}}"),
            "3 -1");
  EXPECT_EQ(render("{{len \"state\"}}"), std::to_string(data_->state.size()));
  EXPECT_NE(render("{{from \"beeer\"}}").find("beer"), std::string::npos);
}

TEST_F(Functions, LoremIsAsLongAsAskedAndBeginsWithLorem) {
  expect_all("{{lorem 20}}", "Lorem ipsum( \\S+){18}");
  EXPECT_GT(drawn("{{lorem 40}}").size(), 500u);
  EXPECT_EQ(render("{{lorem 0}}|{{lorem 1}}"), "|Lorem");
}

TEST_F(Functions, WeightsDecideHowOftenAWordIsDrawn) {
  const std::uint32_t weights[] = {1, 0, 3};
  const AliasTable table(weights);
  std::array<int, 3> counts{};
  Random random(1);
  for (int i = 0; i < 40000; ++i) ++counts[table.draw(random.next())];
  EXPECT_NEAR(counts[0], 10000, 400);
  EXPECT_EQ(counts[1], 0);
}

TEST_F(Functions, RegexDrawsWhatTheExpressionMatches) {
  for (const std::string expression :
       {"[A-Z]{3}-\\d{2,4}", "(ab|c)+x?", "[^a-z]{5}", "a{3,20}b{25,39}", "(?:x|[0-9_]){2,}",
        "\\w\\s\\D.", "^no$", "[\\d-]{4}"}) {
    expect_all("{{regex `" + expression + "`}}", expression);
  }
  EXPECT_EQ(render("{{regex \"a{3}(\"}}").find("template: t:1:2: executing"), 0u);
}

TEST_F(Functions, RegexRepetitionsNestAndLettersJoin) {
  EXPECT_EQ(render("{{regex \"(a{2}){3}\"}}"), "aaaaaa");
  EXPECT_EQ(render("{{regex \"((ab){2}c){2}de\"}}"), "ababcababcde");
  EXPECT_EQ(render("{{regex \"x(y)z{2}(u)v\"}}"), "xyzzuv");
  EXPECT_EQ(render("{{regex \"(a{1000}){1000}(bc)\"}}").size(), 1'000'000u);
  EXPECT_EQ(render("{{regex \"a()é[é]\"}}"), "aéé");
}

TEST_F(Functions, WholeNumbersOfEveryLengthHaveTheirDigits) {
  for (std::int64_t power = 1; power <= 1'000'000'000'000'000'000 / 10; power *= 10) {
    for (const std::int64_t number : {power - 1, power, power + 7, -power, 1 - power * 9}) {
      const auto digits = std::to_string(number);
      const auto text = "{{integer64 " + digits + " " + std::to_string(number + 1) + "}}";
      ASSERT_EQ(render(text), digits);
    }
  }
  EXPECT_EQ(render("{{integer64 -9223372036854775808 -9223372036854775807}}"),
            "-9223372036854775808");
  EXPECT_EQ(render("{{integer64 9223372036854775806 9223372036854775807}}"), "9223372036854775806");
}

TEST_F(Functions, SmallDrawsOutOfOneWordAreUniformAndIndependent) {
  Random random(7);
  SmallDraws draws(random);
  constexpr std::uint32_t counts[] = {10, 7, 3};
  std::array<int, 210> seen{};
  constexpr int rounds = 210'000;
  for (int i = 0; i < rounds; ++i) {
    std::uint32_t cell = 0;
    for (const auto count : counts) cell = cell * count + draws.below(count);
    ++seen[cell];
  }
  // Chi-squared with 209 degrees of freedom: 300 is passed once in 50 000 seeds.
  double chi_squared = 0;
  for (const int count : seen) chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
  EXPECT_LT(chi_squared, 300);
  EXPECT_GT(chi_squared, 130);
  EXPECT_EQ(draws.below(1), 0u);
}

TEST_F(Functions, RegexBoundsMeanWhatTheySay) {
  EXPECT_EQ(drawn("{{regex \"a{3,20}\"}}").size(), 18u);
  EXPECT_EQ(drawn("{{regex \"a*\"}}").size(), 11u);
}

TEST_F(Functions, TextFunctionsCutOnCharacters) {
  EXPECT_EQ(render("{{first \"école\"}} {{upper \"école ż я\"}} {{lower \"ÉCOLE Ż Я\"}}"),
            "é ÉCOLE Ż Я école ż я");
  EXPECT_EQ(render("{{title \"o'neil mc-donald\"}} {{trimchars \"xxaxx\" \"x\"}}"),
            "O'neil Mc-Donald a");
  EXPECT_EQ(render("{{split \"abc\" \"\"}} {{replaceall \"ab\" \"\" \"-\"}}"), "[a b c] -a-b-");
  EXPECT_EQ(render("{{atoi \"user_1\"}} {{atoi \"\"}} {{atoi \"-12\"}}"), "0 0 -12");
}

TEST_F(Functions, DatesAreAroundNow) {
  EXPECT_EQ(render("{{now}} {{now_add 60000}} {{now_sub 43200000}}"),
            "1779019200000 2026-05-17 12:01:00 2026-05-17 00:00:00");
  expect_all("{{recent 3}}", "2026-05-1[567]");
  expect_all("{{soon 3}}", "2026-05-1[789]");
  expect_all("{{birthdate 20 20}}", "(2005-(0[5-9]|1[0-2])|2006-0[1-5])-\\d\\d");
  expect_all("{{date_between \"2024-02-28\" \"2024-03-02\"}}", "2024-(02-2[89]|03-01)");
  expect_all("{{unix_time_stamp 1}}", "177(89[3-9]|90[01])\\d{4}");
}

TEST_F(Functions, TimesAreWrittenInLayoutsOfGoAndOfStrftime) {
  EXPECT_EQ(render("{{format_timestamp 1779019205007 "
                   "\"Monday, 02-Jan-06 15:04:05.000 Z07:00 (2006, __2) 3:04PM .999 -0700 MST\"}}"),
            "Sunday, 17-May-26 12:00:05.007 Z (2026, 137) 12:00PM .007 +0000 UTC");
  EXPECT_EQ(render("{{format_timestamp 0 \"2006-01-02T15:04:05Z07:00 Janus _2 1/2 pm,000\"}}"),
            "1970-01-01T00:00:00Z Janus  1 1/1 am,000");
  EXPECT_EQ(render("{{strftime 1779019205007 \"%d.%m.%Y %H:%M:%S.%L %%L\"}}"),
            "17.05.2026 12:00:05.007 %L");
  setenv("TZ", "EST5", 1);
  tzset();
  EXPECT_EQ(render("{{now_add 0}} {{format_timestamp now \"-07:00 Z0700 -07\"}}"),
            "2026-05-17 07:00:00 -05:00 -0500 -05");
}

TEST_F(Functions, DrawsHaveTheMeansOfTheirDistributions) {
  const auto mean = [&](const std::string& text) {
    double sum = 0;
    for (std::uint64_t record = 0; record < 4000; ++record) sum += std::stod(render(text, record));
    return sum / 4000;
  };
  EXPECT_NEAR(mean("{{normal 100 15}}"), 100, 1);
  EXPECT_NEAR(mean("{{exponential 10}}"), 10, 0.8);
  EXPECT_NEAR(mean("{{poisson 4}}"), 4, 0.15);
  EXPECT_NEAR(mean("{{poisson 400}}"), 400, 2);
  EXPECT_NEAR(mean("{{histogram \"0..10=3|10..20=1\"}}"), 7.5, 0.4);
}

TEST_F(Functions, ZipfAndWeightsDrawTheFirstMoreOften) {
  std::map<std::string, int> ranks;
  std::map<std::string, int> colours;
  for (std::uint64_t record = 0; record < 4000; ++record) {
    ++ranks[render("{{zipf 10 1}}", record)];
    ++colours[render("{{weighted \"red=3|green|blue=0\"}}", record)];
  }
  EXPECT_EQ(ranks.size(), 10u);
  EXPECT_NEAR(ranks["0"], 4000 / 2.929, 150);  // the harmonic number of 10
  EXPECT_NEAR(ranks["1"], 2000 / 2.929, 120);
  EXPECT_NEAR(ranks["9"], 400 / 2.929, 60);
  EXPECT_NEAR(colours["red"], 3000, 150);
  EXPECT_EQ(colours.count("blue"), 0u);
  EXPECT_NE(render("{{weighted \"a=b\"}}").find("is no weight"), std::string::npos);
  EXPECT_NE(render("{{histogram \"5\"}}").find("is no range"), std::string::npos);
}

TEST_F(Functions, IdsThatSortByTimeBeginWithIt) {
  expect_all("{{uuid7}}", "019e35ce-b600-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  expect_all("{{ulid}}", "01KRTWXDG0[0-9A-HJKMNP-TV-Z]{16}");
  EXPECT_EQ(drawn("{{ulid}}").size(), 1000u);
}

TEST_F(Functions, AccountNumbersHaveRightCheckDigits) {
  for (const auto* country : {"DE", "GB", "IT", "FR", "NL"}) {
    const auto text = "{{iban \"" + std::string(country) + "\"}}";
    for (std::uint64_t record = 0; record < 50; ++record) {
      const auto got = render(text, record);
      unsigned rest = 0;
      for (const char letter : got.substr(4) + got.substr(0, 4)) {
        const bool digit = letter <= '9';
        const auto value = static_cast<unsigned>(digit ? letter - '0' : letter - 'A' + 10);
        rest = (rest * (digit ? 10 : 100) + value) % 97;
      }
      EXPECT_EQ(rest, 1u) << got;
    }
  }
  expect_all("{{luhn \"62\" 19}}", "62\\d{17}");
  const auto number = render("{{luhn \"62\" 19}}");
  EXPECT_EQ(luhn_digit(number.substr(0, 18)), number.back());
}

TEST_F(Functions, TextForJsonIsQuoted) {
  EXPECT_EQ(render("{{json \"a\\\"b\\\\c\\n\\t€\"}}"), "\"a\\\"b\\\\c\\n\\u0009€\"");
}

TEST_F(Functions, ListsCountersAndValuesLastBeyondARecord) {
  EXPECT_EQ(render("{{counter \"a\" 5 2}}{{add_v_to_list \"l\" \"x\"}}{{set_v \"v\" \"1\"}}"), "5");
  EXPECT_EQ(render("{{counter \"a\" 5 10}} {{get_list \"l\"}} {{get_v \"v\"}}"), "15 [x] 1");
  EXPECT_EQ(render("{{random_v_from_list \"none\"}}|{{get_v \"none\"}}|{{get_list \"none\"}}"),
            "||[]");
}

TEST_F(Functions, SeveralValuesOfAListAreDifferentOnesInAnyOrder) {
  for (const auto* value : {"a", "b", "c"}) state_.lists["l"].emplace_back(value);
  EXPECT_EQ(drawn("{{random_n_v_from_list \"l\" 3}}").size(), 6u);
  EXPECT_EQ(drawn("{{random_n_v_from_list \"l\" 1}}").size(), 3u);
  EXPECT_EQ(render("{{random_n_v_from_list \"l\" 9}}").size(), 7u);
}

TEST_F(Functions, ATemplateThatTouchesWhatOthersLeaveSaysSo) {
  const auto stateful = [&](std::string_view text) {
    return Template::parse(text, {.functions = &table_})->is_stateful();
  };
  EXPECT_FALSE(stateful("{{uuid}} {{integer 1 5}}"));
  EXPECT_TRUE(stateful("{{if false}}{{counter \"a\" 1 1}}{{end}}"));
}

TEST_F(Functions, LiteralsAndDrawsBecomeOneRun) {
  const auto parsed =
      Template::parse("a{{uuid}}b{{integer 1 5}}c{{print 1 2}}d", {.functions = &table_});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->operation_count(), 2u);  // the run, and the end
}

}  // namespace
}  // namespace barnabas
