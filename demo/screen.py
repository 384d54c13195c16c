"""What the demo shows: on a terminal one screen, painted over itself; elsewhere plain lines."""

import os
import re
import shutil
import sys
import textwrap
import time

FRAMES_A_SECOND = 8
SUMMARY_SECONDS = 2
BOLD, DIM, RED, GREEN = "1", "2", "31", "32"


class Screen:
    """Told what happens by note() and say(), and asked to show() as often as one likes."""

    def __init__(self, out=sys.stdout):
        self.out = out
        self.paints = out.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self.colours = self.paints and not os.environ.get("NO_COLOR")
        self.notes = []
        self.said = []
        self.painted = 0
        self.shown_at = 0.0
        self.summary_at = 0.0

    def note(self, seconds, text, colour=""):
        """One of the few things that a viewer must not miss."""
        line = f"{seconds:6.1f} s  {text}"
        self.notes.append((line, colour))
        if not self.paints:
            print(line, file=self.out, flush=True)

    def say(self, line):
        """A sentence of the broker's (serve --explain)."""
        self.said.append(line)
        del self.said[:-100]
        if not self.paints:
            print(f"          | {line}", file=self.out, flush=True)

    def show(self, seconds, header, table, force=False):
        """`table`: rows of cells, the first row is their titles; a cell is as wide as its title."""
        now = time.monotonic()
        if not self.paints:
            if now - self.summary_at >= SUMMARY_SECONDS:
                self.summary_at = now
                acknowledged, read = (sum(int(row[i]) for row in table[1:]) for i in (2, 3))
                print(f"{seconds:6.1f} s  {acknowledged} records acknowledged, {read} read",
                      file=self.out, flush=True)
            return
        if force or now - self.shown_at >= 1 / FRAMES_A_SECOND:
            self.shown_at = now
            self.paint(header, table)

    def paint(self, header, table):
        columns, rows = shutil.get_terminal_size()
        widths = [len(title) for title in table[0]]
        lines = [(header, BOLD), ("", "")]
        for number, row in enumerate(table):
            cells = [cell.ljust(widths[i]) if i in (0, len(row) - 1) else cell.rjust(widths[i])
                     for i, cell in enumerate(row)]
            lines.append(("  ".join(cells).rstrip(), DIM if number == 0 else ""))
        room = max(rows - 1 - len(lines) - 3, 2)
        notes = self.notes[-max(room // 2, 1):]
        lines += [("", ""), *notes, ("", ""), ("The broker says (serve --explain):", DIM)]
        lines += [(line, "") for line in self.newest_said(room - len(notes), columns - 1)]
        lines = lines[:rows - 1]
        up = f"\x1b[{self.painted}A" if self.painted else ""
        text = "".join(self.coloured(line[:columns - 1], colour) + "\x1b[K\n"
                       for line, colour in lines)
        self.out.write(f"{up}\r{text}\x1b[J")
        self.out.flush()
        self.painted = len(lines)

    def newest_said(self, rows, columns):
        """As many of the last sentences as have room, broken into lines."""
        lines = []
        for sentence in reversed(self.said):
            broken = textwrap.wrap(sentence, max(columns, 20), initial_indent="  ",
                                   subsequent_indent="      ")
            if len(lines) + len(broken) > rows:
                break
            lines[:0] = broken
        return lines

    def coloured(self, text, colour):
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and text and self.colours else text


class BrokerVoice:
    """The lines of a broker's log, thinned out to what an eye can follow.

    A busy broker writes hundreds of lines a second about records and commits: of each kind one a
    second is passed on. All others (groups, segments, recoveries, warnings) are.
    """

    BUSY = re.compile(r" (produced|committed|fetched) ")

    def __init__(self, path):
        self.path = path
        self.position = 0
        self.rest = ""
        self.next_at = {}

    def lines(self):
        with open(self.path, encoding="utf-8", errors="replace") as log:
            log.seek(self.position)
            text = self.rest + log.read()
            self.position = log.tell()
        *lines, self.rest = text.split("\n")
        now = time.monotonic()
        for line in lines:
            kind = self.BUSY.search(line)
            if kind and now < self.next_at.get(kind.group(1), 0.0):
                continue
            if kind:
                self.next_at[kind.group(1)] = now + 1
            yield line
