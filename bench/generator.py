#!/usr/bin/env python3
"""./dev bench generator: the same records from barnabas-gen and from others in one run, as ratios.

    bench/generator.py [ROW]... [--rounds N] [--makers WORD,...] [--write]

One maker runs at a time. Each round visits the makers in one order and then in the other, so that a
machine that gets slower or faster hurts nobody. Medians are printed, with the share of the machine
that others used. --write puts the tables into docs/benchmarks.md, in place of those of the same
rows.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import run  # before peers, which puts the tests' run.py in front of it
import peers

BIN = os.path.join(peers.ROOT, "build", "release", "bin")
MADE = os.path.join(peers.ROOT, "build", "bench")
BASE = "JR v0.4.0"
TRIVIAL = '{"id": {{counter "id" 1 1}}}'
SEED = ["--seed", "1"]
# In one of these more is better; in all others less.
MORE_IS_BETTER = {"records/s", "MB/s"}


class MakerError(Exception):
    """A maker could not do its work; the text has its words."""


class Used:
    """What one run of a program took."""

    def __init__(self, command, out=subprocess.DEVNULL, **environment):
        machine, self.began = peers.machine_seconds(), time.monotonic()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                                       env={**os.environ, **environment}, cwd=MADE)
            usage = self.watch(process)
            errors.seek(0)
            self.told = errors.read().decode(errors="replace")
        self.seconds = time.monotonic() - self.began
        self.cpu = usage.ru_utime + usage.ru_stime
        others = peers.machine_seconds() - machine - self.cpu
        self.others = max(0.0, others / max(self.seconds, 0.01) / os.cpu_count() * 100)
        if process.returncode != 0:
            raise MakerError(f"{' '.join(command)}: {self.told.strip()[-300:]}")

    def watch(self, process):
        """Waits for the end. What the system keeps as the peak of a process that has ended includes
        the one it was forked from, which is Python; so it is read while the process runs."""
        self.peak = 0.0
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                process.returncode = os.waitstatus_to_exitcode(status)
                return usage
            with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
                lines = [line for line in file if line.startswith("VmHWM")]
            if lines:
                self.peak = max(self.peak, int(lines[0].split()[1]) * 1024 / 1e6)
            time.sleep(0.002 if time.monotonic() - self.began < 0.2 else 0.05)


# ---- The makers: how each writes COUNT records of a template on stdout.

def template_of(shape):
    return ["--embedded", TRIVIAL] if shape == "trivial" else [shape]


def ours(shape, count, *more):
    return [os.path.join(BIN, "barnabas-gen"), "run", *template_of(shape), "-n", str(count), *SEED,
            *more]


def jr(shape, count, *more):
    arguments = ["--embedded", TRIVIAL] if shape == "trivial" else [shape]
    return [os.path.join(MADE, "jr"), "template", "run", *arguments, "-n", str(count), *more]


def compiled(program):
    return lambda shape, count: [os.path.join(MADE, program), shape, str(count)]


MAKERS = {
    "barnabas-gen": ours,
    "barnabas-gen --threads 2": lambda shape, count: ours(shape, count, "--threads", "2"),
    BASE: jr,
    "a Go program with gofakeit 7": compiled("gofakeit"),
    "a Rust program with fake 5": compiled("rust_fake"),
}
ENVIRONMENT = {"JR_SYSTEM_DIR": os.path.join(MADE, "jr.source"),
               "JR_USER_DIR": os.path.join(MADE, "jr.source")}

# Records for about three seconds: of ours and the compiled ones, and of JR.
COUNTS = {"net_device": (5_000_000, 200_000), "user": (3_000_000, 10_000),
          "shoestore_order": (5_000_000, 500_000), "trivial": (10_000_000, 700_000)}


def count_of(name, shape):
    counts = COUNTS[shape]
    if name == BASE:
        return counts[1]
    return counts[0] if name.startswith("barnabas-gen") else counts[0] // 2


def size_of(command):
    """Bytes a record, from a few hundred of them."""
    with tempfile.TemporaryFile() as out:
        Used(command(200), out, **ENVIRONMENT)
        return os.fstat(out.fileno()).st_size / 200


def rate(used, count, size):
    return {"records/s": count / used.seconds, "MB/s": count * size / used.seconds / 1e6,
            "CPU us a record": used.cpu / count * 1e6, "peak MB": used.peak}


def to_null(shape):
    def row(name):
        command = MAKERS[name]
        count = count_of(name, shape)
        size = size_of(lambda few: command(shape, few))
        used = Used(command(shape, count), **ENVIRONMENT)
        return rate(used, count, size), used.others
    row.makers = list(MAKERS)
    return row


# ---- Into Kafka: a fresh Barnabas for each visit.

KAFKA_RECORDS = 2_000_000
KAFKA_BYTES = 346  # what a net_device has


def kafka_ours(bootstrap):
    return ours("net_device", KAFKA_RECORDS, "-o", "kafka", "-t", "bench", "-b", bootstrap,
                "-X", "acks=all"), KAFKA_RECORDS


def kafka_rdkafka(bootstrap):
    return [os.path.join(MADE, "rdkafka_performance"), "-P", "-t", "bench", "-s", str(KAFKA_BYTES),
            "-c", str(KAFKA_RECORDS), "-b", bootstrap, "-a", "-1", "-q", "-X", "linger.ms=5",
            "-X", "queue.buffering.max.kbytes=32768"], KAFKA_RECORDS


def kafka_jr(bootstrap):
    config = os.path.join(MADE, "jr.properties")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"bootstrap.servers={bootstrap}\nacks=all\nlinger.ms=5\n")
    return jr("net_device", 100_000, "-o", "kafka", "-t", "bench", "-F", config), 100_000


KAFKA_MAKERS = {"barnabas-gen": kafka_ours, "rdkafka_performance": kafka_rdkafka, BASE: kafka_jr}


def kafka(name):
    broker = peers.PEERS["Barnabas, durability=os"]()
    try:
        broker.start()
        make = KAFKA_MAKERS[name]
        Used([os.path.join(BIN, "barnabas"), "topic", "create", "bench", "--partitions", "1",
              "-b", broker.bootstrap])
        command, count = make(broker.bootstrap)
        broker_cpu = peers.cpu_seconds(broker.process.pid)
        used = Used(command, **ENVIRONMENT)
        broker_cpu = peers.cpu_seconds(broker.process.pid) - broker_cpu
        others = max(0.0, used.others - broker_cpu / used.seconds / os.cpu_count() * 100)
        return rate(used, count, KAFKA_BYTES), others
    finally:
        broker.remove()


kafka.makers = list(KAFKA_MAKERS)


# ---- Start and memory.

def start(name):
    used = Used(MAKERS[name]("net_device", 1), **ENVIRONMENT)
    return {"ms": used.seconds * 1000}, used.others


start.makers = ["barnabas-gen", BASE, "a Go program with gofakeit 7", "a Rust program with fake 5"]


def memory(name):
    few = Used(MAKERS[name]("net_device", 1_000_000), **ENVIRONMENT)
    many = Used(MAKERS[name]("net_device", 20_000_000), **ENVIRONMENT)
    return {"peak MB, 1 million": few.peak, "peak MB, 20 million": many.peak}, many.others


memory.makers = ["barnabas-gen", "barnabas-gen --threads 2"]

ROWS = {"gen-net-device": (to_null("net_device"), "net_device records to /dev/null"),
        "gen-user": (to_null("user"), "user records to /dev/null"),
        "gen-shoestore-order": (to_null("shoestore_order"), "shoestore_order records to /dev/null"),
        "gen-trivial": (to_null("trivial"), "records of a template with one counter to /dev/null"),
        "gen-kafka": (kafka, "net_device records into Barnabas, acks=all, one partition"),
        "gen-start": (start, "from exec to the end of a run of one record"),
        "gen-memory": (memory, "peak memory of short and long runs of net_device")}


def measure(row_name, rounds, chosen):
    """Median numbers of every maker, and what others used of the machine."""
    row, _ = ROWS[row_name]
    names = [name for name in row.makers if not chosen or any(word in name for word in chosen)]
    found = {name: [] for name in names}
    noise = []
    for _ in range(rounds):
        for name in names + names[::-1]:
            try:
                numbers, others = row(name)
            except MakerError as error:
                print(f"  {row_name}: {error}", file=sys.stderr, flush=True)
                continue
            found[name].append(numbers)
            noise.append(others)
            print(f"  {row_name:<22}{name:<32}{run.shown(numbers)}", file=sys.stderr, flush=True)
    medians = {name: {unit: statistics.median(numbers[unit] for numbers in all_of_it)
                      for unit in all_of_it[0]} for name, all_of_it in found.items() if all_of_it}
    return medians, statistics.median(noise) if noise else 0.0


def ratio(unit, ours_, theirs):
    if not ours_ or not theirs:
        return "-"
    factor = ours_ / theirs if unit in MORE_IS_BETTER else theirs / ours_
    return f"{factor:.1f}x" if factor < 100 else f"{factor:.0f}x"


def table(row_name, medians, noise):
    units = list(next(iter(medians.values())))
    base = medians.get(BASE)
    lines = [f"### {row_name}: {ROWS[row_name][1]}", ""]
    if base:
        lines += ["| | " + " | ".join(f"{unit} | x JR" for unit in units) + " |",
                  "|---|" + "---|---|" * len(units)]
    else:
        lines += ["| | " + " | ".join(units) + " |", "|---|" + "---|" * len(units)]
    for name, numbers in medians.items():
        cells = [run.number_text(numbers[unit]) for unit in units]
        if base:
            cells = [f"{cell} | {ratio(unit, numbers[unit], base[unit])}"
                     for cell, unit in zip(cells, units)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines + ["", f"Others used {noise:.0f} % of the machine meanwhile.", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)}; all unless named")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--makers", default="", help="words of names, comma between: JR,Rust")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    arguments = parser.parse_args()
    for name in arguments.rows:
        if name not in ROWS:
            parser.error(f"no row '{name}'; there are: {', '.join(ROWS)}")
    chosen = [word for word in arguments.makers.split(",") if word]
    tables = []
    for name in arguments.rows or ROWS:
        medians, noise = measure(name, arguments.rounds, chosen)
        if medians:
            tables.append(table(name, medians, noise))
            print(tables[-1], flush=True)
    if arguments.write:
        run.write(tables, list(ROWS), "generator results")
    return 0 if tables else 1


if __name__ == "__main__":
    sys.exit(main())
