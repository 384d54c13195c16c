// Runs whose emitters keep entities, follow them, and move them through states.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "generator/functions/functions.h"
#include "generator/run/emitter.h"
#include "generator/run/runner.h"

namespace barnabas {
namespace {

// What came, in order: "KEY VALUE", where a tombstone's value is "-".
class Sink : public Output {
 public:
  Result<std::size_t> open(const ChannelConfig&) override { return std::size_t{0}; }
  Result<void> put(std::size_t, const Record& record) override {
    records.push_back(fmt::format("{} {}", record.key, record.has_value ? record.value : "-"));
    return {};
  }
  Result<void> flush() override { return {}; }
  DeliveryCounts counts() override { return {.delivered = records.size()}; }
  Delivery finish(StopSignal&) override { return {.delivered = records.size()}; }

  std::vector<std::string> records;
};

class RelationRuns : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& value, const RelationOptions& relations,
           const Plan& plan) {
    auto made =
        Emitter::make({.name = name, .value_template = value, .relations = relations, .seed = 7},
                      functions_, std::make_unique<Environment>(state_));
    ASSERT_TRUE(made) << made.error().text();
    runner_.add(*std::move(made), plan, sink_, 0);
  }
  // How many records begin with that.
  long starting(std::string_view text) const {
    return std::count_if(sink_.records.begin(), sink_.records.end(),
                         [&](const auto& record) { return record.starts_with(text); });
  }

  const FunctionTable functions_ = all_functions();
  RunState state_;
  StopSignal signal_{StopSignal::OnRequest{}};
  Sink sink_;
  Runner runner_{{.start_ms = 1000}, signal_};
  const std::string order_ = R"({"id": {{counter "id" 1 1}}, "to": {"city": "Rome"}})";
};

TEST_F(RelationRuns, ARecordIsKeptWholeAndItsKeyIsTheEntitys) {
  add("orders", order_, {.entity = "orders"}, {.num = 2});
  add("copies", R"({{$o := pick "orders" "recent 1"}}{{$o.id}} {{$o.to.city}})", {}, {.num = 1});
  EXPECT_TRUE(runner_.run().succeeded());
  EXPECT_EQ(sink_.records,
            (std::vector<std::string>{R"(1 {"id": 1, "to": {"city": "Rome"}})",
                                      R"(2 {"id": 2, "to": {"city": "Rome"}})", "null 2 Rome"}));
}

TEST_F(RelationRuns, ATemplateKeepsItsOwnRecord) {
  add("orders", R"({{keep "orders" "nr"}}{"nr": "a7"})", {}, {.num = 1});
  add("copies", R"({{json (entity "orders" "a7")}})", {}, {.num = 1});
  EXPECT_TRUE(runner_.run().succeeded());
  EXPECT_EQ(sink_.records.back(), R"(null {"nr":"a7"})");
}

TEST_F(RelationRuns, EachParentGetsItsChildrenBehindIt) {
  add("orders", order_, {.entity = "orders"}, {.preload = 3, .num = 0});
  add("lines", "{{(entity).id}}: {{child}} of {{children}}",
      {.for_each = "orders", .children = "{{$o := entity}}{{sub $o.id 1}}"}, {.num = 1});
  const auto statistics = runner_.run();
  EXPECT_TRUE(statistics.succeeded());
  EXPECT_EQ(statistics.planned, 6u);
  ASSERT_EQ(sink_.records.size(), 6u);
  EXPECT_EQ(sink_.records[2], "null 2: 1 of 1");
  EXPECT_EQ(sink_.records[4], "null 3: 1 of 2");
  EXPECT_EQ(sink_.records[5], "null 3: 2 of 2");
}

TEST_F(RelationRuns, ChildrenThatAreNoNumberEndTheRun) {
  add("orders", order_, {.entity = "orders"}, {.num = 1});
  add("lines", "x", {.for_each = "orders", .children = "some"}, {.num = 1});
  EXPECT_EQ(runner_.run().error,
            "\"children\" gave 'some'; expected a whole number from 0 to 1000000");
}

TEST_F(RelationRuns, WhatIsRemovedIsATombstoneAndNobodyPicksIt) {
  add("orders", order_, {.entity = "orders"}, {.num = 3});
  add("ends", R"({{tombstone (remove "orders" 2)}}not sent)", {}, {.num = 1});
  add("picks", R"({{$o := pick "orders"}}{{$o.id}})", {}, {.num = 200});
  EXPECT_TRUE(runner_.run().succeeded());
  EXPECT_EQ(sink_.records[3], "2 -");
  EXPECT_EQ(starting("null 2"), 0);
  EXPECT_GT(starting("null 1"), 50);
  EXPECT_GT(starting("null 3"), 50);
}

TEST_F(RelationRuns, AnUpdateIsSeenByLaterPicks) {
  add("orders", order_, {.entity = "orders"}, {.num = 1});
  add("updates", R"({{json (update "orders" (pick "orders") "note" "gift")}})", {}, {.num = 1});
  add("picks", R"({{(pick "orders").note}})", {}, {.num = 1});
  EXPECT_TRUE(runner_.run().succeeded());
  EXPECT_EQ(sink_.records[1], R"(null {"id":1,"note":"gift","to":{"city":"Rome"}})");
  EXPECT_EQ(sink_.records[2], "null gift");
}

TEST_F(RelationRuns, StrangersAreAsManyAsTheHitRateLeavesAndDoNotFailTheRun) {
  add("orders", order_, {.entity = "orders"}, {.num = 20});
  add("lines", R"({"order": {{(pick "orders").id}}})",
      {.join_hit_rate = 0.9, .foreign = {{"order", "orders"}}}, {.num = 2000});
  const auto statistics = runner_.run();
  EXPECT_TRUE(statistics.succeeded());
  ASSERT_EQ(statistics.dangling.size(), 1u);
  EXPECT_EQ(statistics.dangling[0].count, statistics.dangling[0].meant);
  EXPECT_NEAR(static_cast<double>(statistics.dangling[0].count), 200, 60);
}

TEST_F(RelationRuns, AReferenceToNobodyFailsTheRun) {
  add("orders", order_, {.entity = "orders"}, {.num = 3});
  add("lines", R"({"line": {"order": {{counter "l" 2 1}}}})",
      {.foreign = {{"line.order", "orders"}}}, {.num = 5});
  const auto statistics = runner_.run();
  EXPECT_FALSE(statistics.succeeded());
  ASSERT_EQ(statistics.dangling.size(), 1u);
  EXPECT_EQ(statistics.dangling[0].count, 3u);
  EXPECT_EQ(statistics.dangling[0].example, "4");
  EXPECT_NE(statistics_text(statistics).find("3 dangling: the 'line.order' of lines"),
            std::string::npos);
}

TEST_F(RelationRuns, ARecordThatCannotBeAnEntitySaysWhy) {
  add("orders", R"({"nr": 1})", {.entity = "orders"}, {.num = 1});
  EXPECT_EQ(runner_.run().error,
            "orders: record 0: a record kept as one of 'orders' needs its key, a text or a number, "
            "in the field 'id'; it has nr. \"entityKey\" (--entity-key) names another");
}

TEST_F(RelationRuns, EachTransitionIsARecordInTheOrderOfTime) {
  add("orders", order_, {.entity = "orders"},
      {.num = 1, .frequency_ns = 4'000'000, .duration_ns = 8'000'000});
  add("changes",
      R"({{$o := entity}}{{$o.id}} {{$o.status}} {{$o.status_before}} {{$o.status_since}} {{now}})",
      {.for_each = "orders",
       .states = "new -> paid after 3ms\npaid -> done after 2ms; done tombstone",
       .state_field = "status"},
      {.num = 1});
  const auto statistics = runner_.run();
  EXPECT_TRUE(statistics.succeeded());
  EXPECT_EQ(statistics.planned, 6u);
  EXPECT_EQ(sink_.records,
            (std::vector<std::string>{
                R"(1 {"id": 1, "to": {"city": "Rome"}})", "1 1 paid new 1007 1007",
                R"(2 {"id": 2, "to": {"city": "Rome"}})", "1 -", "2 2 paid new 1011 1011", "2 -"}));
  EXPECT_EQ(state_.entities.type("orders").size(), 0u);
}

TEST_F(RelationRuns, ListsCountersAndValuesAreThoseOfTheRunInItsOrder) {
  add("a", R"({{add_v_to_list "l" (counter "n" 1 1)}}{{set_v "v" "x"}})", {},
      {.preload = 2, .num = 1});
  add("b", R"({{get_list "l"}}{{counter "n" 1 1}}{{get_v "v"}})", {}, {.preload = 1, .num = 1});
  EXPECT_TRUE(runner_.run().succeeded());
  EXPECT_EQ(sink_.records, (std::vector<std::string>{"null [1 2]3x", "null [1 2 4]5x"}));
  const RunState fresh;
  EXPECT_TRUE(fresh.lists.empty() && fresh.counters.empty() && fresh.values.empty());
}

}  // namespace
}  // namespace barnabas
