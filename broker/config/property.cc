#include "broker/config/property.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "protocol/base/check.h"

namespace barnabas {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.size() > 1 && text.front() == '+') text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> parse_double(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(number)) return {};
  return number;
}

bool fits(PropertyType type, std::int64_t number) {
  if (type == PropertyType::Short) return number == static_cast<std::int16_t>(number);
  if (type == PropertyType::Int) return number == static_cast<std::int32_t>(number);
  return true;
}

tl::unexpected<Error> refuse(const Property& property, std::string_view value,
                             std::string_view expected) {
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{} cannot be \"{}\": it has to be {}", property.name,
                          property.is_sensitive() ? "[hidden]" : value, expected));
}

bool is_choice(const Limits& limits, std::string_view value) {
  for (const auto& choice : split_list(limits.choices)) {
    if (choice == value) return true;
    if (limits.choices_ignore_case && lower(choice) == lower(value)) return true;
  }
  return false;
}

Result<std::string> validate_number(const Property& property, std::string_view value) {
  const auto limits = describe_limits(property.limits);
  const auto expected =
      fmt::format("{} number{}{}", property.type == PropertyType::Double ? "a" : "a whole",
                  limits.empty() ? "" : " ", limits);
  double number = 0;
  if (property.type == PropertyType::Double) {
    const auto parsed = parse_double(value);
    if (!parsed) return refuse(property, value, expected);
    number = *parsed;
  } else {
    const auto parsed = parse_integer(value);
    if (!parsed) return refuse(property, value, expected);
    if (!fits(property.type, *parsed))
      return refuse(
          property, value,
          fmt::format("{}, of {} bits", expected, property.type == PropertyType::Short ? 16 : 32));
    number = static_cast<double>(*parsed);
  }
  if (number < property.limits.min || number > property.limits.max)
    return refuse(property, value, expected);
  if (!property.limits.choices.empty() && !is_choice(property.limits, value))
    return refuse(property, value, limits);
  return std::string(value);
}

Result<std::string> validate_list(const Property& property, std::string_view value) {
  std::string joined;
  for (const auto& element : split_list(value)) {
    if (!property.limits.choices.empty() && !is_choice(property.limits, element))
      return refuse(property, value, "a list of " + describe_limits(property.limits));
    joined += (joined.empty() ? "" : ",") + element;
  }
  return joined;
}

}  // namespace

std::string documentation_of(const Property& property) {
  if (property.is_acted_on()) return std::string(property.documentation);
  return "Accepted for compatibility; Barnabas does not act on it.";
}

Result<std::string> validate_value(const Property& property, std::string_view raw) {
  const auto value = trim(raw);
  switch (property.type) {
    case PropertyType::Boolean: {
      const auto word = lower(value);
      if (word != "true" && word != "false") return refuse(property, value, "true or false");
      return word;
    }
    case PropertyType::Int:
    case PropertyType::Short:
    case PropertyType::Long:
    case PropertyType::Double:
      return validate_number(property, value);
    case PropertyType::List:
      return validate_list(property, value);
    case PropertyType::String:
    case PropertyType::Class:
    case PropertyType::Password:
      break;
  }
  if (!property.limits.choices.empty() && !is_choice(property.limits, value))
    return refuse(property, value, describe_limits(property.limits));
  return std::string(value);
}

void assign(const Property& property, std::string_view value, BrokerConfig& config) {
  const auto integer = [&] {
    const auto number = parse_integer(value);
    BARNABAS_CHECK(number.has_value(), "a number was not validated before it was assigned");
    return *number;
  };
  std::visit(
      [&](auto member) {
        using Member = decltype(member);
        if constexpr (std::is_same_v<Member, std::monostate>) {
          return;
        } else {
          auto& field = config.*member;
          using Field = std::remove_reference_t<decltype(field)>;
          if constexpr (std::is_same_v<Field, bool>) {
            field = value == "true";
          } else if constexpr (std::is_integral_v<Field>) {
            field = static_cast<Field>(integer());
          } else if constexpr (std::is_same_v<Field, double>) {
            field = parse_double(value).value();
          } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
            field = split_list(value);
          } else if constexpr (std::is_same_v<Field, Durability>) {
            field = value == "os" ? Durability::Os : Durability::Fsync;
          } else {
            field = std::string(value);
          }
        }
      },
      property.binding);
}

std::vector<std::string> split_list(std::string_view value) {
  std::vector<std::string> elements;
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    const auto element = trim(value.substr(0, comma));
    if (!element.empty()) elements.emplace_back(element);
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return elements;
}

std::string describe_limits(const Limits& limits) {
  if (!limits.choices.empty())
    return fmt::format("one of {}", fmt::join(split_list(limits.choices), ", "));
  const bool bounded_below = std::isfinite(limits.min);
  const bool bounded_above = std::isfinite(limits.max);
  const auto number = [](double bound) {
    return bound == std::floor(bound) ? fmt::format("{}", static_cast<std::int64_t>(bound))
                                      : fmt::format("{}", bound);
  };
  if (bounded_below && bounded_above)
    return fmt::format("from {} to {}", number(limits.min), number(limits.max));
  if (bounded_below) return fmt::format("of at least {}", number(limits.min));
  if (bounded_above) return fmt::format("of at most {}", number(limits.max));
  return {};
}

std::string_view to_string(PropertyType type) {
  switch (type) {
    case PropertyType::Boolean:
      return "boolean";
    case PropertyType::String:
      return "string";
    case PropertyType::Int:
      return "int";
    case PropertyType::Short:
      return "short";
    case PropertyType::Long:
      return "long";
    case PropertyType::Double:
      return "double";
    case PropertyType::List:
      return "list";
    case PropertyType::Class:
      return "class";
    case PropertyType::Password:
      return "password";
  }
  return "unknown";
}

std::string_view to_string(UpdateMode mode) {
  switch (mode) {
    case UpdateMode::ReadOnly:
      return "read-only";
    case UpdateMode::PerBroker:
      return "per-broker";
    case UpdateMode::ClusterWide:
      return "cluster-wide";
  }
  return "unknown";
}

}  // namespace barnabas
