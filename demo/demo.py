#!/usr/bin/env python3
"""./dev demo: a shop's records go through a broker that is killed and started again in the middle.

Everything here is the programs at work, as a user would type it: `barnabas serve` on a fresh
directory, `topic create`, `barnabas-gen emitter run` with marked records, two members
`consume --group`. Half way the broker is killed (SIGKILL) and started again on what lies on the
disk. At the end `barnabas-gen verify` reads all topics: exit code 0 only if each record is stored
exactly once and in order, names a shoe and a customer that there are, and the group has read it.
"""

import argparse
import fcntl
import os
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

SECONDS_AWAY = 0.5
SECONDS_TO_SETTLE = 60
SECONDS_UNTIL_KILL = 10  # where the demo has no end of its own
GROUP = "shop"
MEMBERS = ("stock", "mail")
DIRECTORY = os.path.join(ROOT, "build", "demo")
GENERATOR = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")


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
        self.acknowledged = {topic: 0 for topic in shop.TOPICS}
        self.read = {topic: set() for topic in shop.TOPICS}  # partition and offset
        self.read_again = 0
        self.generator = None
        self.generator_said = []
        self.children = []
        self.started = time.monotonic()
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def run(self):
        self.start_broker("started")
        for topic, partitions in shop.TOPICS.items():
            self.run_to_end(self.broker.program, "topic", "create", topic,
                            "--partitions", str(partitions))
        self.note(f"topics {', '.join(shop.TOPICS)} created")
        with open(os.path.join(DIRECTORY, "jrconfig.json"), "w", encoding="utf-8") as config:
            config.write(shop.emitters(self.seconds))
        self.generator = self.spawn(
            GENERATOR, ["emitter", "run", "shoestore", "--mark", "--explain", "-X",
                        "enable.idempotence=true", "-X", "compression.type=lz4", "-X",
                        f"message.timeout.ms={SECONDS_TO_SETTLE}000", "-X", "client.id=shop"],
            self.take_generator_line, stderr=subprocess.PIPE)
        for name in MEMBERS:
            self.spawn(self.broker.program,
                       ["consume", *shop.TOPICS, "--group", GROUP, "--from-beginning", "-f",
                        "%t %p %o\\n", "-X", f"client.id={name}",
                        "-X", f"default.api.timeout.ms={SECONDS_TO_SETTLE}000"],
                       self.count_read, stdout=subprocess.PIPE)
        self.note(f"barnabas-gen sends the records of a shoe store, {len(MEMBERS)} members of the "
                  f"group '{GROUP}' read them")
        self.watch_until_the_end()
        self.note("no more records are made; waiting until all are acknowledged and read")
        return self.settle()

    def watch_until_the_end(self):
        """Until the generator's time is over or somebody wants the end; the kill comes half way."""
        started = self.clock()
        kill_at = started + (self.seconds / 2 if self.seconds else SECONDS_UNTIL_KILL)
        start_at = float("inf")
        while (not self.stopping and self.generator.poll() is None
               and not (self.seconds and self.clock() >= started + self.seconds)):
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

    def stop(self):
        """No more records: to be called once."""
        self.stopping = True
        if self.generator:
            self.generator.send_signal(signal.SIGINT)

    def clock(self):
        return time.monotonic() - self.started

    def note(self, text, colour=""):
        self.screen.note(self.clock(), text, colour)

    def run_to_end(self, *command, codes=(0,)):
        """Runs a command against the broker; returns its exit code and its output."""
        done = subprocess.run([*command, "-b", self.broker.bootstrap], capture_output=True,
                              text=True, timeout=120)
        if done.returncode not in codes:
            raise DemoError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.returncode, done.stdout

    def spawn(self, program, arguments, take_line, **streams):
        """Starts a command; the lines of the stream that is a pipe go to `take_line`."""
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **streams}
        child = subprocess.Popen([program, *arguments, "-b", self.broker.bootstrap], bufsize=0,
                                 cwd=DIRECTORY, start_new_session=True, **streams)
        self.children.append(child)
        waiting = {"take": take_line, "rest": b""}
        self.selector.register(child.stdout or child.stderr, selectors.EVENT_READ, waiting)
        return child

    def start_broker(self, verb):
        before = time.monotonic()
        self.broker.start()
        took = (time.monotonic() - before) * 1000
        self.note(f"broker {verb}: serves {self.broker.bootstrap} after {took:.0f} ms", GREEN)

    def take_generator_line(self, line):
        """shoestore_order: no key, partition 3 of 4; batch 7 of 12 records; offset 311"""
        topic, _, rest = line.partition(": ")
        if topic in self.acknowledged and "; offset " in rest:
            self.acknowledged[topic] += 1
        else:
            self.generator_said.append(line)

    def count_read(self, line):
        topic, partition, offset = line.split()
        place = (int(partition), int(offset))
        self.read_again += place in self.read[topic]
        self.read[topic].add(place)

    def look(self, seconds):
        """Takes in what the generator, the members and the broker have written, and shows it."""
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
        header = (f"Barnabas: a shoe store on {self.broker.bootstrap}, broker "
                  f"{self.broker.resident_megabytes()}, {now:.1f}{end}")
        table = [("topic                ", "partitions", "acknowledged", "    read",
                  "on disk                ")]
        for topic, partitions in shop.TOPICS.items():
            table.append((topic, str(partitions), str(self.acknowledged[topic]),
                          str(len(self.read[topic])), self.on_disk(topic)))
        self.screen.show(self.clock(), header, table, force)

    def on_disk(self, topic):
        segments = list(self.segments(topic))
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

    def total_acknowledged(self):
        return sum(self.acknowledged.values())

    def total_read(self):
        return sum(len(places) for places in self.read.values())

    def settle(self):
        """Waits for the last acknowledgement and the last record, then has all of it verified."""
        deadline = time.monotonic() + SECONDS_TO_SETTLE
        while time.monotonic() < deadline:
            code = self.generator.poll()
            self.look(0.05)
            if code or (code == 0 and self.total_read() >= self.total_acknowledged() > 0):
                break
        self.look(0)
        self.show(force=True)
        return self.verdict(self.generator.poll())

    def verdict(self, generator_code):
        marks = next((line for line in self.generator_said if line.startswith("Marks: ")), None)
        if marks is None:
            said = "\n    ".join(self.generator_said[-10:])
            raise DemoError(f"the generator ended with {generator_code} and said\n    {said}")
        command = marks.removeprefix("Marks: ")
        for reference in shop.FOREIGN:
            command += f" --foreign {reference}"
        code, findings = self.run_to_end(GENERATOR, *command.split()[1:], codes=(0, 1))
        sent, read = self.total_acknowledged(), self.total_read()
        print(f"\n$ {command}\n{findings}")
        print(f"{sent} records acknowledged; the group read " +
              ("every one" if read == sent else f"{read} of them") +
              (f", {self.read_again} of them twice because of the kill: it had not committed them"
               if self.read_again else ""))
        if code != 0 or generator_code != 0 or read != sent or sent == 0:
            said = "\n    ".join(self.generator_said[-10:])
            print(f"That is not right. The generator ended with {generator_code} and said\n"
                  f"    {said}\nThe broker said{self.broker.log_tail()}")
            return 1
        print("Nothing was lost or doubled.\n")
        self.try_next(command)
        return 0

    def try_next(self, verify):
        """Commands that work as they stand, on the files that are there now."""
        programs = os.path.relpath(os.path.dirname(self.broker.program))
        data = os.path.relpath(self.broker.data_directory)
        offset = self.acknowledged["shoestore_order"] // shop.TOPICS["shoestore_order"] // 2
        print(f"""The data is in {data}, in Apache Kafka's own format. Try next:

  export PATH=$PWD/{programs}:$PATH
  barnabas dump-log --annotate {data}/shoestore_order-0/*.log | less
  barnabas find-offset {data}/shoestore_order-0 {offset} --explain
  barnabas serve --data-dir {data}

and, while that serves, in another terminal:

  barnabas group describe {GROUP}
  barnabas consume shoestore_order --offset -3 --exit-at-end
  {verify}
  barnabas-gen emitter run shoestore""")

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
                                     description="A broker with the data of a shoe store, killed "
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
        demo.stop()
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
