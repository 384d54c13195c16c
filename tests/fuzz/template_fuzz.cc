// Parses whatever it is given as a template, and renders what parses: once in Go's language alone,
// once with all functions and the data of a locale.
//
// Properties: nothing crashes; two renderings of one record are the same, errors included.

#include <cstdint>
#include <memory>
#include <string>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/locale_data.h"
#include "generator/template/template.h"
#include "protocol/base/check.h"

namespace barnabas {
namespace {

std::string render(const Template& parsed, Environment* environment) {
  static constexpr Value list[] = {Value::of_int(1), Value::of_string("two"), Value()};
  Renderer renderer(parsed, environment);
  TextBuffer out;
  if (environment != nullptr) {
    environment->run = {};
    environment->begin_record(1'779'019'200'000);  // 2026-05-17
  }
  const auto rendered = renderer.render({}, Value::of_list(list), out);
  return std::string(out.view()) + (rendered ? "" : rendered.error().message);
}

// Loops over numbers, and templates that call themselves, may take longer than a fuzzer waits; so
// may functions that are asked for much.
bool may_take_long(std::string_view text) {
  return text.find("range") != text.npos || text.find("template") != text.npos ||
         text.find("block") != text.npos || text.find("99999") != text.npos;
}

// The United States, loaded once.
struct World {
  World() {
    auto loaded = LocaleData::load(sets, sets.locale("us").value());
    BARNABAS_CHECK(loaded.has_value(), "the locale is not embedded");
    data = *std::move(loaded);
    environment.data = data.get();
    environment.sets = &sets;
  }

  DataSets sets;
  std::unique_ptr<const LocaleData> data;
  RunState state;
  Environment environment{state};
  FunctionTable functions = all_functions();
};

void check(std::string_view text, const TemplateOptions& options) {
  const auto parsed = Template::parse(text, options);
  if (!parsed || may_take_long(text)) return;
  BARNABAS_CHECK(render(*parsed, options.environment) == render(*parsed, options.environment),
                 "a record is always the same");
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace barnabas;
  static World world;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, {.name = "fuzz"});
  check(text, {.name = "fuzz", .functions = &world.functions, .environment = &world.environment});
  return 0;
}
