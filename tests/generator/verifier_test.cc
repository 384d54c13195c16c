// The verifier on streams to which something was done on their way.

#include "generator/proof/verifier.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

namespace barnabas {
namespace {

// A record as it leaves a run, with what a reader sees of it.
struct Sent {
  std::string key;
  std::string value;
  Mark mark;
  std::int32_t partition = 0;
  std::string mark_number{}, mark_key_number{}, mark_sum{};
};

// Sixty records of three keys, each key in a partition of its own.
std::vector<Sent> stream() {
  std::vector<Sent> records;
  for (int i = 0; i < 60; ++i) {
    Sent sent{.key = fmt::format("k{}", i % 3), .value = fmt::format("value {}", i)};
    sent.partition = i % 3;
    sent.mark = {.run = "0000abcd",
                 .emitter = "orders",
                 .number = static_cast<std::uint64_t>(i),
                 .key_number = static_cast<std::uint64_t>(i / 3),
                 .sum = mark_sum(sent.key, sent.value)};
    records.push_back(sent);
  }
  return records;
}

Findings verified(std::vector<Sent> records, VerifierOptions options = {}) {
  Verifier verifier(std::move(options));
  std::int64_t offset = 0;
  for (auto& sent : records) {
    sent.mark_number = fmt::to_string(sent.mark.number);
    sent.mark_key_number = fmt::to_string(*sent.mark.key_number);
    sent.mark_sum = hex8(sent.mark.sum);
    ReadRecord record{.place = {"t", sent.partition, offset++},
                      .key = sent.key,
                      .value = sent.value,
                      .headers = {{"gen.run", sent.mark.run},
                                  {"gen.emitter", sent.mark.emitter},
                                  {"other", "x"},
                                  {"gen.number", sent.mark_number},
                                  {"gen.key_number", sent.mark_key_number},
                                  {"gen.sum", sent.mark_sum}}};
    verifier.add(record);
  }
  return verifier.finish();
}

// Lost, duplicated, reordered, corrupted.
std::string counts(const Findings& findings) {
  const auto& found = findings.streams.at(0);
  return fmt::format("{} {} {} {}", found.lost, found.duplicated, found.reordered, found.corrupted);
}

TEST(Verifier, FindsWhatWasDoneToAStreamAndNothingElse) {
  const auto sent = stream();
  EXPECT_EQ(counts(verified(sent)), "0 0 0 0");

  auto lost = sent;
  lost.erase(lost.begin() + 7);
  EXPECT_EQ(counts(verified(lost)), "1 0 0 0");

  auto duplicated = sent;
  duplicated.push_back(sent[7]);
  EXPECT_EQ(counts(verified(duplicated)), "0 1 0 0");

  auto reordered = sent;
  std::swap(reordered[6], reordered[9]);  // of the same partition
  EXPECT_EQ(counts(verified(reordered)), "0 0 1 0");

  auto interleaved = sent;
  std::swap(interleaved[6], interleaved[7]);  // of two partitions: nobody promised an order
  EXPECT_EQ(counts(verified(interleaved)), "0 0 0 0");

  auto corrupted = sent;
  corrupted[7].value[0] = 'V';
  EXPECT_EQ(counts(verified(corrupted)), "0 0 0 1");
  corrupted = sent;
  corrupted[7].key += corrupted[7].value[0];
  corrupted[7].value.erase(0, 1);  // a byte that moved from the value to the key
  EXPECT_EQ(counts(verified(corrupted)), "0 0 0 1");
}

TEST(Verifier, WhatIsMissingAtTheEndIsMissedOnlyIfItWasExpected) {
  auto sent = stream();
  sent.resize(50);
  EXPECT_EQ(counts(verified(sent)), "0 0 0 0");
  EXPECT_EQ(counts(verified(sent, {.run = "0000abcd", .expected = {{"orders", 60}}})), "10 0 0 0");
  EXPECT_EQ(counts(verified({}, {.run = "0000abcd", .expected = {{"orders", 60}}})), "60 0 0 0");
  EXPECT_TRUE(verified(sent, {.run = "another", .expected = {}}).streams.empty());
}

TEST(Verifier, AMarkAmongTheFieldsLeavesTheValueAsItWas) {
  for (const std::string value : {R"({"a": 1})", "{ }", R"({"gen":{"x":1},"b":[{}]} )", "{\n}\n"}) {
    Mark mark{.run = "0000abcd", .emitter = "a \"b\" {}}", .number = 7, .key_number = 2};
    mark.sum = mark_sum("k", value);
    const auto marked = add_mark_field(value, mark);
    ASSERT_TRUE(marked);
    const auto taken = take_mark_field(*marked);
    ASSERT_TRUE(taken) << *marked;
    EXPECT_EQ(taken->value, value);
    EXPECT_EQ(taken->mark.emitter, mark.emitter);
    EXPECT_EQ(taken->mark.number, 7u);
    EXPECT_EQ(taken->mark.sum, mark.sum);
  }
  for (const auto* value : {"", "[1]", "text", "{"}) EXPECT_FALSE(add_mark_field(value, {}));
  for (const auto* value : {"", R"({"gen":{)", R"({"gen":{}})", R"({"gen":{"run":1}})"})
    EXPECT_FALSE(take_mark_field(value));
}

}  // namespace
}  // namespace barnabas
