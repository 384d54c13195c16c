"""Makes a text that matches a pattern of the data files, to see what the patterns stand for.

The patterns use a small part of regular expressions: letters, classes, groups, alternatives, {n}
and a backslash before a parenthesis. Anything else in one is a mistake in the data.
"""


def expand(pattern, draw):
    text, end = _alternatives(pattern, 0, draw)
    if end != len(pattern):
        raise ValueError(f"{pattern}: unexpected '{pattern[end]}' at {end}")
    return text


def _alternatives(pattern, at, draw):
    choices = []
    while True:
        text, at = _sequence(pattern, at, draw)
        choices.append(text)
        if at == len(pattern) or pattern[at] != "|":
            return draw.choice(choices), at
        at += 1


def _sequence(pattern, at, draw):
    text = ""
    while at < len(pattern) and pattern[at] not in "|)":
        start = at
        piece, at = _atom(pattern, at, draw)
        if pattern[at:at + 1] == "{":
            close = pattern.index("}", at)
            times = int(pattern[at + 1:close])
            at = close + 1
            piece = "".join(_atom(pattern, start, draw)[0] for _ in range(times))
        text += piece
    return text, at


def _atom(pattern, at, draw):
    char = pattern[at]
    if char == "(":
        text, at = _alternatives(pattern, at + 1, draw)
        if pattern[at:at + 1] != ")":
            raise ValueError(f"{pattern}: missing )")
        return text, at + 1
    if char == "[":
        close = pattern.index("]", at)
        return draw.choice(_class(pattern[at + 1:close])), close + 1
    if char == "\\":
        return pattern[at + 1], at + 2
    if char in "*+?.^$]})":
        raise ValueError(f"{pattern}: '{char}' is not used in these files")
    return char, at + 1


def _class(text):
    members, at = [], 0
    while at < len(text):
        if text[at + 1:at + 2] == "-" and at + 2 < len(text):
            members += [chr(code) for code in range(ord(text[at]), ord(text[at + 2]) + 1)]
            at += 3
        else:
            members.append(text[at])
            at += 1
    return members
