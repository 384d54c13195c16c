// Runs the scripts in tests/golden/log and compares what happens with what they say. To write down
// what happens instead: BARNABAS_GOLDEN_UPDATE=1 build/dev/bin/log_test
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/storage/log_script.h"

namespace barnabas {
namespace {

TEST(LogGolden, EveryScriptDoesWhatItSays) {
  std::size_t scripts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(BARNABAS_LOG_SCRIPTS)) {
    ++scripts;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const auto outcome = run_log_script(text.str());
    if (std::getenv("BARNABAS_GOLDEN_UPDATE") != nullptr)
      std::ofstream(entry.path()) << outcome;
    else
      EXPECT_EQ(outcome, text.str()) << entry.path();
  }
  EXPECT_GT(scripts, 0U);
}

}  // namespace
}  // namespace barnabas
