#include "generator/data/dataset.h"

#include <gtest/gtest.h>

namespace barnabas {
namespace {

std::vector<std::string_view> copy(Words words) { return {words.begin(), words.end()}; }

TEST(Dataset, CellsOfAColumnStandTogetherInTheOrderOfTheRows) {
  const auto table = Dataset::from_table("x", "city\tzip\nRoma\t00118\nMilano\t20121\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(2U, table->rows());
  EXPECT_EQ((std::vector<std::string_view>{"Roma", "Milano"}), copy(table->column("city")));
  EXPECT_EQ((std::vector<std::string_view>{"00118", "20121"}), copy(table->column("zip")));
  EXPECT_EQ("20121", table->cell(1, "zip"));
  EXPECT_EQ("", table->cell(1, "phone"));
  EXPECT_TRUE(table->column("phone").empty());
}

TEST(Dataset, ALineWithTooFewOrTooManyCellsIsNamed) {
  for (const auto* text : {"a\tb\n1\t2\n3\n", "a\tb\n1\t2\n3\t4\t5\n"}) {
    const auto table = Dataset::from_table("it/places", text);
    ASSERT_FALSE(table);
    EXPECT_EQ(0U, table.error().message.find("it/places:3: ")) << table.error().message;
  }
  EXPECT_FALSE(Dataset::from_table("x", ""));
}

TEST(Dataset, EmptyCellsAreKept) {
  const auto table = Dataset::from_table("x", "a\tb\tc\n\t\t\n1\t\t3\n");
  ASSERT_TRUE(table);
  EXPECT_EQ("", table->cell(0, "c"));
  EXPECT_EQ("", table->cell(1, "b"));
  EXPECT_EQ("3", table->cell(1, "c"));
}

TEST(Dataset, LinesAreEntriesWhetherOrNotTheLastOneEnds) {
  EXPECT_EQ((std::vector<std::string_view>{"a", "b"}),
            copy(Dataset::from_lines("a\nb").column("entry")));
  EXPECT_EQ((std::vector<std::string_view>{"a", "", "b"}),
            copy(Dataset::from_lines("a\r\n\r\nb\r\n").column("entry")));
  EXPECT_EQ(0U, Dataset::from_lines("").rows());
}

TEST(Dataset, RowsWithoutWeightsWeighTheSame) {
  const auto table = Dataset::from_table("x", "name\tweight\nAda\t900\nBob\t1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ((std::vector<std::uint32_t>{900, 1}), table->weights());
  EXPECT_EQ((std::vector<std::uint32_t>{1, 1, 1}), Dataset::from_lines("a\nb\nc\n").weights());
}

}  // namespace
}  // namespace barnabas
