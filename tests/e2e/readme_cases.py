"""The README's first five minutes, typed as they stand: each command prints what the README shows.

A block of the README holds commands ("$ ...") with what they print below them, or only lines that
the broker said. Where every run differs (times, ids, checksums, the port) both sides are masked;
a line "..." stands for any lines. `barnabas serve` runs on; the second one comes after a kill -9.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from harness.broker import ROOT, free_port
from harness.wait import wait_until

SECONDS = 60
MASKS = [
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"),
    (r"(?<=id )[\w-]{22}|(?<=orders  )[\w-]{22}", "ID"),
    (r"\b\d+(\.\d)? (us|ms|s)\b", "TIME"),
    (r"\b\d{13}\b", "TIMESTAMP"),
    (r"crc: \d+", "crc: CRC"),
    (r"checked \d+ bytes", "checked SOME bytes"),
]


def masked(line):
    for pattern, name in MASKS:
        line = re.sub(pattern, name, line)
    return line.rstrip()


def blocks(section):
    """The fenced blocks of a section of the README, each a list of lines."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read().split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [block.strip("\n").split("\n")
            for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S)]


def steps(block):
    """(command or None, lines expected below it) in the order of the block."""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            found.append((None, [line]))
        else:
            found[-1][1].append(line)
    return found


def compare(what, wanted, got):
    wanted, got = [masked(line) for line in wanted], [masked(line) for line in got]
    if "..." in wanted:
        wanted = wanted[:wanted.index("...")]
        got = got[:len(wanted)]
    assert wanted == got, (f"{what}\n    README: " + "\n            ".join(wanted)
                           + "\n    really: " + "\n            ".join(got))


class Reader:
    """Somebody who types what the README says, in an empty folder; the port is a free one."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.server = None
        os.symlink(os.path.join(ROOT, "build"), os.path.join(folder, "build"))
        program = os.environ.get("BARNABAS")
        path = os.path.dirname(program) if program else os.path.join(ROOT, "build/release/bin")
        self.environment = {**os.environ, "PATH": path + ":" + os.environ["PATH"],
                            "KAFKA_LISTENERS": f"PLAINTEXT://127.0.0.1:{self.port}",
                            "BARNABAS_BOOTSTRAP_SERVER": f"127.0.0.1:{self.port}"}
        self.log = os.path.join(folder, "serve.log")

    def text(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read().replace(f":{self.port}", ":9092").splitlines()

    def serve(self, command, wanted):
        self.close()
        with open(self.log, "w", encoding="utf-8") as log:
            self.server = subprocess.Popen(["bash", "-c", "exec " + command], cwd=self.folder,
                                           stdout=log, stderr=log, env=self.environment)
        self.wait_for(wanted)
        compare(command, wanted, self.text(self.log)[:len(wanted)])

    def wait_for(self, wanted):
        """Until the broker has said these lines, in this order, perhaps with others between."""
        def missing():
            said = iter([masked(line) for line in self.text(self.log)])
            return [line for line in wanted if masked(line) not in said]

        wait_until(lambda: not missing(),
                   lambda: "the broker to say: " + missing()[0] + "\n    it said: "
                   + "\n             ".join(self.text(self.log)), SECONDS)

    def type(self, command, wanted):
        output = os.path.join(self.folder, "output")
        with open(output, "w", encoding="utf-8") as file:
            done = subprocess.run(["bash", "-c", command], cwd=self.folder, stdout=file,
                                  stderr=file, env=self.environment, timeout=SECONDS)
        assert done.returncode == 0, f"{command}: exit code {done.returncode}"
        compare(command, wanted, self.text(output))

    def close(self):
        if self.server:
            self.server.kill()
            self.server.wait()


def the_first_five_minutes_of_the_readme_print_what_it_shows(_broker):
    folder = tempfile.mkdtemp(prefix="barnabas-readme-")
    reader = Reader(folder)
    try:
        for block in blocks("The first five minutes"):
            for command, wanted in steps(block):
                if command is None:
                    reader.wait_for(wanted)
                elif command.startswith("barnabas serve"):
                    reader.serve(command, wanted)
                else:
                    reader.type(command, wanted)
    finally:
        reader.close()
        shutil.rmtree(folder)


def the_demo_ends_as_the_readme_shows(_broker):
    done = subprocess.run([sys.executable, os.path.join(ROOT, "demo", "demo.py"), "--seconds", "3",
                           "--port", str(free_port())], capture_output=True, text=True,
                          timeout=SECONDS)
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stdout}{done.stderr}"

    def without_numbers(text):
        return [re.sub(r"\b[0-9a-f]{8}\b|[\d.]+", "N", line).strip() for line in text]

    got = without_numbers(done.stdout.splitlines())
    for line in without_numbers(blocks("Two commands")[0]):
        # How much a group reads twice after a kill is a matter of luck, and allowed.
        found = line in got or line.endswith("every one") and any(
            other.startswith(line) for other in got)
        assert found, f"{line!r} is not in {done.stdout}"


CASES = [
    the_first_five_minutes_of_the_readme_print_what_it_shows,
    the_demo_ends_as_the_readme_shows,
]
