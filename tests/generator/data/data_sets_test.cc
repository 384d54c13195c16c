#include "generator/data/data_sets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "generator/data/embedded.h"
#include "tests/storage/temporary_folder.h"

namespace barnabas {
namespace {

void write(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> words(DataSets& data, std::string_view locale, std::string_view set) {
  const auto found = data.set(*data.locale(locale), set);
  if (!found) return {"error: " + found.error().message};
  return {found->begin(), found->end()};
}

TEST(DataSets, KnowsLocalesByNameAndAliasInAnyCase) {
  const DataSets data;
  for (const auto* name : {"uk", "UK", "gb", "en_GB"}) {
    const auto locale = data.locale(name);
    ASSERT_TRUE(locale) << name;
    EXPECT_EQ("gb", locale->name);
    EXPECT_EQ("GB", locale->country);
  }
  EXPECT_EQ("pt-br", data.locale("BR")->name);
  EXPECT_EQ("ja", data.locale("jp")->name);
}

TEST(DataSets, ALocaleThatIsNotThereIsAnErrorThatListsTheOthers) {
  const auto locale = DataSets().locale("klingon");
  ASSERT_FALSE(locale);
  EXPECT_NE(std::string::npos, locale.error().message.find("us, gb, it"));
}

TEST(DataSets, EachSetOfJrsHasWordsInEachLocale) {
  DataSets data;
  for (const auto* locale : {"us", "uk", "it", "fr", "de", "es", "pt-br", "nl", "ja"}) {
    for (const auto& set : data.set_names()) {
      EXPECT_GT(words(data, locale, set).size(), 7U) << locale << ' ' << set;
    }
  }
}

TEST(DataSets, CityAndZipAndPhoneAreRowsOfOneTable) {
  DataSets data;
  const auto city = words(data, "it", "city");
  const auto zip = words(data, "it", "zip");
  const auto phone = words(data, "it", "phone");
  ASSERT_EQ(city.size(), zip.size());
  ASSERT_EQ(city.size(), phone.size());
  const auto prato =
      static_cast<std::size_t>(std::find(city.begin(), city.end(), "Prato") - city.begin());
  ASSERT_LT(prato, city.size());
  EXPECT_EQ("59100", zip[prato]);
  EXPECT_EQ(0U, phone[prato].find("0574 "));
}

TEST(DataSets, WhatALocaleHasNotIsTakenFromUs) {
  DataSets data;
  EXPECT_EQ(words(data, "us", "stock_symbol"), words(data, "it", "stock_symbol"));
  EXPECT_NE(words(data, "us", "city"), words(data, "it", "city"));
}

TEST(DataSets, TwoLocalesDoNotShareTheirSets) {
  DataSets data;
  const auto first = words(data, "it", "surname");
  EXPECT_NE(first, words(data, "fr", "surname"));
  EXPECT_EQ(first, words(data, "it", "surname"));
}

TEST(DataSets, NativeWordsAreLatinOnesWhereALocaleIsWrittenInLatinLetters) {
  DataSets data;
  EXPECT_EQ(words(data, "it", "city"), words(data, "it", "city_native"));
  const auto native = words(data, "ja", "city_native");
  EXPECT_NE(native.end(), std::find(native.begin(), native.end(), "京都市"));
}

TEST(DataSets, AMistypedSetIsAnErrorThatSuggestsTheRightOne) {
  DataSets data;
  const auto found = data.set(*data.locale("us"), "surnmae");
  ASSERT_FALSE(found);
  EXPECT_NE(std::string::npos, found.error().message.find("'surname'")) << found.error().message;
}

TEST(DataSets, AUsersLineFileIsTheSetInBothLayouts) {
  const TemporaryFolder folder;
  write(folder.path("data/it/city"), "Atlantide\nEl Dorado\n");
  write(folder.path("templates/data/us/zip"), "00000\n");
  write(folder.path("data/us/planet"), "Mars\nVenus\n");
  DataSets data({folder.path()});
  EXPECT_EQ((std::vector<std::string>{"Atlantide", "El Dorado"}), words(data, "IT", "city"));
  EXPECT_EQ((std::vector<std::string>{"00000"}), words(data, "us", "zip"));
  EXPECT_EQ((std::vector<std::string>{"Mars", "Venus"}), words(data, "de", "planet"));
  EXPECT_TRUE(data.is_users_own(*data.locale("it"), "city"));
  EXPECT_FALSE(data.is_users_own(*data.locale("it"), "phone"));
}

TEST(DataSets, OursForALocaleComesBeforeTheUsersForUs) {
  const TemporaryFolder folder;
  write(folder.path("data/us/surname"), "Doe\n");
  DataSets data({folder.path()});
  EXPECT_EQ((std::vector<std::string>{"Doe"}), words(data, "us", "surname"));
  EXPECT_LT(90U, words(data, "it", "surname").size());
}

TEST(DataSets, TheFirstDirectoryWins) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  write(first.path("data/us/beer"), "one\n");
  write(second.path("data/us/beer"), "two\n");
  DataSets data({first.path(), second.path()});
  EXPECT_EQ((std::vector<std::string>{"one"}), words(data, "us", "beer"));
}

TEST(DataSets, AnAliasNamesTheUsersFolderToo) {
  const TemporaryFolder folder;
  write(folder.path("data/uk/beer"), "Bitter\n");
  DataSets data({folder.path()});
  EXPECT_EQ((std::vector<std::string>{"Bitter"}), words(data, "uk", "beer"));
  EXPECT_NE((std::vector<std::string>{"Bitter"}), words(data, "gb", "beer"));
}

TEST(DataSets, AFolderOfTheUsersIsALocale) {
  const TemporaryFolder folder;
  write(folder.path("data/pl/city"), "Warszawa\n");
  DataSets data({folder.path()});
  EXPECT_EQ((std::vector<std::string>{"Warszawa"}), words(data, "PL", "city"));
  EXPECT_EQ(words(data, "us", "surname"), words(data, "pl", "surname"));
  EXPECT_FALSE(data.locale("cz"));
}

TEST(DataSets, AUsersTableReplacesOursWhereItHasTheColumn) {
  const TemporaryFolder folder;
  write(folder.path("data/fr/places.tsv"), "city\tpostal_code\nYs\t29999\n");
  DataSets data({folder.path()});
  EXPECT_EQ((std::vector<std::string>{"Ys"}), words(data, "fr", "city"));
  EXPECT_EQ((std::vector<std::string>{"29999"}), words(data, "fr", "zip"));
  EXPECT_TRUE(data.is_users_own(*data.locale("fr"), "zip"));
  EXPECT_FALSE(data.is_users_own(*data.locale("fr"), "phone"));
}

TEST(DataSets, AMalformedTableOfTheUsersIsAnErrorThatNamesTheLine) {
  const TemporaryFolder folder;
  write(folder.path("data/fr/places.tsv"), "city\tpostal_code\nYs\n");
  DataSets data({folder.path()});
  const auto found = data.set(*data.locale("fr"), "city");
  ASSERT_FALSE(found);
  EXPECT_EQ(0U, found.error().message.find("fr/places.tsv:2")) << found.error().message;
}

TEST(DataSets, ASetsNameLeadsOutOfNoFolder) {
  const TemporaryFolder folder;
  write(folder.path("secret"), "x\n");
  write(folder.path("data/us/city"), "y\n");
  DataSets data({folder.path()});
  EXPECT_FALSE(data.set(*data.locale("us"), "../../secret"));
  EXPECT_FALSE(data.locale(".."));
}

TEST(DataSets, EveryEmbeddedTableCanBeRead) {
  const auto files = embedded_files("data/");
  EXPECT_LT(100U, files.size());
  for (const auto& file : files) {
    const auto table = Dataset::from_table(file.path, file.text);
    EXPECT_TRUE(table) << table.error().message;
  }
}

}  // namespace
}  // namespace barnabas
