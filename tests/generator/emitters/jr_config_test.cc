#include "generator/emitters/jr_config.h"

#include <gtest/gtest.h>

#include "generator/data/data_sets.h"
#include "generator/data/template_catalog.h"

namespace barnabas {
namespace {

std::string error_of(std::string_view text) {
  const auto config = read_jr_config("jrconfig.json", text);
  return config ? "no error" : config.error().message;
}

TEST(JrConfig, OurGroupsAreRunWithTheirTemplatesAndLocales) {
  const auto config = own_jr_config();
  const TemplateCatalog templates;
  const DataSets data;
  EXPECT_EQ(15U, config.groups.size());
  EXPECT_TRUE(config.unknown.empty());
  for (const auto& group : config.groups) {
    for (const auto& emitter : group.emitters) {
      EXPECT_TRUE(templates.find(emitter.value_template)) << emitter.name;
      EXPECT_TRUE(data.locale(emitter.locale)) << emitter.name;
    }
  }
}

TEST(JrConfig, ReadsTheShoeStory) {
  const auto config = own_jr_config();
  const auto* shoe = config.group("shoe");
  ASSERT_NE(nullptr, shoe);
  ASSERT_EQ(4U, shoe->emitters.size());
  EXPECT_EQ("shoestore_shoe", shoe->emitters[0].value_template);
  EXPECT_EQ("shoes", shoe->emitters[0].topic);
  EXPECT_EQ(100, shoe->emitters[0].preload);
  EXPECT_EQ(0, shoe->emitters[0].num);
  EXPECT_EQ(500'000'000, shoe->emitters[2].frequency_ns);
  EXPECT_EQ(30'000'000'000, shoe->emitters[2].duration_ns);
  EXPECT_EQ("null", shoe->emitters[2].key_template);
  EXPECT_EQ("{{.V}}\n", shoe->emitters[2].output_template);
  EXPECT_EQ("kafka", shoe->emitters[2].output);
  EXPECT_EQ(nullptr, config.group("boots"));
}

TEST(JrConfig, SettingsAreFoundInAnyCaseOfLetters) {
  const auto config = own_jr_config();
  EXPECT_EQ("./kafka/config.properties", config.setting("kafkaConfig"));
  EXPECT_EQ("true", config.setting("AUTOCREATE"));
  EXPECT_EQ("-1", config.setting("seed"));
  EXPECT_EQ(std::nullopt, config.setting("colour"));
}

TEST(JrConfig, RecordsHaveHeadersPartitionsTimestampsAndTombstones) {
  const auto config = read_jr_config(
      "x", R"({"emitters": {"g": [{"valueTemplate": "user", "headers": {"a": "{{.K}}", "b": ""},
               "partition": "1", "timestamp": "{{now}}", "tombstone": "false"}]}})");
  ASSERT_TRUE(config) << config.error().message;
  const auto& emitter = config->groups.at(0).emitters.at(0);
  const std::vector<std::pair<std::string, std::string>> headers{{"a", "{{.K}}"}, {"b", ""}};
  EXPECT_EQ(headers, emitter.headers);
  EXPECT_EQ("1", emitter.partition);
  EXPECT_EQ("{{now}}", emitter.timestamp);
  EXPECT_EQ("false", emitter.tombstone);
  EXPECT_TRUE(config->unknown.empty());
  EXPECT_EQ(error_of(R"({"emitters": {"g": [{"valueTemplate": "user", "headers": "a"}]}})"),
            "jrconfig.json: emitters.g[0].headers: expected an object of names and templates, "
            "found \"a\"");
  EXPECT_EQ(error_of(R"({"emitters": {"g": [{"valueTemplate": "user", "headers": {"a": 1}}]}})"),
            "jrconfig.json: emitters.g[0].headers.a: expected a string, found 1");
}

TEST(JrConfig, AThroughputGoesOnUntilItsDurationOrItsNumberIsOver) {
  const auto config = read_jr_config("x", R"({"emitters": {"g": [
      {"valueTemplate": "a", "throughput": "5/s", "shape": "poisson"},
      {"valueTemplate": "b", "throughput": "5/s", "duration": "3s"},
      {"valueTemplate": "c", "throughput": "5/s", "num": 7, "duration": "0s"},
      {"valueTemplate": "d", "throughput": "5/s", "frequency": "1s", "duration": "3s"},
      {"valueTemplate": "e"}]}})");
  ASSERT_TRUE(config) << config.error().message;
  const auto& emitters = config->groups.at(0).emitters;
  EXPECT_EQ("poisson", emitters.at(0).shape);
  EXPECT_TRUE(emitters.at(0).endless);
  EXPECT_EQ(INT64_MAX, emitters.at(0).duration_ns);
  EXPECT_TRUE(emitters.at(1).endless);
  EXPECT_EQ(3'000'000'000, emitters.at(1).duration_ns);
  EXPECT_FALSE(emitters.at(2).endless);
  EXPECT_EQ(7, emitters.at(2).num);
  EXPECT_EQ(INT64_MAX, emitters.at(2).duration_ns);
  EXPECT_FALSE(emitters.at(3).endless);
  EXPECT_FALSE(emitters.at(4).endless);
  EXPECT_EQ(0, emitters.at(4).duration_ns);
}

TEST(JrConfig, KeysAreReadInAnyCaseOfLettersAndUnknownOnesAreListed) {
  const auto config =
      read_jr_config("x", R"({"Emitters": {"g": [{"EMBEDDEDTEMPLATE": "{{name}}", "Frequency": 1000,
                                   "colour": 1}]}, "other": 1})");
  ASSERT_TRUE(config) << config.error().message;
  const auto& emitter = config->groups.at(0).emitters.at(0);
  EXPECT_EQ("{{name}}", emitter.embedded_template);
  EXPECT_EQ(1'000, emitter.frequency_ns);
  EXPECT_EQ(1, emitter.num);
  EXPECT_EQ((std::vector<std::string>{"emitters.g[0].colour", "other"}), config->unknown);
}

TEST(JrConfig, GroupsKeepTheOrderOfTheFile) {
  const auto config = read_jr_config("x", R"({"emitters": {"z": [], "a": [], "m": []}})");
  ASSERT_TRUE(config);
  EXPECT_EQ("z", config->groups[0].name);
  EXPECT_EQ("a", config->groups[1].name);
  EXPECT_EQ("m", config->groups[2].name);
}

TEST(JrConfig, AnErrorNamesThePlaceAndWhatWasExpected) {
  EXPECT_EQ("jrconfig.json: emitters.g[1].num: expected a whole number, found \"many\"",
            error_of(R"({"emitters": {"g": [{"valueTemplate": "user"},
                                             {"valueTemplate": "user", "num": "many"}]}})"));
  EXPECT_NE(std::string::npos,
            error_of(R"({"emitters": {"g": [{"frequency": "fast"}]}})").find("g[0].frequency"));
  EXPECT_NE(std::string::npos,
            error_of(R"({"emitters": {"g": [{"name": "x"}]}})").find("valueTemplate"));
  EXPECT_NE(std::string::npos, error_of(R"({"emitters": []})").find("an object of groups"));
  EXPECT_NE(std::string::npos, error_of("[]").find("an object with"));
  EXPECT_NE(std::string::npos,
            error_of(R"({"emitters": {"g": [{"valueTemplate": "user", "preload": -1}]}})")
                .find("not negative"));
}

TEST(JrConfig, WhatIsNotJsonIsFoundByLineAndColumn) {
  EXPECT_EQ("jrconfig.json:2:15: this is not JSON", error_of("{\n  \"emitters\": oops\n}"));
  EXPECT_EQ(0U, error_of("").find("jrconfig.json:1:1: "));
}

}  // namespace
}  // namespace barnabas
