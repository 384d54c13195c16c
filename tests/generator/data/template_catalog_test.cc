#include "generator/data/template_catalog.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/storage/temporary_folder.h"

namespace barnabas {
namespace {

void write(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(TemplateCatalog, HoldsAllOfJrsTemplates) {
  const TemplateCatalog catalog;
  EXPECT_EQ(47U, catalog.names().size());
  for (const auto& name : catalog.names()) {
    const auto found = catalog.find(name);
    ASSERT_TRUE(found) << name;
    EXPECT_FALSE(found->text.empty()) << name;
    EXPECT_NE('\n', found->text.back()) << name;
  }
}

TEST(TemplateCatalog, TheNamesOfTheSlidesLeadToTheTemplatesOfToday) {
  const TemplateCatalog catalog;
  EXPECT_EQ("shoestore_shoe", catalog.find("shoe")->name);
  EXPECT_EQ("shoestore_order", catalog.find("shoe_order")->name);
  EXPECT_EQ(catalog.find("shoestore_customer")->text, catalog.find("shoe_customer.tpl")->text);
}

TEST(TemplateCatalog, AMistypedNameIsAnErrorThatSuggestsTheRightOne) {
  const auto found = TemplateCatalog().find("net_devise");
  ASSERT_FALSE(found);
  EXPECT_NE(std::string::npos, found.error().message.find("'net_device'"));
}

TEST(TemplateCatalog, AUsersTemplateComesBeforeOurs) {
  const TemporaryFolder folder;
  write(folder.path("user.tpl"), "mine\n");
  write(folder.path("templates/own.tpl"), "{{name}}");
  const TemplateCatalog catalog({folder.path()});
  EXPECT_EQ("mine\n", catalog.find("user")->text);
  EXPECT_EQ(folder.path("user.tpl"), catalog.find("user")->path);
  EXPECT_EQ("{{name}}", catalog.find("own")->text);
  EXPECT_EQ("", catalog.find("net_device")->path);
  const auto names = catalog.names();
  EXPECT_EQ(48U, names.size());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(TemplateCatalog, AUsersTemplateMayHaveTheNameOfAnAlias) {
  const TemporaryFolder folder;
  write(folder.path("shoe.tpl"), "a shoe");
  EXPECT_EQ("a shoe", TemplateCatalog({folder.path()}).find("shoe")->text);
}

}  // namespace
}  // namespace barnabas
