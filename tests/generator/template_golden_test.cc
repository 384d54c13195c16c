// Templates rendered as Go renders them, byte for byte, errors included. The recorded answers are
// in golden/template; go_template says how they came about.

#include "tests/generator/template_golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "generator/template/template.h"

namespace barnabas {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

// What is written, and the error.
std::pair<std::string, std::string> run(const GoldenCase& golden) {
  const auto parsed =
      Template::parse(golden.text, {.name = "t", .functions = &golden_functions(), .strict = true});
  if (!parsed) return {"", parsed.error().message};
  Arena arena;
  const auto data = build_data(golden.data, arena);
  Renderer renderer(*parsed, nullptr);
  TextBuffer out;
  const auto rendered = renderer.render({}, data, out);
  return {std::string(out.view()), rendered ? "" : rendered.error().message};
}

int replay(const std::filesystem::path& path) {
  int count = 0;
  for (const auto& golden : read_golden(read_file(path))) {
    const auto [output, error] = run(golden);
    EXPECT_EQ(output, golden.output) << path.filename() << ": " << golden.title << "\n"
                                     << golden.text;
    EXPECT_EQ(error, golden.error) << path.filename() << ": " << golden.title << "\n"
                                   << golden.text;
    ++count;
  }
  return count;
}

TEST(TemplateGolden, EveryRecordedTemplateIsRenderedAsGoDoes) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(BARNABAS_GOLDEN_TEMPLATES)) {
    count += replay(entry.path());
  }
  EXPECT_GT(count, 300);
}

// BARNABAS_TEMPLATES=FILE: more recorded cases, for instance made-up ones.
TEST(TemplateGolden, TemplatesOfAFileGivenBesidesAreRenderedAsGoDoes) {
  const char* path = std::getenv("BARNABAS_TEMPLATES");
  // Go made them up for this run of the suite `template`; without Go there is nothing to replay.
  if (path == nullptr) GTEST_SKIP() << "none given";
  EXPECT_GT(replay(path), 0);
}

}  // namespace
}  // namespace barnabas
