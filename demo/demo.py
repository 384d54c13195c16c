#!/usr/bin/env python3
"""./dev demo: a shop's records go through a broker that is killed and started again in the middle.

Everything here is the program `barnabas` at work, as a user would type it: `serve` on a fresh
directory, `topic create`, one `produce --idempotent` a topic, two members `consume --group`. Half
way the broker is killed (SIGKILL) and started again on what lies on the disk. At the end every
record is counted: exit code 0 only if each is stored exactly once and the group has read them all.
"""

import argparse
import fcntl
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "tests", "e2e"), HERE]

import shop
from harness.broker import ROOT, Barnabas, BrokerError
from screen import GREEN, RED, BrokerVoice, Screen

RECORDS_A_SECOND = 400
SECONDS_AWAY = 0.5
SECONDS_TO_SETTLE = 60
SECONDS_UNTIL_KILL = 10  # where the demo has no end of its own
GROUP = "shop"
MEMBERS = ("stock", "mail")
DIRECTORY = os.path.join(ROOT, "build", "demo")


class DemoError(Exception):
    """Why the demo cannot go on."""


class ShopBroker(Barnabas):
    """The broker of the demo: its data and its log outlive the demo."""

    def __init__(self, port):
        super().__init__(["--profile", "classroom", "--explain"])
        os.rmdir(self.directory)
        self.directory = DIRECTORY
        self.data_directory = os.path.join(DIRECTORY, "data")
        self.log_path = os.path.join(DIRECTORY, "broker.log")
        self.ports_file = os.path.join(DIRECTORY, "ports.json")
        shutil.rmtree(self.data_directory, ignore_errors=True)
        open(self.log_path, "wb").close()
        self.bootstrap = f"127.0.0.1:{port}"

    def resident_megabytes(self):
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
                line = next(line for line in status if line.startswith("VmRSS"))
            return f"{int(line.split()[1]) / 1024:.1f} MB"
        except (OSError, StopIteration, AttributeError):
            return "away"


class Demo:
    def __init__(self, seconds, port):
        self.seconds = seconds
        self.screen = Screen()
        self.broker = ShopBroker(port)
        self.voice = BrokerVoice(self.broker.log_path)
        self.audit = shop.Audit()
        self.acknowledged = {topic: 0 for topic in shop.TOPICS}
        self.records = shop.records()
        self.children = []
        self.producers = {}
        self.started = time.monotonic()
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def run(self):
        self.start_broker("started")
        for topic, partitions in shop.TOPICS.items():
            self.barnabas("topic", "create", topic, "--partitions", str(partitions))
        self.note(f"topics {', '.join(shop.TOPICS)} created")
        for topic in shop.TOPICS:
            self.producers[topic] = self.spawn(
                ["produce", topic, "--parse-key", "--delimiter", "\t", "--idempotent", "-z", "lz4",
                 "-X", f"client.id={topic}-desk", "-X",
                 f"delivery.timeout.ms={SECONDS_TO_SETTLE}000"],
                self.count_acknowledged, stdin=subprocess.PIPE)
        for name in MEMBERS:
            self.spawn(["consume", *shop.TOPICS, "--group", GROUP, "--from-beginning", "-f",
                        "%t\\t%v\\n", "-X", f"client.id={name}",
                        "-X", f"default.api.timeout.ms={SECONDS_TO_SETTLE}000"],
                       self.count_read, stdout=subprocess.PIPE)
        self.note(f"{len(self.producers)} producers send, {len(MEMBERS)} members of the group "
                  f"'{GROUP}' read")
        sent = self.send_until_the_end()
        self.note(f"{sent} records sent; waiting until all are acknowledged and read")
        return self.settle()

    def send_until_the_end(self):
        started = self.clock()
        kill_at = started + (self.seconds / 2 if self.seconds else SECONDS_UNTIL_KILL)
        start_at = float("inf")
        sent = 0
        while not self.stopping and not (self.seconds and self.clock() >= started + self.seconds):
            while sent < (self.clock() - started) * RECORDS_A_SECOND:
                self.send()
                sent += 1
            if self.clock() >= kill_at:
                kill_at, start_at = float("inf"), self.clock() + SECONDS_AWAY
                self.broker.kill()
                self.note("broker killed (SIGKILL), with records on their way", RED)
            if self.clock() >= start_at:
                start_at = float("inf")
                self.start_broker("started again on the same directory")
            self.look(0.02)
        if not self.broker.process:
            self.start_broker("started again on the same directory")
        return sent

    def clock(self):
        return time.monotonic() - self.started

    def note(self, text, colour=""):
        self.screen.note(self.clock(), text, colour)

    def barnabas(self, *arguments):
        """Runs a command to its end; returns its lines."""
        done = subprocess.run([self.broker.program, *arguments, "-b", self.broker.bootstrap],
                              capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise DemoError(f"barnabas {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.splitlines()

    def spawn(self, arguments, take_line, **streams):
        """Starts a command; the lines of its stdout, or else of its stderr, go to `take_line`."""
        streams.setdefault("stderr", subprocess.DEVNULL if "stdout" in streams else subprocess.PIPE)
        child = subprocess.Popen([self.broker.program, *arguments, "-b", self.broker.bootstrap],
                                 bufsize=0, start_new_session=True, **streams)
        self.children.append(child)
        waiting = {"take": take_line, "rest": b""}
        self.selector.register(child.stdout or child.stderr, selectors.EVENT_READ, waiting)
        return child

    def start_broker(self, verb):
        before = time.monotonic()
        self.broker.start()
        took = (time.monotonic() - before) * 1000
        self.note(f"broker {verb}: serves {self.broker.bootstrap} after {took:.0f} ms", GREEN)

    def send(self):
        topic, key, value = next(self.records)
        try:
            self.producers[topic].stdin.write(f"{key}\t{value}\n".encode())
        except BrokenPipeError:
            raise DemoError(f"the producer of {topic} ended with "
                            f"{self.producers[topic].wait()}") from None
        self.audit.send(topic, value)

    def count_acknowledged(self, line):
        """orders-2: offsets 5 to 9"""
        match = re.fullmatch(r"(.+)-\d+: offsets? (\d+)(?: to (\d+))?", line)
        if match:
            first, last = int(match[2]), int(match[3] or match[2])
            self.acknowledged[match[1]] += last - first + 1

    def count_read(self, line):
        topic, value = line.split("\t", 1)
        self.audit.see(topic, value)

    def look(self, seconds):
        """Takes in what producers, members and the broker have written, and shows it."""
        for ready, _ in self.selector.select(seconds):
            chunk = os.read(ready.fileobj.fileno(), 1 << 16)
            if not chunk:
                self.selector.unregister(ready.fileobj)
            *lines, ready.data["rest"] = (ready.data["rest"] + chunk).split(b"\n")
            for line in lines:
                ready.data["take"](line.decode())
        for line in self.voice.lines():
            self.screen.say(line)
        self.broker.check_alive()
        self.show()

    def show(self, force=False):
        end = f" of {self.seconds:g} s" if self.seconds else " s, Ctrl-C ends"
        now = min(self.clock(), self.seconds or 1e9)
        header = (f"Barnabas: a small shop on {self.broker.bootstrap}, broker "
                  f"{self.broker.resident_megabytes()}, {now:.1f}{end}")
        table = [("topic      ", "partitions", "    sent", "  stored", "    read",
                  "on disk                ")]
        for topic, partitions in shop.TOPICS.items():
            table.append((topic, str(partitions), str(len(self.audit.sent[topic])),
                          str(self.acknowledged[topic]), str(self.audit.count(topic)),
                          self.on_disk(topic)))
        self.screen.show(self.clock(), header, table, force)

    def on_disk(self, topic):
        segments = [path for path in self.segments(topic)]
        size = sum(os.path.getsize(path) for path in segments if os.path.exists(path))
        return f"{size / 1024:.0f} KiB in {len(segments)} segments"

    def segments(self, topic):
        """The .log files of all partitions, sorted."""
        for partition in range(shop.TOPICS[topic]):
            folder = os.path.join(self.broker.data_directory, f"{topic}-{partition}")
            if os.path.isdir(folder):
                for name in sorted(os.listdir(folder)):
                    if name.endswith(".log"):
                        yield os.path.join(folder, name)

    def settle(self):
        """Waits for the last acknowledgement and the last record, then counts."""
        for producer in self.producers.values():
            producer.stdin.close()
        deadline = time.monotonic() + SECONDS_TO_SETTLE
        while time.monotonic() < deadline:
            done = [producer.poll() for producer in self.producers.values()]
            self.look(0.05)
            if None not in done and (self.audit.missing() == 0 or any(done)):
                break
        codes = [producer.poll() for producer in self.producers.values()]
        stored = self.read_everything()
        self.show(force=True)
        return self.verdict(codes, stored)

    def read_everything(self):
        stored = shop.Audit()
        stored.sent = self.audit.sent
        for topic in shop.TOPICS:
            for line in self.barnabas("consume", topic, "--exit-at-end", "-f", "%p\\t%v\\n"):
                partition, value = line.split("\t", 1)
                stored.see(topic, value, partition)
        return stored

    def verdict(self, codes, stored):
        sent = sum(len(ids) for ids in self.audit.sent.values())
        lost, doubled, unread = stored.missing(), stored.doubled(), self.audit.missing()
        right = (sent > 0 and codes == [0] * len(codes)
                 and not (lost or doubled or unread or stored.out_of_order))
        again = self.audit.doubled()
        read = "every one" if unread == 0 else f"all but {unread}"
        print(f"\nsent {sent}, stored {sum(stored.count(topic) for topic in shop.TOPICS)}: "
              f"{lost} lost, {doubled} doubled, {stored.out_of_order} out of order")
        print(f"the group read {read}" + (f", {again} of them twice because of the kill: it had "
                                          "not committed them" if again else ""))
        if not right:
            print(f"That is not right. Exit codes of the producers: {codes}. "
                  f"The broker said{self.broker.log_tail()}")
            return 1
        print("Nothing was lost or doubled.\n")
        self.try_next()
        return 0

    def try_next(self):
        """Commands that work as they stand, on the files that are there now."""
        program = os.path.relpath(self.broker.program)
        data = os.path.relpath(self.broker.data_directory)
        offset = self.acknowledged["orders"] // shop.TOPICS["orders"] // 2
        print(f"""The data is in {data}, in Apache Kafka's own format. Try next:

  {program} dump-log --annotate {data}/orders-0/*.log | less
  {program} find-offset {data}/orders-0 {offset} --explain
  {program} serve --data-dir {data}

and, while that serves, in another terminal:

  {program} group describe {GROUP}
  {program} consume payments --offset -3 --exit-at-end""")

    def close(self):
        for child in self.children:
            child.kill()
            child.wait()
        try:
            self.broker.stop()
        finally:
            self.broker.kill()


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def only_demo():
    """Holds a lock as long as this process lives: two demos would share one data directory."""
    os.makedirs(DIRECTORY, exist_ok=True)
    lock = open(os.path.join(DIRECTORY, "lock"), "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DemoError(f"another demo is at work in {os.path.relpath(DIRECTORY)}; "
                        "let it end first") from None
    return lock


def positive_seconds(text):
    seconds = float(text)
    if not 0 < seconds < 1e6:
        raise ValueError
    return seconds


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev demo", allow_abbrev=False,
                                     description="A broker with the data of a small shop, killed "
                                                 "and started again while you watch.")
    positive_seconds.__name__ = "number of seconds"
    parser.add_argument("--seconds", type=positive_seconds, default=0, metavar="N",
                        help="send for so long, then count; without it, until Ctrl-C")
    parser.add_argument("--port", type=int, metavar="PORT",
                        help="port of the broker; 9092, or any if that is taken")
    parser.add_argument("--check-options", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.check_options:
        return 0
    demo = None

    def stop(number, _frame):
        if demo is None or demo.stopping:  # the second time it is meant
            raise KeyboardInterrupt
        demo.stopping = True
        if number == signal.SIGINT:
            demo.note("Ctrl-C: no more records are sent (once more, and it ends at once)")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        lock = only_demo()
        port = arguments.port
        if port is None:
            port = 9092 if port_is_free(9092) else 0
            if port == 0:
                print("127.0.0.1:9092 is taken: the demo takes another port", flush=True)
        demo = Demo(arguments.seconds, port)
        code = demo.run()
    except (BrokerError, DemoError, subprocess.TimeoutExpired) as error:
        print(f"demo: {error}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read the output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    finally:
        if demo:
            demo.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
