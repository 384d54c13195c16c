// What a record is made of beside its value, and what its templates see of each other.

#include <gtest/gtest.h>

#include "generator/functions/functions.h"
#include "generator/run/emitter.h"

namespace barnabas {
namespace {

class RecordParts : public testing::Test {
 protected:
  std::unique_ptr<Emitter> emitter(EmitterOptions options) {
    options.name = "e";
    options.template_name = "value";
    options.seed = 7;
    auto made = Emitter::make(options, functions_, std::make_unique<Environment>(state_));
    EXPECT_TRUE(made.has_value()) << made.error().text();
    return *std::move(made);
  }
  // Key and value of the first records.
  std::string keys_and_values(const EmitterOptions& options, int count) {
    const auto made = emitter(options);
    std::string text;
    for (int i = 0; i < count; ++i) {
      const auto record = made->next(1000);
      EXPECT_TRUE(record && *record);
      text.append((*record)->key).append("=").append((*record)->value).append(";");
    }
    return text;
  }
  std::string error_of(const EmitterOptions& options) {
    const auto made = emitter(options)->next(1000);
    return made ? "none" : made.error().text();
  }

  const FunctionTable functions_ = all_functions();
  RunState state_;
};

TEST_F(RecordParts, AKeyMayNameFieldsOfItsValue) {
  const auto made = emitter({.value_template = R"({"id": {{counter "c" 5 1}}, "in": {"a": ["x"]}})",
                             .key_template = R"({{.Value.id}}-{{index .Value.in.a 0}})"});
  EXPECT_EQ((*made->next(0))->key, "5-x");
  EXPECT_EQ((*made->next(0))->key, "6-x");
  EXPECT_EQ((*made->next(0))->value, R"({"id": 7, "in": {"a": ["x"]}})");
}

TEST_F(RecordParts, AKeyMayNameTheTextOfItsValue) {
  EXPECT_EQ(keys_and_values({.value_template = "abc", .key_template = "{{.V | upper}}"}, 1),
            "ABC=abc;");
}

TEST_F(RecordParts, AKeyThatNamesNothingOfTheValueComesBeforeIt) {
  const EmitterOptions options{.value_template = R"({{counter "c" 0 1}})",
                               .key_template = R"({{counter "c" 0 1}})"};
  EXPECT_EQ(keys_and_values(options, 2), "0=1;2=3;");
}

TEST_F(RecordParts, TheValueIsTheSameWhateverIsAddedToIt) {
  const EmitterOptions plain{.value_template = "{{uuid}} {{integer 0 1000}}"};
  auto full = plain;
  full.key_template = "{{.V}}";
  full.headers = {{"h", "{{uuid}}"}};
  full.partition_template = "{{integer 0 3}}";
  full.timestamp_template = "{{now}}";
  full.tombstone_template = "false";
  const auto a = emitter(plain);
  const auto b = emitter(full);
  for (int i = 0; i < 10; ++i) {
    const std::string value((*a->next(0))->value);
    const auto record = *b->next(0);
    EXPECT_EQ(record->value, value);
    EXPECT_EQ(record->key, value);
  }
}

TEST_F(RecordParts, HeadersPartitionAndTimestampSeeValueAndKey) {
  const auto made = emitter({.value_template = R"({"shard": 2, "at": "2026-05-17T12:00:00.5Z"})",
                             .key_template = "k",
                             .headers = {{"copy", "{{.K}}/{{.Value.shard}}"}, {"empty", ""}},
                             .partition_template = "{{.Value.shard}}",
                             .timestamp_template = "{{.Value.at}}"});
  const auto record = **made->next(0);
  ASSERT_EQ(record.headers.size(), 2u);
  EXPECT_EQ(record.headers[0].key, "copy");
  EXPECT_EQ(record.headers[0].value, "k/2");
  EXPECT_EQ(record.headers[1].key, "empty");
  EXPECT_EQ(record.headers[1].value, "");
  EXPECT_EQ(record.partition, 2);
  EXPECT_EQ(record.timestamp_ms, 1'779'019'200'500);
}

TEST_F(RecordParts, EmptyTextsLeaveTheChoiceToTheOutput) {
  const auto made = emitter({.value_template = "v",
                             .partition_template = R"({{""}})",
                             .timestamp_template = R"({{if false}}1{{end}})"});
  const auto record = **made->next(0);
  EXPECT_FALSE(record.partition.has_value());
  EXPECT_FALSE(record.timestamp_ms.has_value());
}

TEST_F(RecordParts, ATombstoneHasAKeyAndNoValue) {
  const auto made = emitter({.value_template = R"({"status": "{{counter "c" 0 1}}"})",
                             .key_template = "k",
                             .tombstone_template = R"({{eq .Value.status "1"}})"});
  EXPECT_TRUE((*made->next(0))->has_value);
  const auto record = **made->next(0);
  EXPECT_FALSE(record.has_value);
  EXPECT_TRUE(record.has_key);
  EXPECT_EQ(record.value, "");
}

TEST_F(RecordParts, AValueMaySetItsKeyAndAddHeaders) {
  const auto made = emitter(
      {.value_template = R"({{$id := counter "c" 3 1}}{{.SetKey $id}}{{.AddHeader "n" $id}}v)",
       .key_template = "other"});
  const auto record = **made->next(0);
  EXPECT_EQ(record.key, "3");
  EXPECT_EQ(record.value, "v");
  ASSERT_EQ(record.headers.size(), 1u);
  EXPECT_EQ(record.headers[0].value, "3");
}

TEST_F(RecordParts, WhatIsWrongIsSaidWithTheRecordsNumber) {
  EXPECT_EQ(error_of({.value_template = "{}", .key_template = "{{.Value.id}}"}),
            "key of record 0: expected a field that the value has, found '<no value>'");
  EXPECT_NE(error_of({.value_template = "x", .key_template = "{{.Value.id}}"})
                .find("the record's value is not JSON; .V is its text"),
            std::string::npos);
  EXPECT_EQ(error_of({.value_template = "x", .partition_template = "-1"}),
            "partition of record 0: expected a partition's number, 0 or more, found '-1'");
  EXPECT_EQ(error_of({.value_template = "x", .timestamp_template = "soon"}),
            "timestamp of record 0: expected milliseconds since 1970, or a time as "
            "2026-05-17T12:00:00Z, found 'soon'");
  EXPECT_EQ(error_of({.value_template = "x", .tombstone_template = "maybe"}),
            "tombstone of record 0: expected true or false, found 'maybe'");
}

}  // namespace
}  // namespace barnabas
