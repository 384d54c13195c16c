#!/usr/bin/env python3
"""./dev demo: a shop's records go through a broker that is killed and started again in the middle.

Starts the built program on a fresh directory, build/demo/data; sends related records with
idempotent producers, one a topic; reads them with a consumer group of two members; kills the broker
half way (SIGKILL) and starts it again on what lies on the disk. At the end every record is counted:
exit code 0 only if each is stored exactly once and the group has seen them all.
"""

import argparse
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

RECORDS_A_SECOND = 400
SECONDS_TO_SETTLE = 60
GROUP = "shop"
DELIVERY = ["-X", "enable.idempotence=true", "-X", "reconnect.backoff.ms=20",
            "-X", "reconnect.backoff.max.ms=200", "-X", "linger.ms=10"]


class ShopBroker(Barnabas):
    """The broker of the demo: its data outlives the demo, and its port is 9092 if that is free."""

    def __init__(self):
        topics = [argument for topic, partitions in shop.TOPICS.items()
                  for argument in ("--topic", f"{topic}:{partitions}")]
        super().__init__(topics)
        self.data_directory = os.path.join(ROOT, "build", "demo", "data")
        shutil.rmtree(self.data_directory, ignore_errors=True)
        if port_is_free(9092):
            self.bootstrap = "127.0.0.1:9092"

    def resident_megabytes(self):
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
                line = next(line for line in status if line.startswith("VmRSS"))
            return int(line.split()[1]) / 1024
        except (OSError, StopIteration, AttributeError):
            return 0.0


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


class Demo:
    def __init__(self, seconds):
        self.seconds = seconds
        self.broker = ShopBroker()
        self.audit = shop.Audit()
        self.records = shop.records()
        self.events = []
        self.children = []
        self.producers = {}
        self.started = time.monotonic()
        self.stopping = False
        self.selector = selectors.DefaultSelector()
        self.waiting = {}
        self.lines_on_screen = 0

    def run(self):
        self.start_broker("started")
        self.started = time.monotonic()
        for topic in shop.TOPICS:
            self.producers[topic] = self.spawn(
                ["-P", "-t", topic, "-K", "\t", "-z", "lz4", *DELIVERY], stdin=subprocess.PIPE)
        for _ in range(2):
            member = self.spawn(["-q", "-u", "-f", "%t\t%s\n", "-X", "auto.offset.reset=earliest",
                                 "-X", "auto.commit.interval.ms=500", *DELIVERY[2:6],
                                 "-G", GROUP, *shop.TOPICS], stdout=subprocess.PIPE)
            self.selector.register(member.stdout, selectors.EVENT_READ)
            self.waiting[member.stdout] = b""
        self.note("two members joined the group 'shop'")
        kill_at = self.seconds / 2 if self.seconds else 10
        sent = 0
        while not self.stopping and not (self.seconds and self.clock() >= self.seconds):
            while sent < self.clock() * RECORDS_A_SECOND:
                self.send()
                sent += 1
            if kill_at and self.clock() >= kill_at:
                kill_at = None
                self.kill_and_start()
            self.receive(0.05)
            self.show()
        self.note(f"{sent} records sent; waiting until all are acknowledged and read")
        return self.settle()

    def clock(self):
        return time.monotonic() - self.started

    def spawn(self, arguments, **streams):
        # -E: go on when the broker is away, as any service would.
        child = subprocess.Popen(["kcat", "-E", "-b", self.broker.bootstrap, *arguments], bufsize=0,
                                 stderr=subprocess.DEVNULL, start_new_session=True, **streams)
        self.children.append(child)
        return child

    def start_broker(self, verb):
        before = time.monotonic()
        self.broker.start()
        took = (time.monotonic() - before) * 1000
        self.note(f"broker {verb}: serving {self.broker.bootstrap} after {took:.0f} ms")

    def kill_and_start(self):
        self.broker.kill()
        self.note("broker killed (SIGKILL), with records on their way")
        self.start_broker("started again on the same directory")

    def send(self):
        topic, key, value = next(self.records)
        self.producers[topic].stdin.write(f"{key}\t{value}\n".encode())
        self.audit.send(topic, value)

    def receive(self, seconds):
        """Takes in what the group's members have printed."""
        for ready, _ in self.selector.select(seconds):
            chunk = os.read(ready.fileobj.fileno(), 1 << 16)
            if not chunk:
                self.selector.unregister(ready.fileobj)
            *lines, self.waiting[ready.fileobj] = (self.waiting[ready.fileobj] + chunk).split(b"\n")
            for line in lines:
                topic, value = line.decode().split("\t", 1)
                self.audit.see(topic, value)

    def settle(self):
        """Waits for the last acknowledgement and the last record, then counts."""
        for producer in self.producers.values():
            producer.stdin.close()
        deadline = time.monotonic() + SECONDS_TO_SETTLE
        while time.monotonic() < deadline:
            done = [producer.poll() for producer in self.producers.values()]
            self.receive(0.05)
            self.show()
            if None not in done and self.audit.missing() == 0:
                break
        acknowledged = all(producer.poll() == 0 for producer in self.producers.values())
        stored = self.read_everything()
        self.show()
        return self.verdict(acknowledged, stored)

    def read_everything(self):
        stored = shop.Audit()
        stored.sent = self.audit.sent
        for topic in shop.TOPICS:
            done = subprocess.run(
                ["kcat", "-b", self.broker.bootstrap, "-C", "-q", "-e", "-t", topic, "-o",
                 "beginning", "-f", "%s\n"], capture_output=True, text=True, timeout=120)
            for line in done.stdout.splitlines():
                stored.see(topic, line)
        return stored

    def verdict(self, acknowledged, stored):
        sent = sum(len(ids) for ids in self.audit.sent.values())
        again, unread = self.audit.doubled(), self.audit.missing()
        lost, doubled = stored.missing(), stored.doubled()
        right = sent > 0 and acknowledged and not (lost or doubled or unread)
        print(f"\nsent {sent}, stored {sum(stored.count(topic) for topic in shop.TOPICS)}: "
              f"{lost} lost, {doubled} doubled; the group read all but {unread}"
              + (f", {again} of them again after the kill" if again else ""))
        print("Nothing was lost or doubled.\n" if right else
              f"That is not right. The broker said:{self.broker.log_tail()}\n")
        if right:
            data = os.path.relpath(self.broker.data_directory)
            print(f"""The data is in {data}, in Apache Kafka's own format. Try next:
  build/release/bin/barnabas dump-log {data}/orders-0/*.log
  build/release/bin/barnabas serve --data-dir {data}
  kcat -b 127.0.0.1:9092 -C -t payments -e        # while it serves, in another terminal""")
        return 0 if right else 1

    def note(self, text):
        self.events.append(f"{self.clock():6.1f} s  {text}")
        if not sys.stdout.isatty():
            print(self.events[-1], flush=True)

    def show(self):
        """One screen, painted over itself ten times a second; nothing where there is no screen."""
        if not sys.stdout.isatty() or self.clock() - getattr(self, "shown", -1) < 0.1:
            return
        self.shown = self.clock()
        lines = [f"Barnabas: a small shop on {self.broker.bootstrap}, "
                 f"broker of {self.broker.resident_megabytes():.1f} MB   {self.clock():5.1f} s", "",
                 f"{'topic':<12}{'partitions':>11}{'sent':>9}{'read':>9}   on disk"]
        for topic, partitions in shop.TOPICS.items():
            lines.append(f"{topic:<12}{partitions:>11}{len(self.audit.sent[topic]):>9}"
                         f"{self.audit.count(topic):>9}   {self.on_disk(topic, partitions)}")
        lines += ["", *self.events[-8:]]
        up = f"\x1b[{self.lines_on_screen}A" if self.lines_on_screen else ""
        print(up + "\n".join(line + "\x1b[K" for line in lines), flush=True)
        self.lines_on_screen = len(lines)

    def on_disk(self, topic, partitions):
        sizes = []
        for partition in range(partitions):
            folder = os.path.join(self.broker.data_directory, f"{topic}-{partition}")
            try:
                sizes.append(sum(entry.stat().st_size for entry in os.scandir(folder)
                                 if entry.name.endswith(".log")))
            except OSError:
                sizes.append(0)
        return "  ".join(f"{size / 1024:5.1f} KiB" for size in sizes)

    def close(self):
        for child in self.children:
            child.kill()
            child.wait()
        try:
            self.broker.stop()
        finally:
            self.broker.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=0,
                        help="end after so many seconds; without it, Ctrl-C ends")
    arguments = parser.parse_args()
    demo = Demo(arguments.seconds)

    def stop(*_):
        demo.stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        code = demo.run()
    except (BrokerError, BrokenPipeError, subprocess.TimeoutExpired) as error:
        print(f"demo: {error}", file=sys.stderr)
        code = 1
    finally:
        demo.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
