"""The brokers that are compared, each as a process on a fresh directory."""

import os
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))

from harness.broker import ApacheKafka, Barnabas, Broker, free_port

TICKS = os.sysconf("SC_CLK_TCK")


class Kfake(Broker):
    name = "kfake"

    def __init__(self, on_disk, sync=False):
        super().__init__()
        self.port = free_port()
        self.bootstrap = f"127.0.0.1:{self.port}"
        self.options = ["-dir", self.data_directory] if on_disk else []
        self.options += ["-sync"] if sync else []

    def prepare(self):
        pass

    def command(self):
        return [os.path.join(ROOT, "build", "bench", "kfake"), "-port", str(self.port),
                *self.options]

    def ready(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def apache_jars():
    return subprocess.run([os.path.join(ROOT, "tests/e2e/harness/apache_jars"), "4.4.0"],
                          check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def barnabas(durability):
    return Barnabas(["--set", f"durability={durability}"])


# Column name -> a function that makes the broker. "sync" variants put every record on the disk
# before they acknowledge it.
PEERS = {
    "Barnabas": lambda: barnabas("fsync"),
    "Barnabas, durability=os": lambda: barnabas("os"),
    "Apache Kafka 4.4": lambda: ApacheKafka(apache_jars()),
    "kfake in memory": lambda: Kfake(on_disk=False),
    "kfake on disk": lambda: Kfake(on_disk=True),
}
SYNC_PEERS = {
    "Barnabas": PEERS["Barnabas"],
    "Apache Kafka 4.4": lambda: ApacheKafka(apache_jars(),
                                            options=["log.flush.interval.messages=1"]),
    "kfake on disk": lambda: Kfake(on_disk=True, sync=True),
}
# How often a load runs before it counts: a JVM compiles what it runs often.
WARM_UPS = {"Apache Kafka 4.4": 3}


def cpu_seconds(pid):
    """User and system time of all threads of a process."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def machine_seconds():
    """Busy time of all processors since boot, steal included."""
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, _, _, irq, soft, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


def resident_megabytes(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6
