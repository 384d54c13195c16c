// Entities: kept, picked, changed and forgotten, and what they are stored in.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "generator/entities/block_pool.h"
#include "generator/entities/entity_context.h"
#include "generator/entities/entity_type.h"
#include "generator/entities/foreign_keys.h"
#include "generator/entities/json_value.h"
#include "generator/entities/pick.h"

namespace barnabas {
namespace {

class Entities : public ::testing::Test {
 protected:
  Value parse(std::string_view json) { return reader_.read(json, arena_); }
  std::string text(const Value& value) {
    TextBuffer out;
    append_json(out, value);
    return std::string(out.view());
  }
  void put(int id, int weight = 1) {
    const auto json = fmt::format(R"({{"id":{},"weight":{}}})", id, weight);
    type_.put(std::to_string(id), parse(json));
  }
  int picked(const PickPolicy& policy) {
    const auto number = pick_entity(type_, policy, cursor_, random_);
    return number ? std::stoi(std::string(type_.key(*number))) : -1;
  }
  // How often each of 1000 picks was which.
  std::map<int, int> picks(std::string_view policy) {
    const auto parsed = parse_pick_policy(policy).value();
    std::map<int, int> counts;
    for (int i = 0; i < 1000; ++i) ++counts[picked(parsed)];
    return counts;
  }

  Arena arena_;
  JsonReader reader_;
  EntityType type_{"shops"};
  PickCursor cursor_;
  Random random_{42};
};

TEST_F(Entities, JsonIsReadAndWrittenWithKeysSorted) {
  EXPECT_EQ(
      text(parse(R"( {"b": [1, -2.5, null, true], "a": {"x": "é\n\u00e9\ud83d\ude00\"" }} )")),
      "{\"a\":{\"x\":\"é\\né\U0001F600\\\"\"},\"b\":[1,-2.5,null,true]}");
  EXPECT_EQ(text(parse(R"({"a":1,"a":2})")), R"({"a":2})");
  EXPECT_EQ(text(parse("9007199254740993")), "9007199254740993");
  EXPECT_EQ(text(value_at(parse(R"({"a":{"b":7}})"), "a.b")), "7");
  EXPECT_TRUE(value_at(parse(R"({"a":{"b":7}})"), "a.c").is_nothing());
}

TEST_F(Entities, WhatIsNoJsonIsRefusedAtItsPlace) {
  const std::pair<const char*, std::size_t> wrong[] = {
      {"", 0},    {"{", 1},    {R"({"a")", 4}, {R"({"a":1)", 6},   {"[1 2]", 3}, {"{\"a\":1} x", 8},
      {"tru", 0}, {"\"ab", 3}, {R"("\q")", 3}, {R"({"a":01x})", 5}};
  for (const auto& [json, at] : wrong) {
    EXPECT_TRUE(parse(json).failed()) << json;
    EXPECT_EQ(reader_.error_at(), at) << json;
  }
  EXPECT_TRUE(parse(std::string(200, '[') + std::string(200, ']')).failed());
  for (const auto* json :
       {"[1,", R"({"a" 1})", R"("\x")", "1 2", "nul", "[\"\x01\"]", "-", R"("\ud83d\u0041")"}) {
    EXPECT_TRUE(parse(json).failed()) << json;
  }
}

TEST_F(Entities, AnEntityIsReadAsItWasPut) {
  const auto* json = R"({"a":{"b":[1,-1,2.5,"x",null,false]},"id":"k","n":-9007199254740993})";
  const auto number = type_.put("k", parse(json));
  EXPECT_EQ(text(type_.read(number, arena_)), json);
  EXPECT_EQ(type_.find("k"), number);
  EXPECT_EQ(type_.put("k", parse(R"({"id":"k"})")), number);
  EXPECT_EQ(text(type_.read(number, arena_)), R"({"id":"k"})");
  EXPECT_EQ(type_.size(), 1u);
}

TEST_F(Entities, WhatAnEarlierReadGaveStaysWhenTheEntityGoes) {
  const auto number = type_.put("k", parse(R"({"name":"before"})"));
  const auto fields = type_.read(number, arena_);
  type_.remove("k");
  type_.put("l", parse(R"({"name":"behind"})"));
  EXPECT_EQ(text(fields), R"({"name":"before"})");
  EXPECT_TRUE(type_.read(number, arena_).is_nothing());
}

TEST_F(Entities, UniformPicksReachAllThatAreThere) {
  for (int id = 0; id < 40; ++id) put(id);
  for (int id = 0; id < 40; id += 2) type_.remove(std::to_string(id));
  const auto counts = picks("uniform");
  EXPECT_EQ(counts.size(), 20u);
  for (const auto& [id, count] : counts) {
    EXPECT_EQ(id % 2, 1);
    EXPECT_GT(count, 20);
  }
}

TEST_F(Entities, ZipfPicksTheOldestMost) {
  for (int id = 0; id < 100; ++id) put(id);
  auto counts = picks("zipf 1.2");
  EXPECT_GT(counts[0], counts[1]);
  EXPECT_GT(counts[1], counts[50]);
  EXPECT_GT(counts[0], 150);
  type_.remove("0");
  EXPECT_FALSE(picks("zipf 1.2").contains(0));
}

TEST_F(Entities, RecentOnesAreThoseMadeLast) {
  for (int id = 0; id < 100; ++id) put(id);
  type_.remove("98");
  const auto counts = picks("recent 3");
  EXPECT_EQ(counts.size(), 3u);
  EXPECT_TRUE(counts.contains(99) && counts.contains(97) && counts.contains(96));
}

TEST_F(Entities, RoundRobinTakesTurnsAndNewOnesGetTheirs) {
  const auto policy = parse_pick_policy("round robin").value();
  for (int id = 0; id < 3; ++id) put(id);
  std::string turns;
  for (int i = 0; i < 4; ++i) turns += std::to_string(picked(policy));
  type_.remove("1");
  put(7);
  for (int i = 0; i < 5; ++i) turns += std::to_string(picked(policy));
  EXPECT_EQ(turns, "012027027");
}

TEST_F(Entities, OncePicksEachOnceAndThenNobody) {
  const auto policy = parse_pick_policy("once").value();
  for (int id = 0; id < 50; ++id) put(id);
  EXPECT_EQ(count_pickable(type_, policy, cursor_), 50u);
  std::set<int> seen;
  for (int i = 0; i < 25; ++i) EXPECT_TRUE(seen.insert(picked(policy)).second);
  // One that was not picked goes, and one comes.
  const auto unpicked = [&] {
    for (int id = 0;; ++id) {
      if (!seen.contains(id)) return id;
    }
  }();
  type_.remove(std::to_string(unpicked));
  put(77);
  EXPECT_EQ(count_pickable(type_, policy, cursor_), 25u);
  for (int i = 0; i < 25; ++i) EXPECT_TRUE(seen.insert(picked(policy)).second);
  EXPECT_TRUE(seen.contains(77));
  EXPECT_FALSE(seen.contains(unpicked));
  EXPECT_EQ(picked(policy), -1);
}

TEST_F(Entities, WeightsAreThoseOfAFieldAndFollowItsChanges) {
  put(1, 0);
  put(2, 30);
  put(3, 10);
  auto counts = picks("by weight");
  EXPECT_EQ(counts.size(), 2u);
  EXPECT_NEAR(counts[2], 750, 60);
  put(1, 1000);
  put(2, -5);
  type_.remove("3");
  EXPECT_EQ(picks("by weight").size(), 1u);
  put(1, 0);
  EXPECT_EQ(picks("by weight")[-1], 1000);
  EXPECT_EQ(picks("by colour")[-1], 1000);
}

TEST_F(Entities, AWayToPickThatThereIsNotIsRefused) {
  for (const auto* wrong : {"", "unifrom", "zipf x", "zipf 0", "zipf1.1", "recent 0", "recent -1",
                            "by ", "once more", "round  robin"}) {
    EXPECT_FALSE(parse_pick_policy(wrong)) << wrong;
  }
}

TEST_F(Entities, AboveTheMaximumTheOldestGoesAndMemoryStays) {
  type_.set_max(100);
  for (int id = 0; id < 1000; ++id) put(id);
  const auto held = type_.bytes_held();
  for (int id = 1000; id < 50'000; ++id) put(id);
  EXPECT_EQ(type_.size(), 100u);
  EXPECT_EQ(type_.bytes_held(), held);
  EXPECT_LT(type_.places().size(), 300u);
  EXPECT_FALSE(type_.find("49899"));
  EXPECT_TRUE(type_.find("49900"));
}

TEST_F(Entities, ManyComingsAndGoingsAgreeWithAPlainMap) {
  std::map<std::string, std::string> model;
  for (int i = 0; i < 20'000; ++i) {
    const auto key = std::to_string(random_.below(300));
    if (random_.below(3) == 0) {
      EXPECT_EQ(type_.remove(key), model.erase(key) == 1);
      continue;
    }
    const auto json = fmt::format(R"({{"v":"{}"}})", std::string(random_.below(400), 'x'));
    type_.put(key, parse(json));
    model[key] = json;
    arena_.reset();
  }
  EXPECT_EQ(type_.size(), model.size());
  for (const auto& [key, json] : model) {
    ASSERT_TRUE(type_.find(key));
    EXPECT_EQ(text(type_.read(*type_.find(key), arena_)), json);
  }
}

TEST_F(Entities, BlocksOfAPoolDoNotOverlap) {
  BlockPool pool;
  std::vector<std::pair<char*, std::size_t>> blocks;
  for (int i = 0; i < 3000; ++i) {
    const auto size = random_.below(20) == 0 ? 20'000 + random_.below(100) : random_.below(3000);
    char* block = pool.take(size);
    std::memset(block, i & 0x7F, size);
    blocks.emplace_back(block, size);
    if (i % 3 != 0) continue;
    const auto at = static_cast<std::ptrdiff_t>(random_.below(blocks.size()));
    const auto [given, given_size] = blocks[static_cast<std::size_t>(at)];
    EXPECT_TRUE(std::all_of(given, given + given_size, [&](char c) { return c == *given; }));
    pool.give_back(given, given_size);
    blocks.erase(blocks.begin() + at);
  }
  for (const auto& [block, size] : blocks) {
    EXPECT_TRUE(std::all_of(block, block + size, [first = block](char c) { return c == *first; }));
    pool.give_back(block, size);
  }
}

TEST_F(Entities, AStrangerLooksLikeTheOthersAndIsNobody) {
  type_.key_field = "id";
  const auto* json = R"({"id":"C-0042","name":"Ann"})";
  type_.put("C-0042", parse(json));
  const auto fields = type_.read(0, arena_);
  const auto id = value_at(stranger(type_, fields, random_, arena_), "id");
  EXPECT_EQ(id.as_string().size(), 6u);
  EXPECT_EQ(id.as_string()[1], '-');
  EXPECT_FALSE(type_.find(id.as_string()));
}

TEST_F(Entities, AForeignKeyDanglesUntilItsParentComes) {
  ForeignKeys keys;
  keys.add_parent("a");
  keys.add_child("a");
  EXPECT_EQ(keys.dangling(), 0u);
  keys.add_child("b");
  keys.add_child("b");
  keys.add_child("c");
  EXPECT_EQ(keys.dangling(), 3u);
  EXPECT_EQ(keys.example(), "b");
  keys.add_parent("b");
  EXPECT_EQ(keys.dangling(), 1u);
}

}  // namespace
}  // namespace barnabas
