#include "cli/output.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

const std::vector<Value::Fields> kRows{
    {{"topic", "orders"}, {"end_offset", 12}, {"isr", Value::List{1, 2}}},
    {{"topic", "a"}, {"end_offset", 1480}, {"isr", Value()}},
};

TEST(Output, TableAlignsNumbersToTheRight) {
  EXPECT_EQ(render_rows(kRows, OutputFormat::Table),
            "TOPIC   END-OFFSET  ISR\n"
            "orders          12  1,2\n"
            "a             1480  -\n");
  EXPECT_EQ(render_rows({}, OutputFormat::Table), "");
}

TEST(Output, JsonIsAListOfObjects) {
  EXPECT_EQ(
      render_rows({kRows[1]}, OutputFormat::Json),
      "[\n  {\n    \"topic\": \"a\",\n    \"end_offset\": 1480,\n    \"isr\": null\n  }\n]\n");
  EXPECT_EQ(render_rows({}, OutputFormat::Json), "[]\n");
}

TEST(Output, JsonLinesHaveOneObjectEach) {
  EXPECT_EQ(render_rows(kRows, OutputFormat::JsonLines),
            "{\"topic\":\"orders\",\"end_offset\":12,\"isr\":[1,2]}\n"
            "{\"topic\":\"a\",\"end_offset\":1480,\"isr\":null}\n");
}

TEST(Output, YamlNestsListsAndFields) {
  const Value value(Value::List{
      Value::Fields{{"topic", "orders"},
                    {"partitions", Value::List{Value::Fields{{"id", 0}, {"isr", Value::List{1}}}}},
                    {"configs", Value::Fields{}}}});
  EXPECT_EQ(render_value(value, OutputFormat::Yaml),
            "- topic: \"orders\"\n"
            "  partitions:\n"
            "    - id: 0\n"
            "      isr:\n"
            "        - 1\n"
            "  configs: {}\n");
}

TEST(Output, TableOfOneValueShowsNameAndValue) {
  EXPECT_EQ(render_value(Value::Fields{{"group", "billing"}, {"members", 2}, {"live", true}},
                         OutputFormat::Table),
            "group    billing\nmembers  2\nlive     true\n");
}

}  // namespace
}  // namespace barnabas
