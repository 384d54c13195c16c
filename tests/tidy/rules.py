"""The rules of the house that a compiler does not check, each a function from a file to findings.

A finding is (line number, text). The functions know nothing of where files come from, so that
tidy_test.py can try each on good and bad samples before it runs them on the repository.
"""

import re

HEADER_LINES_MAX = 300
SOURCE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

# What each folder may include from. protocol <- storage <- broker; protocol <- client <- cli;
# protocol <- generator.
LAYERS = {
    "protocol": {"protocol"},
    "storage": {"protocol", "storage"},
    "broker": {"protocol", "storage", "broker"},
    "client": {"protocol", "client"},
    "cli": {"protocol", "storage", "broker", "client", "cli"},
    "generator": {"protocol", "generator"},
}
# What reads and explains a command line is one library for both programs.
GENERATOR_FROM_CLI = ("cli/command.h", "cli/command_line.h", "cli/exit_code.h", "cli/render.h")
# In storage/ only these parts of protocol/: it knows batches, not messages. The producer-state and
# metadata files have Kafka schemas, for which the wire codec is the reader.
STORAGE_FROM_PROTOCOL = ("protocol/base/", "protocol/records/", "protocol/wire/")
SOCKET_FOLDERS = ("broker/net/", "client/")
UNFINISHED_WORDS = ("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")

# g++ 12.2 destroys twice what is written inside a co_await expression as a lambda, a braced list
# or an aggregate; an aggregate around a co_await has the same fate. Name such a thing first.
CO_AWAIT_ARGUMENT = re.compile(r"co_await[^;]*(\[[^\]]*\]\s*[({]|\(\{|\b[A-Z]\w*\{)")
CO_AWAIT_INSIDE = re.compile(r"(\b[A-Z]\w*(\s+\w+)?)\{[^;{}]*co_await")


def blank_comments_and_strings(text):
    """The same text with comments, string and character literals blanked, newlines kept."""
    pattern = re.compile(
        r'R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'
        r"|//[^\n]*|/\*.*?\*/"
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Za-z_])(?:u8|u|U|L)?'(?:\\.|[^'\\\n])+'",
        re.DOTALL,
    )

    def blank(match):
        kept = re.sub(r"[^\n]", " ", match.group(0))
        return '""' + kept[2:] if match.group(0).startswith('"') else kept

    return pattern.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def includes(text):
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', text, re.MULTILINE):
        yield line_of(text, match.start()), match.group(1) == '"', match.group(2)


def check_layering(path, text):
    layer = path.split("/")[0]
    for line, quoted, target in includes(text):
        if not quoted and target == "asio.hpp":
            yield line, "take narrow Asio headers through broker/net/asio.h"
        if layer not in LAYERS:
            continue
        if quoted:
            folder = target.split("/")[0]
            if "/" not in target:
                yield line, f'write "{target}" from the root of the repository'
            elif target in GENERATOR_FROM_CLI and path.startswith("generator/cli/"):
                pass
            elif folder not in LAYERS[layer]:
                yield line, f"{layer}/ may not include from {folder}/"
            elif layer == "storage" and folder == "protocol":
                if not target.startswith(STORAGE_FROM_PROTOCOL):
                    yield line, f"storage/ takes only {STORAGE_FROM_PROTOCOL} of protocol/"
        elif target.startswith("asio") and layer in ("protocol", "storage"):
            yield line, f"{layer}/ knows no Asio"
        elif target == "sys/socket.h" and not path.startswith(SOCKET_FOLDERS):
            yield line, f"only {' and '.join(SOCKET_FOLDERS)} know sockets"
        if layer in ("storage", "broker") and not path.startswith("broker/net/"):
            if target in ("mutex", "shared_mutex"):
                yield line, f"{layer}/ runs on one thread: no mutex"


def check_file_length(path, text):
    limit = HEADER_LINES_MAX if path.endswith(".h") else SOURCE_LINES_MAX
    lines = text.count("\n")
    if lines > limit:
        yield limit, f"{lines} lines, at most {limit}: split it by idea"


def check_columns(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns, at most {COLUMNS_MAX}"


NOT_A_FUNCTION = re.compile(
    r"^\s*(namespace|class|struct|enum|union|extern|if|for|while|switch|else|do|try|catch|return"
    r"|template\s*<[^{]*>\s*(class|struct|union))\b"
)


def functions(text):
    """(first line, lines) of each function body. A lambda belongs to the function around it."""
    code = re.sub(r"^[ \t]*#.*?(?<!\\)$", "", blank_comments_and_strings(text), flags=re.M | re.S)
    opened = []
    start = 0
    for position, char in enumerate(code):
        if char == "{":
            head = code[start:position]
            body = (
                "(" in head
                and not NOT_A_FUNCTION.match(head.lstrip())
                and not re.search(r"(=|\(|,)\s*$", head)
                and not any(is_body for _, is_body in opened)
            )
            opened.append((line_of(code, start + len(head) - len(head.lstrip())), body))
        elif char == "}":
            if opened:
                first, body = opened.pop()
                if body:
                    yield first, line_of(code, position) - first + 1
        if char in "{};":
            start = position + 1


def check_function_length(path, text):
    for first, lines in functions(text):
        if lines > FUNCTION_LINES_MAX:
            yield first, f"a function of {lines} lines, at most {FUNCTION_LINES_MAX}"


def check_co_await(path, text):
    code = blank_comments_and_strings(text)
    position = 0
    for statement in code.split(";"):
        for pattern in (CO_AWAIT_ARGUMENT, CO_AWAIT_INSIDE):
            match = pattern.search(statement)
            if match and "co_await" in statement:
                where = position + statement.index("co_await")
                yield line_of(code, where), "name this before co_await (g++ 12.2 frees it twice)"
                break
        position += len(statement) + 1


def check_unfinished(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        for word in UNFINISHED_WORDS:
            if re.search(rf"\b{word}\b", line):
                yield number, f"'{word}': finish it, or write an issue"


def check_header_start(path, text):
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or lines[0] != "#pragma once":
        yield 1, "a header starts with #pragma once"
    elif len(lines) < 2 or not lines[1].startswith("//"):
        yield 2, "after #pragma once comes the file comment: the idea, who may call it"


def check_one_title(path, text):
    prose = re.sub(r"^```.*?^```", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.M | re.S)
    titles = [n for n, line in enumerate(prose.split("\n"), 1) if line.startswith("# ")]
    if len(titles) != 1:
        yield (titles + [1, 1])[1], f"{len(titles)} titles (#), exactly one wanted"


LINK = re.compile(r"`([\w./-]+\.(?:h|cc|py|sh|md|txt|cmake|html|js))`(?:\s+([A-Za-z_~][\w:~]*))?")


def check_links(path, text, read):
    """Doc links: `path` or `path` Symbol. read(path) gives a file's text, or None."""
    for match in LINK.finditer(text):
        target, symbol = match.groups()
        if "/" not in target and read(target) is None:
            continue  # the name of a file on somebody's disk, not a link
        content = read(target)
        if content is None:
            yield line_of(text, match.start()), f"there is no {target}"
        # Only what looks like a name of the code is one: Pascal::snake, PascalCase, snake_case.
        elif symbol and re.search(r"::|_|^[A-Z][a-z]+[A-Z]", symbol):
            for part in symbol.split("::"):
                if not re.search(rf"\b{re.escape(part.lstrip('~'))}\b", content):
                    yield line_of(text, match.start()), f"{target} has no {symbol}"
                    break
    for match in re.finditer(r"\]\(([^)#:\s]+)(#[^)]*)?\)", text):
        folder = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
        if read(folder + match.group(1)) is None:
            yield line_of(text, match.start()), f"the link to {match.group(1)} leads nowhere"


BEHAVIOURS = range(1, 60)


def check_behaviours(table, tests):
    """docs/behaviours.md: each number has one row, and a test whose name bears it."""
    for number in BEHAVIOURS:
        rows = re.findall(rf"^\| {number} \|.*$", table, re.MULTILINE)
        if len(rows) != 1:
            yield 1, f"behaviour {number} has {len(rows)} rows"
        elif "not applicable" not in rows[0] and not re.search(
                rf"\bTEST\w*\(\w+,\s*Behaviour{number}(?!\d)", tests):
            yield line_of(table, table.index(rows[0])), f"no test is named Behaviour{number}_..."


def check_settings(path, text, tables, readers):
    """broker_config.h: a property fills each member of BrokerConfig, and somebody reads it."""
    start = text.index("struct BrokerConfig {")
    for member in re.finditer(r"^  [\w:<>]+ (\w+)(?: =.*)?;", text[start:], re.MULTILINE):
        name, line = member[1], line_of(text, start + member.start())
        if not re.search(rf"&BrokerConfig::{name}\b|\bconfig\.{name} =", tables):
            yield line, f"no property fills {name}"
        if not re.search(rf"(?:\.|->){name}\b(?! =[^=])", readers):
            yield line, f"nothing reads {name}"
