#include "generator/schemas/inference.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "generator/schemas/json.h"
#include "generator/schemas/names.h"
#include "generator/schemas/times.h"

namespace barnabas {
namespace {

constexpr std::int64_t int_limit = std::int64_t{1} << 30;
constexpr std::size_t symbols_max = 16;
constexpr std::uint64_t enum_samples_min = 50;
constexpr std::uint64_t symbol_samples_min = 3;
constexpr std::size_t map_keys_min = 9;
// Milliseconds of the years 2000 to 2100.
constexpr std::int64_t timestamp_ms_min = 946'684'800'000;
constexpr std::int64_t timestamp_ms_max = 4'102'444'800'000;

// Whole numbers of one place.
struct Integers {
  std::uint64_t count = 0;
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  std::int64_t last = 0;
  bool growing = true;

  void add(std::int64_t number) {
    growing = growing && (count == 0 || number > last);
    ++count;
    last = number;
    least = std::min(least, number);
    most = std::max(most, number);
  }
  bool is_int() const {
    const bool counts = growing && count >= 3;
    return !counts && least > -int_limit && most < int_limit;
  }
  bool is_timestamp() const { return least >= timestamp_ms_min && most < timestamp_ms_max; }
};

// Texts of one place.
struct Strings {
  std::uint64_t count = 0;
  std::uint64_t timestamps = 0;
  std::uint64_t dates = 0;
  std::map<std::string, std::uint64_t, std::less<>> symbols;  // those first seen

  void add(const std::string& text) {
    ++count;
    const auto found = symbols.find(text);
    if (found != symbols.end())
      ++found->second;
    else if (symbols.size() <= symbols_max)
      symbols.emplace(text, 1);
    if (parse_timestamp(text)) ++timestamps;
    if (parse_date(text)) ++dates;
  }
  bool is_enum() const {
    return count >= enum_samples_min && symbols.size() >= 2 && symbols.size() <= symbols_max &&
           std::all_of(symbols.begin(), symbols.end(), [](const auto& symbol) {
             return is_schema_name(symbol.first) && symbol.second >= symbol_samples_min;
           });
  }
};

}  // namespace

// All that was seen in one place of the values.
struct Inference::Seen {
  std::uint64_t count = 0;
  std::uint64_t nulls = 0;
  std::uint64_t booleans = 0;
  std::uint64_t fractions = 0;
  std::uint64_t arrays = 0;
  std::uint64_t objects = 0;
  Integers integers;
  Strings strings;
  std::unique_ptr<Seen> items;
  std::vector<std::pair<std::string, std::unique_ptr<Seen>>> fields;
  std::map<std::string, Seen*, std::less<>> by_name;

  void add(const JsonValue& value) {
    ++count;
    if (value.is_null()) {
      ++nulls;
    } else if (value.is_boolean()) {
      ++booleans;
    } else if (value.is_number_float() ||
               (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) {
      ++fractions;
    } else if (value.is_number()) {
      integers.add(value.get<std::int64_t>());
    } else if (value.is_string()) {
      strings.add(value.get_ref<const std::string&>());
    } else if (value.is_array()) {
      ++arrays;
      if (items == nullptr) items = std::make_unique<Seen>();
      for (const auto& item : value) items->add(item);
    } else {
      ++objects;
      for (const auto& [name, field] : value.items()) this->field(name).add(field);
    }
  }

  bool is_map() const;
  // Everything that stands below any field, as if it were one.
  std::unique_ptr<Seen> all_fields() const;
  void add_all(const Seen& other);

 private:
  Seen& field(const std::string& name) {
    auto& known = by_name[name];
    if (known == nullptr) {
      fields.emplace_back(name, std::make_unique<Seen>());
      known = fields.back().second.get();
    }
    return *known;
  }
};

void Inference::Seen::add_all(const Seen& other) {
  count += other.count;
  nulls += other.nulls;
  booleans += other.booleans;
  fractions += other.fractions;
  arrays += other.arrays;
  objects += other.objects;
  integers.count += other.integers.count;
  integers.least = std::min(integers.least, other.integers.least);
  integers.most = std::max(integers.most, other.integers.most);
  // Numbers of several places have no order.
  if (other.integers.count > 0)
    integers.growing = integers.count == other.integers.count && other.integers.growing;
  strings.count += other.strings.count;
  strings.timestamps += other.strings.timestamps;
  strings.dates += other.strings.dates;
  for (const auto& [symbol, times] : other.strings.symbols) strings.symbols[symbol] += times;
  if (other.items != nullptr) {
    if (items == nullptr) items = std::make_unique<Seen>();
    items->add_all(*other.items);
  }
  for (const auto& [name, seen] : other.fields) field(name).add_all(*seen);
}

std::unique_ptr<Inference::Seen> Inference::Seen::all_fields() const {
  auto all = std::make_unique<Seen>();
  for (const auto& [name, seen] : fields) all->add_all(*seen);
  return all;
}

bool Inference::Seen::is_map() const {
  if (objects < 2 || fields.size() < map_keys_min) return false;
  if (std::any_of(fields.begin(), fields.end(),
                  [&](const auto& field) { return field.second->count * 2 > objects; }))
    return false;
  const auto all = all_fields();
  const auto& integers_there = all->integers.count;
  const int kinds = (all->booleans > 0) + (all->fractions + integers_there > 0) +
                    (all->strings.count > 0) + (all->arrays > 0) + (all->objects > 0);
  return kinds <= 1;
}

namespace {

// Hands out names for types, each once.
class TypeNames {
 public:
  std::string take(const std::string& wanted, const std::string& parent) {
    auto name = wanted;
    if (!taken_.insert(name).second) name = parent + wanted;
    for (int number = 2; name != wanted && !taken_.insert(name).second; ++number)
      name = parent + wanted + std::to_string(number);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace

// From what was seen to shapes.
class ShapeMaker {
 public:
  ShapeMaker(const InferenceOptions& options, TypeNames& names)
      : options_(options), names_(names) {}

  // `name` is the field's, `parent` the type that it stands in.
  template <class Seen>
  SchemaShape make(const Seen& seen, const std::string& name, const std::string& parent) {
    std::vector<SchemaShape> kinds;
    if (seen.booleans > 0) kinds.push_back({.kind = ShapeKind::Boolean});
    if (seen.fractions > 0)
      kinds.push_back({.kind = ShapeKind::Double});
    else if (seen.integers.count > 0)
      kinds.push_back(number(seen.integers));
    if (seen.strings.count > 0) kinds.push_back(text(seen.strings, name, parent));
    if (seen.arrays > 0) {
      SchemaShape array{.kind = ShapeKind::Array};
      array.parts.push_back(make(*seen.items, singular(name), parent));
      kinds.push_back(std::move(array));
    }
    if (seen.objects > 0) kinds.push_back(object(seen, name, parent));
    SchemaShape shape;
    if (kinds.size() == 1) {
      shape = std::move(kinds[0]);
    } else if (kinds.size() > 1) {
      shape.kind = ShapeKind::Union;
      shape.parts = std::move(kinds);
    }
    shape.nullable = seen.nulls > 0;
    return shape;
  }

 private:
  SchemaShape number(const Integers& integers) const {
    if (options_.timestamps && integers.is_timestamp()) return {.kind = ShapeKind::Timestamp};
    return {.kind = integers.is_int() ? ShapeKind::Int : ShapeKind::Long};
  }

  SchemaShape text(const Strings& strings, const std::string& name, const std::string& parent) {
    if (options_.timestamps && strings.timestamps == strings.count)
      return {.kind = ShapeKind::Timestamp, .as_text = true};
    if (options_.timestamps && strings.dates == strings.count)
      return {.kind = ShapeKind::Date, .as_text = true};
    if (!options_.enums || !strings.is_enum()) return {.kind = ShapeKind::String};
    SchemaShape shape{.kind = ShapeKind::Enum, .name = names_.take(type_name(name), parent)};
    for (const auto& [symbol, count] : strings.symbols) shape.symbols.push_back(symbol);
    return shape;
  }

  template <class Seen>
  SchemaShape object(const Seen& seen, const std::string& name, const std::string& parent) {
    if (seen.is_map()) {
      SchemaShape map{.kind = ShapeKind::Map};
      map.parts.push_back(make(*seen.all_fields(), singular(name), parent));
      return map;
    }
    SchemaShape record{.kind = ShapeKind::Record, .name = names_.take(type_name(name), parent)};
    for (const auto& [field_name, field] : seen.fields) {
      auto shape = make(*field, field_name, record.name);
      const bool required = field->count == seen.objects;
      shape.nullable = shape.nullable || !required;
      record.fields.push_back(
          {.name = field_name, .shape = std::move(shape), .required = required});
    }
    return record;
  }

  const InferenceOptions& options_;
  TypeNames& names_;
};

Inference::Inference() : seen_(std::make_unique<Seen>()) {}
Inference::~Inference() = default;

Result<void> Inference::add(std::string_view value) {
  auto json = parse_json(value);
  if (!json) return tl::unexpected(json.error());
  seen_->add(*json);
  return {};
}

std::uint64_t Inference::samples() const { return seen_->count; }

SchemaShape Inference::shape(const InferenceOptions& options) const {
  TypeNames names;
  return ShapeMaker(options, names).make(*seen_, options.name, "");
}

}  // namespace barnabas
