#pragma once
// Property: one row of the table of settings: its name, type, default, limits, and what it does.
//
// Names, types, defaults and limits are Apache Kafka 4.4's. A row either says what the setting does
// here, or it is one that Apache knows and this program accepts without acting on it. Rows are
// constants, built by acted() and accepted() and read everywhere; any thread.

#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "broker/config/broker_config.h"
#include "protocol/base/result.h"

namespace barnabas {

// The number is the one that DescribeConfigs puts on the wire (ConfigResponse.ConfigType).
enum class PropertyType : std::int8_t {
  Boolean = 1,
  String = 2,
  Int = 3,
  Short = 4,
  Long = 5,
  Double = 6,
  List = 7,
  Class = 8,
  Password = 9,
};

// How a broker's property can change while it runs (KIP-226).
enum class UpdateMode { ReadOnly, PerBroker, ClusterWide };

// The values that a property accepts, beyond its type.
struct Limits {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string_view choices;  // "gzip,lz4,snappy"; empty: any
  bool choices_ignore_case = false;
};

constexpr Limits at_least(double min) { return {.min = min}; }
constexpr Limits in_range(double min, double max) { return {.min = min, .max = max}; }
constexpr Limits one_of(std::string_view choices) { return {.choices = choices}; }
constexpr Limits one_of_any_case(std::string_view choices) {
  return {.choices = choices, .choices_ignore_case = true};
}
inline constexpr Limits kAnyValue{};
// A default of nothing at all, which is not the same as an empty text.
inline constexpr const char* kNoDefault = nullptr;

// Where a broker's property lands in BrokerConfig.
using Binding = std::variant<std::monostate, bool BrokerConfig::*, std::int16_t BrokerConfig::*,
                             std::int32_t BrokerConfig::*, std::int64_t BrokerConfig::*,
                             std::string BrokerConfig::*,
                             std::optional<std::string> BrokerConfig::*, double BrokerConfig::*,
                             std::vector<std::string> BrokerConfig::*, Durability BrokerConfig::*>;

struct Property {
  std::string_view name;
  PropertyType type = PropertyType::String;
  const char* default_value = kNoDefault;
  Limits limits;
  UpdateMode update = UpdateMode::ReadOnly;
  Binding binding;
  std::string_view documentation;  // empty: accepted, not acted on
  std::string_view twin;           // the broker's property that gives a topic or group its default
  const char* apache_default = kNoDefault;  // where ours differs on purpose
  bool hidden = false;                      // internal in Apache: not listed unless set
  bool own = false;                         // Apache does not know it

  bool is_acted_on() const { return !documentation.empty(); }
  bool is_sensitive() const { return type == PropertyType::Password; }

  constexpr Property with_twin(std::string_view name_of_twin) const {
    auto row = *this;
    row.twin = name_of_twin;
    return row;
  }
  constexpr Property unlike_apache(const char* its_default) const {
    auto row = *this;
    row.apache_default = its_default;
    return row;
  }
  constexpr Property internal() const {
    auto row = *this;
    row.hidden = true;
    return row;
  }
  constexpr Property our_own() const {
    auto row = *this;
    row.own = true;
    return row;
  }
};

// A property that this program knows by name, type and limits only.
constexpr Property accepted(std::string_view name, PropertyType type, const char* default_value,
                            Limits limits = kAnyValue, UpdateMode update = UpdateMode::ReadOnly) {
  return {.name = name,
          .type = type,
          .default_value = default_value,
          .limits = limits,
          .update = update};
}

// A property that does something, which `documentation` says in a sentence.
constexpr Property acted(std::string_view name, PropertyType type, const char* default_value,
                         Limits limits, UpdateMode update, Binding binding,
                         std::string_view documentation) {
  return {.name = name,
          .type = type,
          .default_value = default_value,
          .limits = limits,
          .update = update,
          .binding = binding,
          .documentation = documentation};
}

// The sentence shown for a property, also where it has no effect.
std::string documentation_of(const Property& property);

// Checks the value `raw` against type and limits and returns it in canonical spelling (trimmed,
// lists without blanks). Errors: InvalidConfig, naming the property, the value and what is allowed.
Result<std::string> validate_value(const Property& property, std::string_view raw);

// Writes a valid value into the member that the property is bound to; nothing where it is not.
// REQUIRES: validate_value accepted `value`.
void assign(const Property& property, std::string_view value, BrokerConfig& config);

// The elements of a list property, trimmed; an empty text has none.
std::vector<std::string> split_list(std::string_view value);

// "in [1,...,9]" or "one of gzip, lz4", for messages and the docs page; empty where all is allowed.
std::string describe_limits(const Limits& limits);

std::string_view to_string(PropertyType type);
std::string_view to_string(UpdateMode mode);

}  // namespace barnabas
