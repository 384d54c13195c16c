#pragma once
// Function: one row of a function table: what it is called, what it takes, what it does.
//
// One table drives the parser, the type checks, `man`, and the docs. A function comes in up to two
// forms. evaluate() computes a Value from arguments that already have the types of the parameters.
// specialize() is asked once, when a template is parsed and all arguments are constants: it may
// check them, prepare something (a compiled pattern, a table of words), and offer a writer that
// puts the text straight into the output, which is how most fields of a record are made.

#include <array>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "generator/template/arena.h"
#include "generator/template/random.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

// What the functions of a run share: lists, counters, the record's person and place, data sets,
// clocks. The language passes it on without looking inside; generator/functions defines it.
class Environment;

// Types of parameters and results, by their Go names.
enum class Type : std::uint8_t {
  Any,
  Bool,
  Int,
  Int64,
  Float32,
  Float64,
  String,
  List,     // []interface {}
  Strings,  // []string
  Ints,     // []int
};
std::string_view type_name(Type type);

struct Parameter {
  std::string_view name;
  Type type = Type::Any;
};

// Up to six parameters, so that tables of functions are constants.
class Parameters {
 public:
  constexpr Parameters() = default;
  constexpr Parameters(std::initializer_list<Parameter> parameters) {
    for (const auto& parameter : parameters) parameters_[count_++] = parameter;
  }
  constexpr std::size_t size() const { return count_; }
  constexpr const Parameter& operator[](std::size_t index) const { return parameters_[index]; }
  constexpr auto begin() const { return parameters_.begin(); }
  constexpr auto end() const { return parameters_.begin() + count_; }

 private:
  std::array<Parameter, 6> parameters_{};
  std::size_t count_ = 0;
};

using Arguments = std::span<const Value>;

// What a running function gets to see. One Call per renderer, used over and over.
class Call {
 public:
  Call(Arena& memory, Environment* shared) : arena(memory), environment(shared) {}

  // For texts and lists that live as long as the record.
  Arena& arena;
  Environment* environment;
  // What specialize() prepared for this call site, or nullptr.
  const void* prepared = nullptr;
  // The object whose method is called, or nullptr.
  Object* receiver = nullptr;

  // The draws of this call. Ask once per call: asked again, it begins anew with the same draws.
  Random random() const { return Random(record_key + stream); }

  // Ends the record with "error calling NAME: message"; to be returned by the function.
  Value fail(std::string message) {
    failure = std::move(message);
    return Value::failure();
  }

  // Go's type rules to the letter.
  bool strict = false;
  // For texts that are put together piece by piece, by functions that use nothing but builtins
  // meanwhile. Clear it first.
  TextBuffer scratch;

  // Set by the renderer: Random::record_key() with the round added; the call site's offset.
  std::uint64_t record_key = 0;
  std::uint64_t stream = 0;
  std::string failure;
};

// Room for what a writer needs to know: any small struct without a destructor.
class WriterData {
 public:
  template <class T>
  void set(const T& data) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(bytes_));
    std::memcpy(bytes_.data(), &data, sizeof(T));
  }
  template <class T>
  const T& get() const {
    return *reinterpret_cast<const T*>(bytes_.data());
  }

 private:
  alignas(8) std::array<std::byte, 32> bytes_{};
};

// Writes at `out`, at most as many bytes as announced (and the slack), returns the end. It cannot
// fail: what can go wrong with constant arguments is said by specialize().
using Writer = char* (*)(char* out, const WriterData& data, Call& call);

// What may become longer is no matter for writers: room for all of it is kept at all times.
inline constexpr std::size_t writer_size_max = 64 * 1024;

struct Specialization {
  Specialization(Arguments constants, Arena& lasting, Environment* shared)
      : arguments(constants), memory(lasting), environment(shared) {}

  Arguments arguments;       // constants, of the types of the parameters
  Arena& memory;             // lives as long as the template
  Environment* environment;  // nullptr where a template is only checked

  // To be filled. A writer is used where the result is written out, and, if the function returns
  // a string, where it is a value too.
  Writer writer = nullptr;
  std::size_t size_max = 0;
  WriterData data;
  const void* prepared = nullptr;     // for evaluate(), as Call::prepared
  std::shared_ptr<const void> owned;  // what must live as long as the template
  std::string error;                  // why these arguments can never work
};

struct Function {
  std::string_view name;
  std::string_view category;
  std::string_view description;
  Parameters parameters;
  // The last parameter stands for any number of arguments.
  bool variadic = false;
  Type returns = Type::String;
  bool localizable = false;
  // The same arguments always give the same value: computed once when the template is parsed.
  bool constant = false;
  // It reads or writes what other records wrote: such a template is rendered record after record.
  bool stateful = false;
  std::string_view example;
  std::string_view output;
  Value (*evaluate)(Call& call, Arguments arguments) = nullptr;
  void (*specialize)(Specialization& use) = nullptr;
};

// Functions by name; those added last win, so that a table may replace a builtin.
class FunctionTable {
 public:
  // The functions must outlive the table.
  void add(std::span<const Function> functions);
  const Function* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string_view, const Function*> functions_;
};

// Go's own functions, and what the language treats apart: print, printf, index, eq, and the like.
std::span<const Function> builtin_functions();

}  // namespace barnabas
