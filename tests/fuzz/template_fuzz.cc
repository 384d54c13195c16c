// Parses whatever it is given as a template, and renders what parses.
//
// Properties: nothing crashes; two renderings of one record are the same, errors included.

#include <cstdint>
#include <string>

#include "generator/template/template.h"
#include "protocol/base/check.h"

namespace barnabas {
namespace {

std::string render(const Template& parsed) {
  static constexpr Value list[] = {Value::of_int(1), Value::of_string("two"), Value()};
  Renderer renderer(parsed, nullptr);
  TextBuffer out;
  const auto rendered = renderer.render({}, Value::of_list(list), out);
  return std::string(out.view()) + (rendered ? "" : rendered.error().message);
}

// Loops over numbers, and templates that call themselves, may take longer than a fuzzer waits.
bool may_take_long(std::string_view text) {
  return text.find("range") != text.npos || text.find("template") != text.npos ||
         text.find("block") != text.npos || text.find("99999") != text.npos;
}

}  // namespace
}  // namespace barnabas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace barnabas;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = Template::parse(text, {.name = "fuzz"});
  if (!parsed || may_take_long(text)) return 0;
  BARNABAS_CHECK(render(*parsed) == render(*parsed), "a record is always the same");
  return 0;
}
