// What is done to records on purpose is what is told, and what the verifier finds.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "generator/proof/marking_output.h"
#include "generator/proof/verifier.h"
#include "generator/run/corruption.h"
#include "generator/run/disturbing_output.h"

namespace barnabas {
namespace {

// A partition, and who reads it.
class Partition : public Output {
 public:
  Result<std::size_t> open(const ChannelConfig&) override { return std::size_t{0}; }
  Result<void> put(std::size_t, const Record& record) override {
    ReadRecord read{.place = {"t", 0, static_cast<std::int64_t>(values.size())}};
    if (record.has_key) read.key = record.key;
    if (record.has_value) read.value = record.value;
    for (const auto& header : record.headers) read.headers.emplace_back(header.key, header.value);
    verifier.add(read);
    values.push_back(record.has_value ? std::string(record.value) : "-");
    timestamps.push_back(record.timestamp_ms.value_or(-1));
    return {};
  }
  Result<void> flush() override { return {}; }
  DeliveryCounts counts() override { return {.delivered = values.size()}; }
  Delivery finish(StopSignal&) override { return {.delivered = values.size()}; }

  Verifier verifier{{.run = "0000abcd", .expected = {{"e", 20'000}}}};
  std::vector<std::string> values;
  std::vector<std::int64_t> timestamps;
};

struct Done {
  Partition* partition = nullptr;
  std::unique_ptr<Output> output;
  std::string told;
  Delivery delivery;
};

// Twenty thousand records of seven keys, one each ten milliseconds.
Done disturbed(const std::string& faults) {
  Done done;
  auto partition = std::make_unique<Partition>();
  done.partition = partition.get();
  auto disturbing = std::make_unique<DisturbingOutput>(
      std::move(partition), 42, [&](const std::string& line) { done.told += line; });
  done.output = std::make_unique<MarkingOutput>(std::move(disturbing), MarkForm::Headers,
                                                "0000abcd", [](const std::string&) {});
  const auto parsed = parse_faults("--faults", faults);
  EXPECT_TRUE(parsed) << parsed.error().message;
  const auto channel =
      done.output->open({.topic = "t", .output_template = "", .emitter = "e", .faults = *parsed});
  for (int i = 0; i < 20'000; ++i) {
    const auto key = fmt::format("k{}", i % 7);
    const auto value = fmt::format(R"({{"id": {}, "name": "n{}"}})", i, i);
    EXPECT_TRUE(done.output->put(
        *channel, {.key = key, .has_key = true, .value = value, .timestamp_ms = i * 10}));
  }
  StopSignal signal{StopSignal::OnRequest{}};
  done.delivery = done.output->finish(signal);
  return done;
}

// Late, reordered, duplicated, dropped, corrupt, null.
std::vector<std::uint64_t> told_counts(const std::string& told) {
  std::vector<std::uint64_t> counts;
  const std::regex number("(\\d+) (late|reordered|duplicated|dropped|corrupt|null)");
  for (std::sregex_iterator at(told.begin(), told.end(), number), end; at != end; ++at)
    counts.push_back(std::stoull((*at)[1]));
  return counts;
}

TEST(Faults, WhatIsToldIsWhatTheVerifierFinds) {
  const auto done =
      disturbed("late=1%:2s,reorder=2%:10,duplicate=0.5%,drop=1%,corrupt=1.5%,null=0.25%");
  const auto counts = told_counts(done.told);
  ASSERT_EQ(counts.size(), 6u) << done.told;
  const double expected[] = {200, 400, 100, 200, 300, 50};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(static_cast<double>(counts[i]), expected[i], 5 * std::sqrt(expected[i])) << i;
  const auto findings = done.partition->verifier.finish();
  ASSERT_EQ(findings.streams.size(), 1u);
  const auto& found = findings.streams[0];
  EXPECT_EQ(found.reordered, counts[0] + counts[1]);
  EXPECT_EQ(found.duplicated, counts[2]);
  EXPECT_EQ(found.lost, counts[3]);
  EXPECT_EQ(found.corrupted, counts[4] + counts[5]);
  EXPECT_EQ(findings.unmarked, 0u);
  EXPECT_EQ(static_cast<std::int64_t>(done.delivery.delivered) + done.delivery.withheld, 20'000);
}

TEST(Faults, TheSameSeedDoesTheSame) {
  const auto* faults = "late=3%:100ms,reorder=3%,duplicate=3%,drop=3%,corrupt=3%,null=3%";
  EXPECT_EQ(disturbed(faults).partition->values, disturbed(faults).partition->values);
}

TEST(Faults, ALateRecordComesWhenOthersAreSoMuchFurtherAndKeepsItsTime) {
  const auto done = disturbed("late=1%:2s");
  const auto& times = done.partition->timestamps;
  std::int64_t highest = 0;
  int late = 0;
  for (const auto time : times) {
    if (time < highest) {
      ++late;
      // The end of the run waits for nobody.
      if (highest < 199'990) {
        // Who came just before may be late as well.
        EXPECT_GE(highest - time, 1900);
      }
      EXPECT_LE(highest - time, 2100);
    }
    highest = std::max(highest, time);
  }
  EXPECT_GT(late, 100);
  EXPECT_EQ(times.size(), 20'000u);
}

TEST(Faults, WithoutAnyNothingIsChangedOrTold) {
  const auto done = disturbed("drop=0");
  EXPECT_EQ(done.told, "");
  EXPECT_TRUE(done.partition->verifier.finish().streams.at(0).good());
}

TEST(Faults, ADamagedValueIsAnotherOne) {
  const std::string value =
      R"({"id": 17, "name": "a \"b\"", "list": [1, {"x": -2.5}], "ok": true})";
  std::set<std::string> kinds;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    Random random(Random::record_key(9, i));
    const auto damaged = corrupted(value, random);
    ASSERT_NE(damaged, value);
    const auto parsed = nlohmann::json::parse(damaged, nullptr, false);
    if (damaged.size() < value.size() && value.starts_with(damaged)) {
      kinds.insert("cut");
    } else if (!parsed.is_discarded() && parsed.contains("id") && parsed["id"].is_string()) {
      kinds.insert("number as text");
    } else if (!parsed.is_discarded() && parsed.contains("name") && parsed["name"].is_number()) {
      kinds.insert("text as number");
    } else if (damaged.size() == value.size()) {
      kinds.insert("bit");
    }
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"bit", "cut", "number as text", "text as number"}));
  Random random(1);
  EXPECT_NE(corrupted("x", random), "x");
}

TEST(Faults, WhatIsWrongIsTold) {
  const auto error = [](std::string_view text) {
    const auto parsed = parse_faults("--faults", text);
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_EQ(error("drop=1%,lost=1%"),
            "--faults: 'lost=1%': there are late, reorder, duplicate, drop, corrupt and null.");
  EXPECT_EQ(error("dorp=1%"),
            "--faults: 'dorp=1%': there are late, reorder, duplicate, drop, "
            "corrupt and null. Did you mean 'drop'?");
  EXPECT_EQ(error("drop"), "--faults: 'drop': expected a share, as drop=1%");
  EXPECT_EQ(error("drop=often"), "--faults: 'drop=often': expected a share, as drop=1%");
  EXPECT_EQ(error("late=1%:soon"), "--faults: 'late=1%:soon': expected how late, as late=1%:5m");
  EXPECT_EQ(error("reorder=1%:0"),
            "--faults: 'reorder=1%:0': expected behind how many records, as reorder=2%:10");
  EXPECT_EQ(error("drop=1%:5"),
            "--faults: 'drop=1%:5': only late and reorder have something behind a colon");
  EXPECT_EQ(error("drop=60%,null=50%"),
            "--faults: the shares add up to 110%, and a record has one fault at most");
}

}  // namespace
}  // namespace barnabas
