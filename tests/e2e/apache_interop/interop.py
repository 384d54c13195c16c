"""One data directory, two brokers: what Barnabas writes Apache Kafka serves, and back.

Write.java fills a broker, Describe.java prints all that one serves; the text must stay the same
when the other broker opens the directory, after a clean stop as after a kill, with a metadata log
that is whole or cut by a snapshot. kafka-dump-log reads every file that Barnabas wrote.

    tests/e2e/run.py clients --only interop
"""

import difflib
import os
import re
import shutil
import subprocess

from compaction_cases import read
from harness.broker import ApacheKafka, Barnabas, BrokerError, free_port
from kcat_cases import kcat
from harness.wait import wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS_MAX = 300  # for one program; a machine may be busy

# Apache Kafka takes no smaller segment from a client; one that Barnabas made is fine.
SEGMENT_BYTES = {"barnabas": 20000, "Apache Kafka": 1048576}
# So that a snapshot follows every change of the metadata.
# A topic that either broker compacts, soon after it was written to.
COMPACTED = "compacted"
COMPACTED_CONFIG = {"cleanup.policy": "compact", "segment.bytes": "1048576", "segment.ms": "1000",
                    "min.cleanable.dirty.ratio": "0.01", "file.delete.delay.ms": "100"}
CLEANER = "log.cleaner.backoff.ms=100"
SNAPSHOTS = ("--set", "metadata.log.max.record.bytes.between.snapshots=1")

# What kafka-dump-log says of a file that is not as it should be.
COMPLAINT = re.compile(r"isvalid: false|mismatch|non-?(con)?secutive|exception|corrupt|invalid|"
                       r"error|unable to|could not|found timestamp|out of order", re.IGNORECASE)


class Interop:
    def __init__(self, tools, server, build, results):
        self.tools = tools
        self.build = build
        self.results = results
        os.makedirs(build, exist_ok=True)
        sources = [os.path.join(HERE, name) for name in ("Write.java", "Describe.java")]
        subprocess.run(["javac", "-d", build, "-cp", f"{tools}/*", *sources], check=True,
                       timeout=SECONDS_MAX)
        self.ours = Barnabas()
        self.ours.bootstrap = f"127.0.0.1:{free_port()}"
        # Apache Kafka keeps the start of a log over a kill only when it had time to write it down.
        self.theirs = ApacheKafka(
            server, options=["log.flush.start.offset.checkpoint.interval.ms=100"])
        self.theirs.start_seconds = self.theirs.stop_seconds = SECONDS_MAX

    def java(self, main, *arguments, broker=None, properties=()):
        done = subprocess.run(
            ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *properties, "-cp",
             f"{self.build}:{self.tools}/*", main, *arguments], capture_output=True, text=True,
            timeout=SECONDS_MAX,
            env={**os.environ, "BOOTSTRAP": broker.bootstrap if broker else ""})
        if done.returncode != 0:
            raise BrokerError(f"{main} {' '.join(arguments)[:200]} ended with {done.returncode}:\n"
                              f"{done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stdout

    def write(self, broker, name, properties=()):
        self.java("Write", name, str(SEGMENT_BYTES[broker.name]), broker=broker,
                  properties=properties)

    def describe(self, broker):
        return self.java("Describe", broker=broker)

    def hand_over(self, source, target):
        shutil.rmtree(target.data_directory, ignore_errors=True)
        shutil.copytree(source.data_directory, target.data_directory)

    def check(self, name, why):
        self.results.add(f"interop: {name}", why or None)

    def check_same(self, name, expected, broker):
        lines = list(difflib.unified_diff(expected.splitlines(), self.describe(broker).splitlines(),
                                          "written", "served", lineterm="", n=0))
        self.check(name, "\n    ".join(["it differs", *lines[:30]]) if lines else None)

    def check_files(self, name, directory):
        """kafka-dump-log on every file under directory that it knows."""
        found = [os.path.join(folder, file) for folder, _, files in sorted(os.walk(directory))
                 for file in sorted(files)]
        of = {}
        for path in found:
            folder = os.path.basename(os.path.dirname(path))
            if path.endswith((".log", ".index", ".timeindex", ".txnindex", ".snapshot",
                              ".checkpoint")):
                if folder.startswith("__cluster_metadata"):
                    decoder = "--cluster-metadata-decoder"
                elif folder.startswith("__consumer_offsets"):
                    decoder = "--offsets-decoder"
                else:
                    decoder = "--deep-iteration"
                of.setdefault(decoder, []).append(path)
        for decoder, paths in sorted(of.items()):
            text = self.dump(paths, "--deep-iteration", *{decoder} - {"--deep-iteration"})
            bad = complaints(text)
            batches = text.count("isvalid: true")
            if not bad and batches == 0:
                bad = ["no batch was read"]
            self.check(f"{name}: {decoder} finds nothing wrong with {len(paths)} files",
                       "\n    ".join(bad[:20]))
        indexes = [path for path in found if path.endswith((".index", ".timeindex"))]
        text = self.dump(indexes, "--index-sanity-check")
        passed = text.count("passed sanity check") + text.count(" is empty.")
        self.check(f"{name}: --index-sanity-check passes {len(indexes)} indexes",
                   None if passed == len(indexes) > 0 else f"it passes {passed}: {text[-1000:]}")

    def dump(self, paths, *options):
        text = ""
        # A command line has a limit.
        for start in range(0, len(paths), 500):
            text += self.java("org.apache.kafka.tools.DumpLogSegments", *options, "--files",
                              ",".join(paths[start:start + 500]))
        return text

    def run(self):
        ours, theirs = self.ours, self.theirs
        ours.options = list(SNAPSHOTS)
        ours.start()
        self.write(ours, "first")
        wait_for_snapshot(ours.data_directory)
        written = self.describe(ours)
        ours.stop()
        self.check_files("after a clean stop", ours.data_directory)

        self.hand_over(ours, theirs)
        theirs.start()
        self.check_same("Apache Kafka serves what Barnabas wrote", written, theirs)
        self.write(theirs, "second", ["-Dgroup.protocol=consumer"])
        written = self.describe(theirs)
        theirs.kill()

        self.hand_over(theirs, ours)
        ours.options = []
        ours.start()
        self.check_same("Barnabas serves what a killed Apache Kafka left", written, ours)
        self.write(ours, "third")
        written = self.describe(ours)
        ours.kill()

        self.hand_over(ours, theirs)
        theirs.start()
        self.check_same("Apache Kafka serves what a killed Barnabas left", written, theirs)
        theirs.stop()

        self.hand_over(theirs, ours)
        ours.start()
        self.check_same("Barnabas serves what a stopped Apache Kafka left", written, ours)
        ours.stop()
        self.check_files("after five changes of hands", ours.data_directory)

    def run_compaction(self):
        """Each broker compacts what the other one wrote, and serves what that one compacted."""
        ours, theirs = self.ours, self.theirs
        shutil.rmtree(ours.data_directory, ignore_errors=True)
        ours.options = ["--set", CLEANER, "--topic", COMPACTED + ":1:" + ",".join(
            f"{name}={value}" for name, value in COMPACTED_CONFIG.items())]
        ours.start()
        self.update(ours, "ours")
        expected = self.wait_for_compaction("Barnabas compacts what it wrote", ours)
        ours.stop()
        self.check_files("after a compaction", ours.data_directory)

        theirs.options.append(CLEANER)
        self.hand_over(ours, theirs)
        theirs.start()
        found = latest(read(theirs, COMPACTED))
        self.check("Apache Kafka serves what Barnabas compacted", differs(expected, found))
        self.update(theirs, "theirs")
        # The kill may come before, in the middle of, or after its own compaction.
        theirs.kill()

        self.hand_over(theirs, ours)
        ours.options = ["--set", CLEANER]
        ours.start()
        expected = self.wait_for_compaction("Barnabas compacts what Apache Kafka wrote", ours)
        self.update(ours, "again")
        expected = self.wait_for_compaction("Barnabas compacts it again", ours)
        ours.stop()
        self.check_files("after compactions by both", ours.data_directory)

        self.hand_over(ours, theirs)
        theirs.start()
        found = latest(read(theirs, COMPACTED))
        self.check("Apache Kafka serves what both compacted", differs(expected, found))
        self.update(theirs, "last")
        self.wait_for_compaction("Apache Kafka compacts what Barnabas compacted", theirs)
        theirs.stop()

    def update(self, broker, word):
        """Many values for few keys, in every codec, and so many others that segments end."""
        for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
            lines = "".join(f"k{number % 9}:{word}-{codec}-{number}\n" for number in range(900))
            kcat(broker, "-P", "-t", COMPACTED, "-p", "0", "-K", ":", "-z", codec,
                 "-X", "enable.idempotence=true", stdin=lines)
        kcat(broker, "-P", "-t", COMPACTED, "-p", "0", "-K", ":", "-Z", stdin="k8:\n")
        for _ in range(2):
            filler = "".join(f"filler:{'z' * 60000}\n" for _ in range(20))
            kcat(broker, "-P", "-t", COMPACTED, "-p", "0", "-K", ":",
                 "-X", "batch.num.messages=5", stdin=filler)

    def wait_for_compaction(self, name, broker):
        def keys():
            return [row for row in read(broker, COMPACTED) if row[1].startswith("k")]
        try:
            wait_until(lambda: len(keys()) <= 9, lambda: f"9 records among {len(keys())}")
            self.check(name, None)
        except AssertionError as error:
            self.check(name, str(error))
        return latest(read(broker, COMPACTED))

    def remove(self):
        self.ours.remove()
        self.theirs.remove()


def latest(rows):
    """Offset and value of the last record of each key."""
    return {key: (offset, value[:80]) for offset, key, value in rows}


def differs(expected, found):
    wrong = [f"{key}: {expected.get(key)} became {found.get(key)}"
             for key in sorted({*expected, *found}) if expected.get(key) != found.get(key)]
    return "\n    ".join(wrong) or None


def complaints(text):
    """Lines of kafka-dump-log that complain; what a record holds is not its words."""
    return [line for line in text.splitlines()
            if COMPLAINT.search(re.sub(r"(payload|key|headerKeys).*", "", line))]


def wait_for_snapshot(data_directory):
    """Until a snapshot has taken the place of the log's beginning."""
    folder = os.path.join(data_directory, "__cluster_metadata-0")
    first = os.path.join(folder, "0" * 20 + ".log")
    wait_until(lambda: not os.path.exists(first) and any(name.endswith(".checkpoint")
                                                         for name in os.listdir(folder)),
               lambda: f"a snapshot among {sorted(os.listdir(folder))}")


def run(tools, server, build, results):
    interop = None
    try:
        interop = Interop(tools, server, build, results)
        interop.run()
        interop.run_compaction()
    except (AssertionError, BrokerError, subprocess.SubprocessError) as error:
        results.add("interop", str(error))
    finally:
        if interop:
            interop.remove()
