"""Questions to a broker with the answers, compared with those recorded from Apache Kafka.

    tests/e2e/run.py e2e --only WORD --broker apache     asks Apache Kafka again
    RECORD=1 ...                                         writes what it answers into the file
"""

import os
import re


class Transcript:
    """Lines of question and answer; random ids become U1, U2 and so on."""

    def __init__(self, path):
        self.path = path
        self.ids = {}
        self.lines = []

    def add(self, question, answer):
        uuid = "-".join("[0-9a-f]{%d}" % size for size in (8, 4, 4, 4, 12))
        text = re.sub(uuid, lambda m: self.ids.setdefault(m.group(0), f"U{len(self.ids) + 1}"),
                      repr(answer))
        self.lines.append(f"{question}: {text}")

    def check(self):
        if os.environ.get("RECORD"):
            with open(self.path, "w", encoding="utf-8") as file:
                file.write("\n".join(self.lines) + "\n")
        with open(self.path, encoding="utf-8") as file:
            expected = file.read().splitlines()
        different = [f"expected {e}\n    answered {a}" for e, a in zip(expected, self.lines)
                     if e != a]
        assert not different, "\n    ".join(different)
        assert len(expected) == len(self.lines), "another number of answers"
