#!/usr/bin/env python3
"""The repository keeps the rules of rules.py, and each rule catches what it is for.

Run from anywhere: tests/tidy/tidy_test.py. The last line counts the cases.
"""

import functools
import os
import subprocess
import sys
import unittest

import rules

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def tracked(*patterns):
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(path for path in listing.stdout.split("\n")
                  if path and os.path.exists(os.path.join(ROOT, path)))


@functools.lru_cache(maxsize=None)
def read(path):
    path = os.path.normpath(os.path.join(ROOT, path))
    if os.path.isdir(path):
        return ""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Repository(unittest.TestCase):
    def keeps(self, rule, *patterns):
        findings = [f"{path}:{line}: {text}" for path in tracked(*patterns)
                    for line, text in rule(path, read(path))]
        if findings:
            self.fail("\n" + "\n".join(findings))

    def test_includes_point_down_the_layers(self):
        self.keeps(rules.check_layering, "*.h", "*.cc")

    def test_files_hold_one_idea(self):
        self.keeps(rules.check_file_length, "*.h", "*.cc")

    def test_functions_fit_on_a_screen(self):
        self.keeps(rules.check_function_length, "*.h", "*.cc")

    def test_lines_fit_in_100_columns(self):
        self.keeps(rules.check_columns, "*.h", "*.cc", "*.py", "*.cmake", "*CMakeLists.txt")

    def test_nothing_unnamed_inside_a_co_await(self):
        self.keeps(rules.check_co_await, "*.h", "*.cc")

    def test_nothing_is_left_unfinished(self):
        self.keeps(rules.check_unfinished, "*.h", "*.cc", "*.py", "*.md", "*CMakeLists.txt", "*.sh",
                   "dev", "*.java", "*.go", "*.js", "*.mjs", "*.rs")

    def test_headers_start_with_their_idea(self):
        self.keeps(rules.check_header_start, "*.h")

    def test_each_text_has_one_title(self):
        self.keeps(rules.check_one_title, "*.md")

    def test_links_in_the_docs_lead_somewhere(self):
        self.keeps(lambda path, text: rules.check_links(path, text, read), "*.md")

    def test_each_behaviour_has_a_test_and_a_row(self):
        tests = "".join(read(path) for path in tracked("tests/*_test.cc"))
        self.keeps(lambda path, text: rules.check_behaviours(text, tests), "docs/behaviours.md")

    def test_each_setting_is_filled_and_read(self):
        tables = "".join(read(path) for path in tracked("broker/config/*.cc"))
        readers = "".join(read(path) for path in tracked("broker/*.h", "broker/*.cc", "cli/*.cc"))
        self.keeps(lambda path, text: rules.check_settings(path, text, tables, readers),
                   "broker/config/broker_config.h")


class EachRule(unittest.TestCase):
    def finds(self, rule, path, text):
        self.assertTrue(list(rule(path, text)), f"not caught: {text}")

    def passes(self, rule, path, text):
        self.assertEqual([], list(rule(path, text)))

    def test_layering(self):
        bad = [("storage/log.cc", '#include "broker/broker.h"'),
               ("storage/log.cc", '#include "protocol/messages/data/fetch.h"'),
               ("storage/log.cc", "#include <mutex>"),
               ("protocol/wire/reader.cc", '#include "storage/log.h"'),
               ("client/client.cc", '#include "storage/log.h"'),
               ("storage/log.cc", "#include <asio/steady_timer.hpp>"),
               ("broker/net/asio.h", "#include <asio.hpp>"),
               ("storage/log.cc", '#include "segment.h"')]
        good = [("storage/log.cc", '#include "protocol/records/record_batch.h"'),
                ("cli/serve.cc", '#include "broker/broker.h"'),
                ("broker/net/asio.h", "#include <asio/steady_timer.hpp>"),
                ("tests/storage/log_test.cc", '#include "storage/log.h"')]
        for path, text in bad:
            self.finds(rules.check_layering, path, text + "\n")
        for path, text in good:
            self.passes(rules.check_layering, path, text + "\n")

    def test_co_await(self):
        bad = ["co_await run([size]{ return size; });",
               "co_await run([size](int x) { return x; });",
               "co_await read(Options{.from = 1});",
               "co_await read({.from = 1});",
               "co_await read({1, 2});",
               "co_await co_spawn(io, [size]() -> awaitable<void> { co_return; }, use_awaitable);",
               "co_await [size]{ return size; }();",
               "auto result = Options{.from = co_await offset()};",
               "Options options{.from = co_await offset()};"]
        good = ["auto task = [size] { return size; }; co_await run(std::move(task));",
                "auto [ec, n] = co_await socket.read(buffer);",
                "co_return Result{value};",
                "co_await read(std::string(10, 'x'));",
                "co_await partitions[i].appended.wait_until(deadline);",
                "void f() { co_await next(); }",
                "// co_await read({1, 2});"]
        for text in bad:
            self.finds(rules.check_co_await, "x.cc", text)
        for text in good:
            self.passes(rules.check_co_await, "x.cc", text)

    def test_function_length(self):
        body = "  work();\n" * 80
        for head in ("int f(int a) {\n", "Log::Log(int a)\n    : a_(a) {\n", "TEST(Log, Works) {\n",
                     "class A {\n  void f() const {\n"):
            self.finds(rules.check_function_length, "x.cc", head + body + "}\n}\n")
        for head in ("namespace a {\n", "struct A {\n", "constexpr std::array table{\n",
                     "const Table table = make({\n", "enum class E {\n"):
            self.passes(rules.check_function_length, "x.cc", head + body + "}\n")
        self.passes(rules.check_function_length, "x.cc", 'int f() { return g("{"); }\n' + body)

    def test_file_length_and_columns(self):
        self.finds(rules.check_file_length, "x.h", "\n" * 301)
        self.passes(rules.check_file_length, "x.cc", "\n" * 301)
        self.finds(rules.check_file_length, "x.cc", "\n" * 501)
        self.finds(rules.check_columns, "x.cc", "x" * 101)
        self.passes(rules.check_columns, "x.cc", "x" * 100)

    def test_unfinished_words(self):
        self.finds(rules.check_unfinished, "x.cc", "// TO" "DO: later")
        self.passes(rules.check_unfinished, "x.cc", "auto TO" "DOS = 1;")

    def test_header_start(self):
        self.passes(rules.check_header_start, "x.h", "#pragma once\n\n// Idea.\n#include <x>\n")
        self.finds(rules.check_header_start, "x.h", "#include <x>\n")
        self.finds(rules.check_header_start, "x.h", "#pragma once\n#include <x>\n")

    def test_titles(self):
        self.passes(rules.check_one_title, "x.md", "# One\n```\n# a comment\n```\n## Two\n")
        self.finds(rules.check_one_title, "x.md", "# One\n# Two\n")
        self.finds(rules.check_one_title, "x.md", "text\n")

    def test_links(self):
        files = {"storage/log.h": "class Log { void roll(); };", "docs/storage.md": ""}
        check = lambda path, text: rules.check_links(path, text, files.get)
        self.passes(check, "docs/a.md", "`storage/log.h` Log::roll, see [it](storage.md#x)")
        self.finds(check, "docs/a.md", "`storage/log.h` Log::trim")
        self.finds(check, "docs/a.md", "`storage/gone.h`")
        self.finds(check, "docs/a.md", "[it](gone.md)")

    def test_behaviours(self):
        table = "".join(f"| {number} | text |\n" for number in rules.BEHAVIOURS)
        tests = "".join(f"TEST_F(A, Behaviour{number}_B) {{" for number in rules.BEHAVIOURS)
        check = lambda path, text: rules.check_behaviours(text, tests)
        self.passes(check, "docs/behaviours.md", table)
        self.finds(check, "docs/behaviours.md", table.replace("| 7 |", "| seven |"))
        without = tests.replace("Behaviour5_", "Behaviour55_")
        self.finds(lambda path, text: rules.check_behaviours(text, without), "x.md", table)
        self.passes(lambda path, text: rules.check_behaviours(text, without), "x.md",
                    table.replace("| 5 | text", "| 5 | not applicable"))

    def test_settings(self):
        header = "struct BrokerConfig {\n  int node_id = 1;\n  std::string rack;\n};\n"
        tables, readers = "&BrokerConfig::node_id, config.rack = rack;", "config.node_id == c->rack"
        for changed, findings in ((("", ""), 0), (("node_id", "log_dir"), 2), (("rack", "x"), 2)):
            check = lambda path, text: rules.check_settings(
                path, text, tables.replace(*changed), readers.replace(*changed))
            self.assertEqual(findings, len(list(check("broker_config.h", header))), changed)


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
