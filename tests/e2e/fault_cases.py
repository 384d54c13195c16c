"""Faults of the process and its surroundings, on the built program: cases of the numbered list in
docs/storage.md. Each case starts brokers of its own; none waits for a fixed time."""

import os
import re
import resource
import socket
import signal
import subprocess
import threading
import time

from harness.broker import Barnabas
from harness.wait import wait_until
from kcat_cases import consume, equal, kcat, new_topic
from raw_client import RawClient, Request
from raw_records import RecordsClient, batch

API_VERSIONS = 18
SECONDS = 120
PARTITIONS = 2


class Started:
    """A fresh broker for the length of a with."""

    def __init__(self, *options):
        self.broker = Barnabas(options)

    def __enter__(self):
        return self.broker.start()

    def __exit__(self, *_):
        self.broker.remove()


def log_bytes(broker, topic):
    folder = os.path.join(broker.data_directory, topic + "-0")
    if not os.path.isdir(folder):
        return 0
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)
               if name.endswith(".log"))


class Producer:
    """An idempotent producer with one request in flight, on a thread of its own. When its
    connection ends it stops; resume() sends again what was not answered, as clients do."""

    def __init__(self, broker, topic, number):
        self.broker, self.topic, self.number = broker, topic, number
        self.acknowledged = []  # offsets, by sequence number
        self.failure = None
        self.client = RecordsClient(broker.bootstrap)
        error, *self.identity = self.client.init_producer()
        equal(0, error)
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def send(self):
        sequence = len(self.acknowledged)
        value = f"{self.number} {sequence}".encode()
        content = batch([value], producer=self.identity, sequence=sequence)
        error, offset, *_ = self.client.produce(self.topic, content,
                                                partition=self.number % PARTITIONS)
        equal(0, error)
        self.acknowledged.append(offset)

    def run(self):
        try:
            while True:
                self.send()
        except OSError:
            pass  # the connection was reset
        except AssertionError as error:
            if "closed the connection" not in str(error):
                self.failure = error

    def resume(self, more):
        assert not self.failure, self.failure
        self.client = RecordsClient(self.broker.bootstrap)
        for _ in range(more):
            self.send()


def produce_until_it_ends(broker, topic, end, producers=8, at_least=400):
    """Lets producers run until so many records are acknowledged and `end` has ended the broker."""
    running = [Producer(broker, topic, number) for number in range(producers)]
    wait_until(lambda: sum(len(each.acknowledged) for each in running) >= at_least,
               f"{at_least} acknowledged records", SECONDS)
    end()
    for each in running:
        each.thread.join(SECONDS)
        assert not each.thread.is_alive(), "a producer was left without answer or end"
    return running


def check_nothing_lost_or_doubled(broker, topic, producers):
    """Each producer sends again what was not answered, and some more; then everything is there
    once, in order, at the offset that was acknowledged, and no offset is missing."""
    for each in producers:
        each.resume(5)
    found = [line.split() for line in consume(broker, topic, form="%p %o %s\n").splitlines()]
    for partition in range(PARTITIONS):
        offsets = [int(offset) for at, offset, *_ in found if int(at) == partition]
        equal(list(range(len(offsets))), offsets)
    for each in producers:
        own = [(int(sequence), int(offset)) for _, offset, number, sequence in found
               if int(number) == each.number]
        equal(list(enumerate(each.acknowledged)), own)


def has_clean_mark(broker):
    return os.path.exists(os.path.join(broker.data_directory, ".kafka_cleanshutdown"))


def case_1_a_kill_among_eight_producers_loses_and_doubles_nothing(_):
    topic = new_topic()
    with Started("--topic", f"{topic}:{PARTITIONS}:segment.bytes=20000") as broker:
        producers = produce_until_it_ends(broker, topic, broker.kill)
        broker.start()
        check_nothing_lost_or_doubled(broker, topic, producers)


def case_19_a_stop_under_load_answers_or_closes_and_leaves_the_clean_mark(_):
    topic = new_topic()
    with Started("--topic", f"{topic}:{PARTITIONS}") as broker:
        producers = produce_until_it_ends(broker, topic, broker.stop)  # exits with 0
        assert has_clean_mark(broker), "no clean mark"
        broker.start()
        assert not has_clean_mark(broker), "the clean mark is still there"
        check_nothing_lost_or_doubled(broker, topic, producers)


def case_19_a_kill_during_the_stop_is_an_unclean_stop(_):
    topic = new_topic()
    with Started("--topic", f"{topic}:{PARTITIONS}") as broker:
        def stop_and_kill():
            broker.process.send_signal(signal.SIGTERM)
            broker.kill()

        producers = produce_until_it_ends(broker, topic, stop_and_kill)
        broker.start()
        check_nothing_lost_or_doubled(broker, topic, producers)


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def case_46_without_descriptors_nobody_is_disturbed_and_nothing_spins(_):
    topic = new_topic()
    with Started("--topic", topic) as broker:
        pid = broker.process.pid
        client = RecordsClient(broker.bootstrap)
        equal(0, client.produce(topic, batch([b"before"]))[0])
        limit = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        in_use = {int(number) for number in os.listdir(f"/proc/{pid}/fd")}
        lowest_free = next(number for number in range(len(in_use) + 1) if number not in in_use)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (lowest_free, limit[1]))
        waiting = [RecordsClient(broker.bootstrap) for _ in range(5)]
        # Who is connected is served. A fetch that waits for a record that does not come takes a
        # second, in which the listener must not try without a pause.
        equal(0, client.produce(topic, batch([b"meanwhile"]))[0])
        before = cpu_seconds(pid)
        client.fetch_records(topic, 2, wait_ms=1000)
        used = cpu_seconds(pid) - before
        assert used < 0.3, f"{used} s of CPU in a second of waiting"
        now_in_use = {int(number) for number in os.listdir(f"/proc/{pid}/fd")}
        assert now_in_use <= in_use, f"opened without a descriptor to spare: {now_in_use - in_use}"
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)
        for each in waiting:
            equal(0, each.init_producer()[0])


def case_40_a_second_broker_on_the_directory_is_refused(_):
    topic = new_topic()
    with Started() as broker:
        kcat(broker, "-P", "-t", topic, stdin="hello\n")
        second = subprocess.run([broker.program, "serve", "--port", "0", "--data-dir",
                                 broker.data_directory], capture_output=True, text=True,
                                timeout=SECONDS)
        equal(1, second.returncode)
        assert broker.data_directory in second.stderr, second.stderr
        equal("hello\n", consume(broker, topic, form="%s\n"))


def case_42_a_full_disk_is_an_error_until_there_is_room(_):
    topic = new_topic()
    with Started("--topic", topic) as broker:
        kcat(broker, "-P", "-t", topic, stdin="before\n")
        pid = broker.process.pid
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log_bytes(broker, topic) + 200, unlimited[1]))
        refused = subprocess.run(["kcat", "-b", broker.bootstrap, "-P", "-t", topic, "-X",
                                  "message.timeout.ms=2000"], input="x" * 5000 + "\n",
                                 capture_output=True, text=True, timeout=SECONDS)
        assert refused.returncode != 0, "a record that does not fit was acknowledged"
        broker.check_alive()
        equal("before\n", consume(broker, topic, form="%s\n"))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        kcat(broker, "-P", "-t", topic, stdin="after\n")
        equal("0 before\n1 after\n", consume(broker, topic, form="%o %s\n"))
        broker.kill()
        broker.start()
        equal("0 before\n1 after\n", consume(broker, topic, form="%o %s\n"))


def a_kill_after_many_segments_does_not_read_them_all_again(_):
    topic = new_topic()
    with Started("--topic", f"{topic}:1:segment.bytes=100000") as broker:
        checkpoint = os.path.join(broker.data_directory, "recovery-point-offset-checkpoint")

        def checkpointed():
            if not os.path.exists(checkpoint):
                return 0
            with open(checkpoint, encoding="utf-8") as file:
                found = re.search(rf"^{topic} 0 (\d+)$", file.read(), re.MULTILINE)
            return int(found.group(1)) if found else 0

        kcat(broker, "-P", "-t", topic, "-X", "batch.num.messages=100",
             stdin="".join(f"{i} {'x' * 200}\n" for i in range(5000)))
        last = max(int(name[:-4]) for name in os.listdir(
            os.path.join(broker.data_directory, topic + "-0")) if name.endswith(".log"))
        assert last > 0, "the log did not roll"
        host, port = broker.bootstrap.split(":")
        with socket.create_connection((host, int(port))):
            wait_until(lambda: checkpointed() >= last, "a checkpoint of the last segment's start",
                       SECONDS)
        broker.kill()
        broker.start()
        equal(5000, len(consume(broker, topic, form="%o\n").split()))


def clients_over_the_rate_of_new_connections_wait_and_are_served(_):
    with Started("--set", "max.connection.creation.rate=1") as broker:
        started = time.monotonic()
        clients = [RawClient(broker.bootstrap) for _ in range(12)]
        for client in clients:
            equal(0, client.call(API_VERSIONS, 0, Request()).int16())
        # Ten seconds' worth go through at once, the other two after a second each.
        assert time.monotonic() - started > 1, "twelve were accepted at once"


CASES = [
    case_1_a_kill_among_eight_producers_loses_and_doubles_nothing,
    case_19_a_stop_under_load_answers_or_closes_and_leaves_the_clean_mark,
    case_19_a_kill_during_the_stop_is_an_unclean_stop,
    case_40_a_second_broker_on_the_directory_is_refused,
    case_42_a_full_disk_is_an_error_until_there_is_room,
    case_46_without_descriptors_nobody_is_disturbed_and_nothing_spins,
    a_kill_after_many_segments_does_not_read_them_all_again,
    clients_over_the_rate_of_new_connections_wait_and_are_served,
]
