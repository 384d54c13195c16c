#!/usr/bin/env python3
"""./dev bench: the same work for Barnabas, Apache Kafka and kfake in one run, as ratios.

    bench/run.py [ROW]... [--rounds N] [--peers WORD,...] [--write]

Only one broker runs at a time, on a fresh directory. Each round visits the brokers in one order and
then in the other (A B C C B A), so that a machine that gets slower or faster hurts nobody; every
visit warms up first. Medians are printed, with the share of the machine that others used.
--write puts the tables into docs/benchmarks.md, in place of those of the same rows.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import peers
import rows
from harness.broker import BrokerError

BIN = os.path.join(peers.ROOT, "build", "release", "bin")
BASE = "Apache Kafka 4.4"


class LoadError(Exception):
    """A load could not do its work; the text has its words."""


class Bench:
    """One broker under one row: runs loads and meters."""

    def __init__(self, name, make):
        self.name = name
        self.make = make
        self.broker = make()
        self.loads = 0
        self.topic = "bench-0"
        self.broker_cpu = 0.0
        self.others = []

    def load(self, what, *arguments):
        """Runs raw_load (or, as rdkafka-..., rdkafka_load); what it found."""
        if what not in ("fetch", "rdkafka-consume"):  # these read what the load before them wrote
            self.loads += 1
            self.topic = f"bench-{self.loads}"
        if what.startswith("rdkafka-"):
            command = [os.path.join(BIN, "rdkafka_load"), what[len("rdkafka-"):],
                       self.broker.bootstrap, self.topic, *arguments]
        else:
            command = [os.path.join(BIN, "raw_load"), "-b", self.broker.bootstrap, "-t", self.topic,
                       what, *arguments]
        cpu, machine, wall = self.cpu(), peers.machine_seconds(), time.monotonic()
        own = os.times()
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            raise LoadError(f"{self.name}: {what}: {done.stderr.strip()}")
        self.broker_cpu = self.cpu() - cpu
        after = os.times()
        load_cpu = sum(after[2:4]) - sum(own[2:4])
        used = peers.machine_seconds() - machine - self.broker_cpu - load_cpu
        elapsed = max(time.monotonic() - wall, 0.01)
        self.others.append(max(0.0, used / elapsed / os.cpu_count() * 100))
        return json.loads(done.stdout)

    def cpu(self):
        return peers.cpu_seconds(self.broker.process.pid)

    def resident_megabytes(self):
        return peers.resident_megabytes(self.broker.process.pid)

    def restart(self, kill, fresh=False):
        """Milliseconds from exec to the first acknowledged record."""
        self.broker.kill() if kill else self.broker.stop()
        if fresh:
            shutil.rmtree(self.broker.data_directory, ignore_errors=True)
        self.broker.prepare()
        done = subprocess.run(
            [os.path.join(BIN, "raw_load"), "-b", self.broker.bootstrap, "-t", "bench-start",
             "start", "--", *self.broker.command()],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=150)
        if done.returncode != 0:
            raise LoadError(f"{self.name}: it did not start again")
        found = json.loads(done.stdout.strip().split("\n")[-1])
        self.broker.process = Adopted(found["pid"])
        return found["milliseconds"]


class Adopted:
    """A process that a load started and left to us; as much of Popen as Broker uses."""

    def __init__(self, pid):
        self.pid = pid
        self.returncode = 0

    def poll(self):
        try:
            os.kill(self.pid, 0)
            return None
        except ProcessLookupError:
            return 0

    def send_signal(self, number):
        os.kill(self.pid, number)

    def kill(self):
        self.send_signal(9)

    def wait(self, timeout=60):
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("broker", timeout)
            time.sleep(0.01)
        return 0


def visit(row, name, make):
    """One measurement of one broker: fresh, warmed up."""
    bench = Bench(name, make)
    try:
        bench.broker.start()
        if row not in (rows.start, rows.memory, rows.idle_cpu, rows.restart, rows.many_partitions):
            for _ in range(peers.WARM_UPS.get(name, 1)):
                row(bench)
        return row(bench), bench.others
    finally:
        bench.broker.remove()


def measure(row_name, rounds, chosen):
    """Median numbers of every broker, and what others used of the machine."""
    row = rows.ROWS[row_name]
    makers = peers.SYNC_PEERS if row_name in rows.SYNC_ROWS else peers.PEERS
    names = [name for name in makers if not chosen or any(word in name for word in chosen)]
    found = {name: [] for name in names}
    noise = []
    for _ in range(rounds):
        for name in names + names[::-1]:
            try:
                numbers, others = visit(row, name, makers[name])
            except (LoadError, BrokerError, subprocess.TimeoutExpired) as error:
                print(f"  {row_name}: {error}", file=sys.stderr, flush=True)
                continue
            found[name].append(numbers)
            noise += others
            print(f"  {row_name:<24}{name:<26}{shown(numbers)}", file=sys.stderr, flush=True)
    medians = {name: {unit: statistics.median(numbers[unit] for numbers in all_of_it)
                      for unit in all_of_it[0]} for name, all_of_it in found.items() if all_of_it}
    return medians, statistics.median(noise) if noise else 0.0


def shown(numbers):
    return ", ".join(f"{number_text(number)} {unit}" for unit, number in numbers.items())


def number_text(number):
    return f"{number:,.0f}".replace(",", " ") if number >= 100 else f"{number:.3g}"


def ratio(unit, ours, theirs):
    """How many times better ours is."""
    if not ours or not theirs:
        return "-"
    factor = ours / theirs if unit in rows.MORE_IS_BETTER else theirs / ours
    return f"{factor:.1f}x" if factor < 100 else f"{factor:.0f}x"


def table(row_name, medians, noise):
    """One table a row of the comparison: brokers down, numbers across, ratio to Apache Kafka."""
    units = list(next(iter(medians.values())))
    lines = [f"### {row_name}: {rows.ROWS[row_name].__doc__}", "",
             "| | " + " | ".join(f"{unit} | x Kafka" for unit in units) + " |",
             "|---|" + "---|---|" * len(units)]
    base = medians.get(BASE, {})
    for name, numbers in medians.items():
        cells = [f"{number_text(numbers[unit])} | {ratio(unit, numbers[unit], base.get(unit))}"
                 for unit in units]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", f"Others used {noise:.0f} % of the machine meanwhile.", ""]
    return "\n".join(lines)


def machine():
    """What the machine does without a broker, by which the figures of an hour can be judged."""
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run([os.path.join(BIN, "raw_load"), "--directory", directory,
                               "--megabytes", "3000", "machine"],
                              check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    found = json.loads(done.stdout)
    return (
        f"Without a broker the machine did {found['synced_appends_a_second']:.0f} appends of 1 KiB "
        f"a second, each synced; {found['synced_megabytes_a_second']:.0f} MB/s with a sync after "
        f"each MiB; {found['sendfile_megabytes_a_second']:.0f} MB/s by sendfile over loopback; "
        f"and a blocking ping-pong of 1 KiB in {found['ping_pong']['p50']:.0f} us.")


def sections(text):
    """The tables of a results text by row name, with what stands under each headline."""
    parts = re.split(r"^### ([a-z0-9-]+): ", text, flags=re.MULTILINE)[1:]
    return {name: f"### {name}: {rest.strip()}\n" for name, rest in zip(parts[::2], parts[1::2])}


def write(tables, names, place):
    """Puts tables in place of those of the same rows, in the order of `names`; the others stay."""
    path = os.path.join(peers.ROOT, "docs", "benchmarks.md")
    begin, end = f"<!-- {place}: begin -->\n", f"<!-- {place}: end -->"
    with open(path, encoding="utf-8") as file:
        head, rest = file.read().split(begin)
    results, tail = rest.split(end)
    known = sections(results) | sections("\n".join(tables))
    ordered = [known[name] for name in names if name in known]
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + begin + "\n".join(ordered) + end + tail)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(rows.ROWS)}; all unless named")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peers", default="", help="words of names, comma between: Barnabas,kfake")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    arguments = parser.parse_args()
    for name in arguments.rows:
        if name not in rows.ROWS:
            parser.error(f"no row '{name}'; there are: {', '.join(rows.ROWS)}")
    chosen = [word for word in arguments.peers.split(",") if word]
    tables = []
    for name in arguments.rows or rows.ROWS:
        medians, noise = measure(name, arguments.rounds, chosen)
        if medians:
            tables.append(table(name, medians, noise) + machine() + "\n")
            print(tables[-1], flush=True)
    if arguments.write:
        write(tables, rows.ROWS, "results")
    return 0 if tables else 1


if __name__ == "__main__":
    sys.exit(main())
