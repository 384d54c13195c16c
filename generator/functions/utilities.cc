// Category utilities: ids, counters, and small tools.

#include "generator/functions/csv_table.h"
#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/words.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// The first call of a name gives `start`, each later one adds its own step.
Value counter(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return arguments[1];
  auto& counters = call.environment->run.counters;
  const auto found = counters.find(arguments[0].as_string());
  if (found == counters.end()) {
    counters.emplace(arguments[0].as_string(), arguments[1].as_int());
    return arguments[1];
  }
  // Go's integers wrap around.
  found->second = static_cast<std::int64_t>(static_cast<std::uint64_t>(found->second) +
                                            static_cast<std::uint64_t>(arguments[2].as_int()));
  return Value::of_int(found->second);
}

struct Keys {
  const char* prefix = nullptr;
  std::size_t prefix_size = 0;
  std::uint64_t count = 0;
};

char* write_drawn_key(char* out, const Keys& keys, Random random) {
  out = std::copy_n(keys.prefix, keys.prefix_size, out);
  return write_integer(out, static_cast<std::int64_t>(random.below(keys.count)));
}

Keys keys_of(Arguments arguments) {
  const auto prefix = arguments[0].as_string();
  return {prefix.data(), prefix.size(), static_cast<std::uint64_t>(arguments[1].as_int())};
}

Value key(Call& call, Arguments arguments) {
  if (arguments[1].as_int() <= 0) return call.fail("there must be at least one key");
  const auto keys = keys_of(arguments);
  char* text = call.arena.allocate(keys.prefix_size + 20);
  const char* end = write_drawn_key(text, keys, call.random());
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

char* write_key(char* out, const WriterData& data, Call& call) {
  return write_drawn_key(out, data.get<Keys>(), call.random());
}

void specialize_key(Specialization& use) {
  if (use.arguments[1].as_int() <= 0) {
    use.error = "there must be at least one key";
    return;
  }
  auto keys = keys_of(use.arguments);
  keys.prefix = use.memory.copy(use.arguments[0].as_string()).data();
  use.data.set(keys);
  use.size_max = keys.prefix_size + 20;
  if (use.size_max <= writer_size_max) use.writer = write_key;
}

constexpr auto hex_pairs = [] {
  std::array<char, 512> pairs{};
  for (std::size_t i = 0; i < 256; ++i) {
    pairs[2 * i] = "0123456789abcdef"[i >> 4];
    pairs[2 * i + 1] = "0123456789abcdef"[i & 15];
  }
  return pairs;
}();

char* write_hex_bytes(char* out, std::uint64_t bits, int from, int count) {
  for (int i = 0; i < count; ++i, out += 2) {
    std::memcpy(out, &hex_pairs[2 * (bits >> (56 - 8 * (from + i)) & 0xFF)], 2);
  }
  return out;
}

// Version 4: all bits drawn but those that say so.
char* write_uuid(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  const auto high = (random.next() & ~std::uint64_t{0xF000}) | 0x4000;
  const auto low = (random.next() >> 2) | (std::uint64_t{1} << 63);
  out = write_hex_bytes(out, high, 0, 4);
  *out++ = '-';
  out = write_hex_bytes(out, high, 4, 2);
  *out++ = '-';
  out = write_hex_bytes(out, high, 6, 2);
  *out++ = '-';
  out = write_hex_bytes(out, low, 0, 2);
  *out++ = '-';
  return write_hex_bytes(out, low, 2, 6);
}

void specialize_uuid(Specialization& use) {
  use.writer = write_uuid;
  use.size_max = 36;
}

constexpr std::string_view truths[] = {"true", "false"};
constexpr std::string_view answers[] = {"yes", "no"};

template <const auto& words>
void specialize_words(Specialization& use) {
  use_words(use, words);
}

Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

Value array(Call& call, Arguments arguments) {
  const auto count = arguments[0].as_int();
  if (count < 0 || count > 10'000'000) return call.fail("the length must be 0 to 10000000");
  const auto items = call.arena.values(static_cast<std::size_t>(count));
  for (auto& item : items) item = Value::of_int(0);
  return Value::of_list(items, Kind::Int);
}

Value inject(Call& call, Arguments arguments) {
  return call.random().unit() < arguments[0].as_float() ? arguments[1] : arguments[2];
}

// One row a record, and from the first row again after the last.
Value fromcsv(Call& call, Arguments arguments) {
  const auto* environment = call.environment;
  if (environment == nullptr || environment->csv == nullptr) return Value::of_string("");
  const auto& csv = *environment->csv;
  const int column = csv.column(arguments[0].as_string());
  if (column < 0) return Value::of_string("");
  return Value::of_string(csv.cell(environment->record_number % csv.rows(), column));
}

// From here on, the draws of this record follow from that number alone.
Value seed(Call& call, Arguments arguments) {
  call.record_key = Random::emitter_key(static_cast<std::uint64_t>(arguments[0].as_int()), 0);
  return Value::of_string("");
}

constexpr Function functions[] = {
    {.name = "array",
     .category = "utilities",
     .description = "a list of so many zeros, to loop over",
     .parameters = {{"length", Type::Int}},
     .returns = Type::Ints,
     .constant = true,
     .example = "{{range $i, $e := array 3}}{{$i}}{{end}}",
     .output = "012",
     .evaluate = array},
    {.name = "bool",
     .category = "utilities",
     .description = "the text true or false",
     .example = "{{bool}}",
     .output = "true",
     .evaluate = unreachable,
     .specialize = specialize_words<truths>},
    {.name = "counter",
     .category = "utilities",
     .description = "a number that grows with each call of that name",
     .parameters = {{"name", Type::String}, {"start", Type::Int}, {"step", Type::Int}},
     .returns = Type::Int,
     .stateful = true,
     .example = "{{counter \"id\" 10 1}} {{counter \"id\" 10 1}}",
     .output = "10 11",
     .evaluate = counter},
    {.name = "fromcsv",
     .category = "utilities",
     .description = "the cell of a column in the record's row of the file that --csv names",
     .parameters = {{"column", Type::String}},
     .example = "{{fromcsv \"NAME\"}}",
     .output = "",
     .evaluate = fromcsv},
    {.name = "inject",
     .category = "utilities",
     .description = "with the given probability the first value, else the second",
     .parameters = {{"probability", Type::Float64}, {"injected", Type::Any}, {"value", Type::Any}},
     .returns = Type::Any,
     .example = "{{integer 1 10 | inject 0.5 -1}}",
     .output = "-1",
     .evaluate = inject},
    {.name = "key",
     .category = "utilities",
     .description = "a prefix and a number below the count: one of so many keys",
     .parameters = {{"prefix", Type::String}, {"count", Type::Int}},
     .example = "{{key \"KEY\" 20}}",
     .output = "KEY7",
     .evaluate = key,
     .specialize = specialize_key},
    {.name = "seed",
     .category = "utilities",
     .description = "makes the draws behind it in this record follow from a number",
     .parameters = {{"number", Type::Int64}},
     .example = "{{seed 7}}",
     .output = "",
     .evaluate = seed},
    {.name = "uuid",
     .category = "utilities",
     .description = "a random UUID, version 4",
     .example = "{{uuid}}",
     .output = "1f0c3a52-6d8e-4b97-a0c4-95e7d2b8f316",
     .evaluate = unreachable,
     .specialize = specialize_uuid},
    {.name = "yesorno",
     .category = "utilities",
     .description = "yes or no",
     .example = "{{yesorno}}",
     .output = "no",
     .evaluate = unreachable,
     .specialize = specialize_words<answers>},
};

}  // namespace

std::span<const Function> utility_functions() { return functions; }

}  // namespace barnabas
