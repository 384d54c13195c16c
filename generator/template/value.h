#pragma once
// Value: what a template computes with: Go's types, as far as templates meet them.
//
// Sixteen bytes, copied freely, owning nothing: texts, lists and maps are views of a literal, of
// data given to the template, or of the record's arena, and die with it. `int` and `int64`,
// `float32` and `float64` are kept apart because Go prints and converts them apart.
//
// Go knows two kinds of emptiness: no value at all (a missing map key, prints `<no value>`), and a
// nil inside a container of anything. The second is a Nothing that is boxed. `boxed` says that a
// value was taken out of a container whose elements may be anything (`interface {}` in error
// texts); the end of a pipeline forgets it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace barnabas {

class Arena;
class TextBuffer;
class Value;
struct Function;

enum class Kind : std::uint8_t {
  Nothing,
  Failure,  // what a function returns after Call::fail(); never seen by templates
  Bool,
  Int,
  Int64,
  Uint8,  // a byte of a string, by index
  Float32,
  Float64,
  Complex,
  String,
  List,
  Map,
  Object,
};

struct Complex {
  double real = 0;
  double imaginary = 0;
};

// One entry of a map. Maps are sorted by key: that is the order in which Go ranges and prints.
struct MapEntry;

// Something with fields and methods that are computed when asked for: Go's struct, for instance the
// context that JR gives to templates as the dot.
class Object {
 public:
  virtual ~Object() = default;

  // As error texts name it: "*main.Context".
  virtual std::string_view type_name() const = 0;

  // The field's value, or nothing where there is no such field.
  virtual std::optional<Value> field(std::string_view name) const = 0;

  // A method; it finds this object in Call::receiver.
  virtual const Function* method(std::string_view) const { return nullptr; }

  virtual void print(TextBuffer& out) const = 0;
};

struct Map {
  Kind key = Kind::String;
  Kind element = Kind::Nothing;  // Nothing: anything
  std::span<const MapEntry> entries;
  // What the entries are the fields of, "customers": then asking a template's `.name` for one that
  // is not there is an error. Empty: it is Go's `<no value>`.
  std::string_view what = {};
};

class Value {
 public:
  constexpr Value() : integer_(0) {}

  static constexpr Value of_bool(bool value) { return Value(Kind::Bool, value); }
  static constexpr Value of_int(std::int64_t value) { return Value(Kind::Int, value); }
  static constexpr Value of_int64(std::int64_t value) { return Value(Kind::Int64, value); }
  static constexpr Value of_uint8(std::uint8_t value) { return Value(Kind::Uint8, value); }
  static constexpr Value of_float32(float value) { return Value(Kind::Float32, double{value}); }
  static constexpr Value of_float64(double value) { return Value(Kind::Float64, value); }
  // The text must outlive the value.
  static constexpr Value of_string(std::string_view text) {
    Value value(Kind::String, std::int64_t{0});
    value.size_ = static_cast<std::uint32_t>(text.size());
    value.text_ = text.data();
    return value;
  }
  // `element` is what the list can hold, Nothing for anything. The items must outlive the value.
  static constexpr Value of_list(std::span<const Value> items, Kind element = Kind::Nothing) {
    Value value(Kind::List, std::int64_t{0});
    value.element_ = element;
    value.size_ = static_cast<std::uint32_t>(items.size());
    value.items_ = items.data();
    return value;
  }
  static constexpr Value of_map(const Map* map) {
    Value value(Kind::Map, std::int64_t{0});
    value.map_ = map;
    return value;
  }
  static constexpr Value of_object(Object* object) {
    Value value(Kind::Object, std::int64_t{0});
    value.object_ = object;
    return value;
  }
  static constexpr Value of_complex(const Complex* complex) {
    Value value(Kind::Complex, std::int64_t{0});
    value.complex_ = complex;
    return value;
  }
  static constexpr Value failure() { return Value(Kind::Failure, std::int64_t{0}); }

  constexpr Kind kind() const { return kind_; }
  constexpr Kind element() const { return element_; }
  constexpr bool is_nothing() const { return kind_ == Kind::Nothing; }
  constexpr bool failed() const { return kind_ == Kind::Failure; }
  constexpr bool is_string() const { return kind_ == Kind::String; }
  // int, int64 or a byte.
  constexpr bool is_integer() const { return kind_ >= Kind::Int && kind_ <= Kind::Uint8; }
  constexpr bool is_float() const { return kind_ == Kind::Float32 || kind_ == Kind::Float64; }
  constexpr bool boxed() const { return boxed_; }
  constexpr Value as_boxed() const { return with_boxed(true); }
  constexpr Value unboxed() const { return with_boxed(false); }

  // REQUIRES, for each: the value is of that kind.
  constexpr bool as_bool() const { return integer_ != 0; }
  constexpr std::int64_t as_int() const { return integer_; }
  constexpr double as_float() const { return float_; }
  constexpr std::string_view as_string() const { return {text_, size_}; }
  constexpr std::span<const Value> items() const { return {items_, size_}; }
  constexpr const Map& map() const { return *map_; }
  constexpr Object& object() const { return *object_; }
  constexpr const Complex& complex() const { return *complex_; }

  // The index-th item as Go hands it out: boxed where the list can hold anything.
  constexpr Value item(std::size_t index) const {
    return items_[index].with_boxed(element_ == Kind::Nothing);
  }

 private:
  constexpr Value(Kind kind, bool value) : kind_(kind), integer_(value ? 1 : 0) {}
  constexpr Value(Kind kind, std::int64_t value) : kind_(kind), integer_(value) {}
  constexpr Value(Kind kind, std::uint8_t value) : kind_(kind), integer_(value) {}
  constexpr Value(Kind kind, double value) : kind_(kind), float_(value) {}
  constexpr Value with_boxed(bool boxed) const {
    Value copy = *this;
    copy.boxed_ = boxed;
    return copy;
  }

  Kind kind_ = Kind::Nothing;
  Kind element_ = Kind::Nothing;
  bool boxed_ = false;
  std::uint32_t size_ = 0;
  union {
    std::int64_t integer_;
    double float_;
    const char* text_;
    const Value* items_;
    const Map* map_;
    Object* object_;
    const Complex* complex_;
  };
};

static_assert(sizeof(Value) == 16);

struct MapEntry {
  Value key;
  Value value;
};

// The entry's value under a text key, boxed where the map can hold anything; Nothing if missing.
Value map_lookup(const Map& map, std::string_view key);
Value map_lookup(const Map& map, std::int64_t key);

// The type as Go writes it: "int", "[]string", "map[string]interface {}".
std::string type_name(const Value& value);
std::string_view kind_name(Kind kind);

// What `if` takes for true: everything but false, zero, and what is empty.
bool is_true(const Value& value);

}  // namespace barnabas
