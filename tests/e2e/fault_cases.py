"""Faults of the process and its surroundings, on the built program: cases of the numbered list in
docs/storage.md. Each case starts brokers of its own; none waits for a fixed time."""

import os
import re
import resource
import socket
import subprocess

from harness.broker import Barnabas
from harness.wait import wait_until
from kcat_cases import consume, equal, kcat, new_topic

SECONDS = 120


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


CASES = [
    case_40_a_second_broker_on_the_directory_is_refused,
    case_42_a_full_disk_is_an_error_until_there_is_room,
    a_kill_after_many_segments_does_not_read_them_all_again,
]
