// template_bench FILE [SECONDS]: renders a template over and over on one thread, and says how many
// records and bytes a second of processor time came out. Nothing is written anywhere.

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/locale_data.h"
#include "generator/template/template.h"

int main(int argc, char** argv) {
  using namespace barnabas;
  if (argc < 2) {
    fmt::print(stderr, "usage: template_bench FILE [SECONDS]\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
  const auto functions = all_functions();
  RunState state;
  Environment environment(state);
  DataSets sets;
  const auto data = LocaleData::load(sets, sets.locale("us").value()).value();
  environment.data = data.get();
  environment.sets = &sets;
  const auto parsed = Template::parse(
      text.str(), {.name = argv[1], .functions = &functions, .environment = &environment});
  if (!parsed) {
    fmt::print(stderr, "{}\n", parsed.error().text());
    return 1;
  }
  Renderer renderer(*parsed, &environment);
  TextBuffer out;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  // Of this process, not of the wall: others may use the processor too.
  const auto started = std::clock();
  double passed = 0;
  while (passed < seconds) {
    for (int i = 0; i < 10'000; ++i) {
      if (out.size() > 100'000) out.clear();
      const auto before = out.size();
      environment.begin_record(1'779'019'200'000);
      const auto rendered = renderer.render({.seed = 1, .number = records++}, Value(), out);
      if (!rendered) {
        fmt::print(stderr, "{}\n", rendered.error().message);
        return 1;
      }
      bytes += out.size() - before;
    }
    passed = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
  }
  const auto rate = static_cast<double>(records) / passed;
  fmt::print("{:.0f} records/s, {:.1f} ns each, {:.1f} bytes each, {:.0f} MB/s\n", rate, 1e9 / rate,
             static_cast<double>(bytes) / static_cast<double>(records),
             static_cast<double>(bytes) / passed / 1e6);
}
