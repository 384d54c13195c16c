#include "cli/command_line.h"

#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "cli/render.h"

namespace barnabas {
namespace {

// A small program with every kind of option.
struct Program {
  Program() {
    auto& topic = root.add({.name = "topic", .summary = "Topics"});
    auto& create = topic.add({.name = "create",
                              .summary = "Create a topic",
                              .examples = "  shop topic create orders",
                              .aliases = {"new"}});
    create.argument({.names = "TOPIC", .text = "its name", .required = true}, names);
    create.option({.names = "-p,--partitions", .value = "N", .text = "how many"}, partitions);
    create.option({.names = "--color", .value = "red|green", .text = "its colour"}, color);
    create.option({.names = "--explain", .value = "some|all", .value_if_alone = "some"}, explain);
    create.option({.names = "--config", .value = "KEY=VALUE"}, configs);
    create.flag({.names = "-q,--quiet", .text = "say nothing"}, quiet);
    create.flag({.names = "-f,--force", .text = "do it"}, force);
    create.run = [this] {
      ++runs;
      return 7;
    };
  }

  // The exit code, and in `said` what went to stderr.
  int call(const std::vector<std::string>& words) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const int code = run_command_line(root, words);
    shown = testing::internal::GetCapturedStdout();
    said = testing::internal::GetCapturedStderr();
    return code;
  }

  Command root{{.name = "shop", .summary = "A shop"}};
  std::vector<std::string> names;
  std::optional<std::int32_t> partitions;
  std::string color, explain;
  std::vector<std::pair<std::string, std::string>> configs;
  bool quiet = false, force = false;
  int runs = 0;
  std::string said, shown;
};

TEST(CommandLine, EverySpellingOfAnOptionIsUnderstood) {
  for (const std::vector<std::string>& spelling :
       {std::vector<std::string>{"-p", "3"}, {"-p3"}, {"--partitions", "3"}, {"--partitions=3"}}) {
    Program program;
    std::vector<std::string> words{"topic", "new", "orders"};
    words.insert(words.end(), spelling.begin(), spelling.end());
    EXPECT_EQ(program.call(words), 7);
    EXPECT_EQ(program.partitions, 3);
    EXPECT_EQ(program.names, std::vector<std::string>{"orders"});
  }
}

TEST(CommandLine, FlagsMayShareOneDash) {
  Program program;
  EXPECT_EQ(program.call({"topic", "create", "a", "b", "-qf"}), 7);
  EXPECT_TRUE(program.quiet && program.force);
  EXPECT_EQ(program.names.size(), 2U);
}

TEST(CommandLine, ValueThatMayBeLeftOutDoesNotEatTheNextWord) {
  Program program;
  EXPECT_EQ(program.call({"topic", "create", "--explain", "orders"}), 7);
  EXPECT_EQ(program.explain, "some");
  EXPECT_EQ(program.call({"topic", "create", "--explain=all", "orders"}), 7);
  EXPECT_EQ(program.explain, "all");
}

TEST(CommandLine, DoubleDashEndsOptionsAndNumbersAreArguments) {
  Program program;
  EXPECT_EQ(program.call({"topic", "create", "-5", "-", "--", "--quiet"}), 7);
  EXPECT_EQ(program.names, (std::vector<std::string>{"-5", "-", "--quiet"}));
  EXPECT_FALSE(program.quiet);
}

TEST(CommandLine, OptionsMayBeRepeated) {
  Program program;
  EXPECT_EQ(program.call({"topic", "create", "a", "--config", "x=1", "--config=y=2=3"}), 7);
  ASSERT_EQ(program.configs.size(), 2U);
  EXPECT_EQ(program.configs[1], (std::pair<std::string, std::string>("y", "2=3")));
}

TEST(CommandLine, MistakesAreUsageErrorsWithASuggestion) {
  const auto said = [](const std::vector<std::string>& words) {
    Program program;
    EXPECT_EQ(program.call(words), kExitUsage);
    EXPECT_EQ(program.runs, 0);
    return program.said.substr(0, program.said.find('\n'));
  };
  EXPECT_EQ(said({"topci"}), "shop: unknown command 'topci'. Did you mean 'topic'?");
  EXPECT_EQ(said({"topic", "creat"}), "shop: unknown command 'creat'. Did you mean 'create'?");
  EXPECT_EQ(said({"topic", "create", "a", "--partition", "3"}),
            "shop: unknown option '--partition'. Did you mean '--partitions'?");
  EXPECT_EQ(said({"topic", "create"}), "shop: TOPIC is missing: its name.");
  EXPECT_EQ(said({"topic", "create", "a", "-p"}), "shop: -p needs a value: -p N.");
  EXPECT_EQ(said({"topic", "create", "a", "-p", "many"}),
            "shop: -p: 'many' is not a whole number from -2147483648 to 2147483647.");
  EXPECT_EQ(said({"topic", "create", "a", "--color", "gren"}),
            "shop: --color: 'gren' is not one of red|green. Did you mean 'green'?");
  EXPECT_EQ(said({"topic", "create", "a", "--config", "x"}),
            "shop: --config: 'x' is not of the form KEY=VALUE.");
  EXPECT_EQ(said({"topic", "create", "a", "--quiet=yes"}),
            "shop: --quiet: takes no value but true or false, not 'yes'.");
}

TEST(CommandLine, HelpExplainsTheCommandReached) {
  Program program;
  EXPECT_EQ(program.call({"topic", "create", "--help", "--nonsense"}), kExitOk);
  EXPECT_EQ(program.shown,
            "Create a topic\n\n"
            "Usage: shop topic create [options] TOPIC...\n"
            "Also spelled: new\n\n"
            "Arguments:\n"
            "  TOPIC...                  its name\n\n"
            "Options:\n"
            "  -p, --partitions N        how many\n"
            "      --color red|green     its colour\n"
            "      --explain[=some|all]\n"
            "      --config KEY=VALUE\n"
            "  -q, --quiet               say nothing\n"
            "  -f, --force               do it\n\n"
            "Examples:\n"
            "  shop topic create orders\n");
}

TEST(CommandLine, CommandWithoutItsSubcommandShowsThem) {
  Program program;
  EXPECT_EQ(program.call({"topic"}), kExitUsage);
  EXPECT_NE(program.said.find("create"), std::string::npos);
}

TEST(Render, ManPageProtectsDashesAndDots) {
  Program program;
  const auto page = render_man_page(*program.root.find("topic")->find("create"));
  EXPECT_TRUE(page.starts_with(".TH SHOP\\-TOPIC\\-CREATE 1\n")) << page;
  EXPECT_NE(page.find("\\fB\\-p\\fR, \\fB\\-\\-partitions\\fR \\fIN\\fR\n"), std::string::npos);
}

TEST(Render, CompletionsKnowCommandsOptionsAndChoices) {
  Program program;
  const NameLists lists{{.kind = "TOPIC", .command = "shop list"}};
  const auto bash = render_bash_completion(program.root, lists);
  EXPECT_NE(bash.find("'topic create|--color') echo 'red green' ;;"), std::string::npos) << bash;
  EXPECT_NE(bash.find("'topic') echo 'create' ;;"), std::string::npos);
  EXPECT_NE(bash.find("'topic create') echo '@TOPIC' ;;"), std::string::npos);
  EXPECT_NE(bash.find("@TOPIC) wanted=\"$(shop list 2>/dev/null)\" ;;"), std::string::npos);
  EXPECT_NE(bash.find("complete -F _shop shop\n"), std::string::npos);
  const auto fish = render_fish_completion(program.root, lists);
  EXPECT_NE(fish.find("-l color -x -a 'red green'"), std::string::npos) << fish;
  EXPECT_NE(fish.find("-n '__shop_in topic create' -a '(shop list"), std::string::npos);
  const auto zsh = render_zsh_completion(program.root, lists);
  EXPECT_NE(zsh.find("'topic create|--color') echo 'red green' ;;"), std::string::npos) << zsh;
  EXPECT_NE(zsh.find("'create:"), std::string::npos);
}

TEST(Render, WrappedLinesKeepTheirWidthAndIndent) {
  EXPECT_EQ(wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(wrap("alongword", 4, 2), "alongword");
}

}  // namespace
}  // namespace barnabas
