// Category phone: numbers that agree with the record's place and the locale's country.

#include <string>

#include "generator/functions/functions.h"
#include "generator/functions/luhn.h"
#include "generator/functions/patterns.h"
#include "generator/functions/places.h"

namespace barnabas {

namespace {

// The locale's own country; a locale of the user's has none, and draws one.
std::size_t country_row(Call& call, Random& random) {
  const auto& data = data_of(call);
  if (data.own_country >= 0) return static_cast<std::size_t>(data.own_country);
  return random.below(data.country.size());
}

const RegexGenerator* phone(Call& call, Random& random) {
  const auto& patterns = data_of(call).phone;
  const auto place = static_cast<std::size_t>(need_place(call, random));
  return place < patterns.size() ? &patterns[place] : nullptr;
}

const RegexGenerator* mobile_phone(Call& call, Random& random) {
  const auto& patterns = data_of(call).mobile;
  const auto row = country_row(call, random);
  return row < patterns.size() ? &patterns[row] : nullptr;
}

std::string_view country_code(Call& call, Random& random) {
  return cell(data_of(call).calling_code, static_cast<int>(country_row(call, random)));
}

bool lacks_data(const Call& call) {
  return call.environment == nullptr || call.environment->data == nullptr;
}

Value out_of_range(Call& call, std::size_t size) {
  return call.fail("there are entries 0 to " + std::to_string(size - 1));
}

template <const auto member>
Value pattern_at(Call& call, Arguments arguments) {
  if (lacks_data(call)) return call.fail("no locale was loaded");
  const auto& patterns = data_of(call).*member;
  const auto index = arguments[0].as_int();
  if (index < 0 || static_cast<std::size_t>(index) >= patterns.size()) {
    return out_of_range(call, patterns.size());
  }
  auto random = call.random();
  return expand(call, patterns[static_cast<std::size_t>(index)], random);
}

Value country_code_at(Call& call, Arguments arguments) {
  if (lacks_data(call)) return call.fail("no locale was loaded");
  const auto codes = data_of(call).calling_code;
  const auto index = arguments[0].as_int();
  if (index < 0 || static_cast<std::size_t>(index) >= codes.size()) {
    return out_of_range(call, codes.size());
  }
  return Value::of_string(codes[static_cast<std::size_t>(index)]);
}

// 14 digits and the one that makes them right.
char* write_imei(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  write_random_digits(out, 14, random);
  out[14] = luhn_digit({out, 14});
  return out + 15;
}

void specialize_imei(Specialization& use) {
  use.writer = write_imei;
  use.size_max = 15;
}

Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

void needs_data(Specialization& use) { require_data(use); }

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Value (*evaluate)(Call&, Arguments), void (*specialize)(Specialization&),
                       std::string_view example, std::string_view output) {
  return {.name = name,
          .category = "phone",
          .description = description,
          .parameters = parameters,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

constexpr Parameters index = {{"index", Type::Int}};

// The same for a function whose result depends on the locale.
constexpr Function local(std::string_view name, std::string_view description, Parameters parameters,
                         Value (*evaluate)(Call&, Arguments), void (*specialize)(Specialization&),
                         std::string_view example, std::string_view output) {
  auto function = row(name, description, parameters, evaluate, specialize, example, output);
  function.localizable = true;
  return function;
}

constexpr Function functions[] = {
    picked<country_code>("phone", "country_code", "the calling code of the locale's country",
                         "{{country_code}}", "+1"),
    local("country_code_at", "the calling code of the country at a position", index,
          country_code_at, needs_data, "{{country_code_at 0}}", "+376"),
    row("imei", "the number of a mobile device, with a right check digit", {}, unreachable,
        specialize_imei, "{{imei}}", "490154203237518"),
    local("mobile_phone", "a mobile number of the locale's country", {}, draw_pattern<mobile_phone>,
          specialize_pattern<mobile_phone>, "{{mobile_phone}}", "206-555-0143"),
    local("mobile_phone_at", "a mobile number of the country at a position", index,
          pattern_at<&LocaleData::mobile>, needs_data, "{{mobile_phone_at 0}}", "3 12345"),
    local("phone", "a telephone number of the record's place", {}, draw_pattern<phone>,
          specialize_pattern<phone>, "{{phone}}", "206-347-1932"),
    local("phone_at", "a telephone number of the place at a position", index,
          pattern_at<&LocaleData::phone>, needs_data, "{{phone_at 0}}", "330-762-4105"),
};

}  // namespace

std::span<const Function> phone_functions() { return functions; }

}  // namespace barnabas
