// Golden scripts of the group state machine: tests/golden/groups/*.txt. What stands above the line
// "---" is played, what stands below is expected. BARNABAS_UPDATE_GOLDEN=1 writes what came out
// into the files, to be read and judged before it is committed.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/broker/groups/group_script.h"

namespace barnabas {
namespace {

constexpr std::string_view kSeparator = "---\n";

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(GOLDEN_DIR "/groups"))
    if (entry.path().extension() == ".txt") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

class GroupGolden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(GroupGolden, ScriptGivesWhatItSays) {
  const auto text = read(GetParam());
  const auto separator = text.find(kSeparator);
  const auto script = text.substr(0, separator);
  const auto played = play_group_script(script);
  if (std::getenv("BARNABAS_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(GetParam()) << script << kSeparator << played;
    return;
  }
  ASSERT_NE(separator, std::string::npos) << "no line --- in " << GetParam();
  EXPECT_EQ(played, text.substr(separator + kSeparator.size()));
  EXPECT_EQ(played.find("??"), std::string::npos) << "an unknown word in the script";
}

INSTANTIATE_TEST_SUITE_P(Scripts, GroupGolden, testing::ValuesIn(scripts()),
                         [](const auto& script) { return script.param.stem().string(); });

}  // namespace
}  // namespace barnabas
