"""A broker as a process: Barnabas, or Apache Kafka to see that a test asks for what Kafka does.

Both keep their address and their data directory over stop, kill and start. Nothing waits for a
fixed time: start() returns once the broker serves, stop() once it is gone.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
POLL_SECONDS = 0.01


class BrokerError(Exception):
    """The broker did not start, did not stop, or ended on its own; the text says which and why."""


class Broker:
    """What both kinds share. A kind gives command(), prepare() and ready()."""

    name = "broker"
    start_seconds = 60
    stop_seconds = 60

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="barnabas-e2e-")
        self.data_directory = os.path.join(self.directory, "data")
        self.log_path = os.path.join(self.directory, "broker.log")
        self.process = None
        self.bootstrap = None

    def start(self):
        self.prepare()
        self.log_mark = os.path.getsize(self.log_path) if os.path.exists(self.log_path) else 0
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=self.directory,
                                            start_new_session=True)  # Ctrl-C is not for it
        deadline = time.monotonic() + self.start_seconds
        while not self.ready():
            self.check_alive("while starting")
            if time.monotonic() > deadline:
                raise BrokerError(f"{self.name} was not ready after {self.start_seconds} s"
                                  f"{self.log_tail()}")
            time.sleep(POLL_SECONDS)
        return self

    def stop(self):
        """SIGTERM; a broker that drains and flushes exits with 0."""
        if not self.process:
            return
        self.check_alive("before it was stopped")
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise BrokerError(f"{self.name} still ran {self.stop_seconds} s after SIGTERM"
                              f"{self.log_tail()}") from None
        self.process = None
        if code not in self.clean_exit_codes:
            raise BrokerError(f"{self.name} exited with {code} after SIGTERM{self.log_tail()}")

    clean_exit_codes = (0,)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def check_alive(self, when="in the middle"):
        if self.process and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            raise BrokerError(f"{self.name} ended with {code} {when}{self.log_tail()}")

    def log_tail(self, lines=15):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            tail = log.read().strip().split("\n")[-lines:]
        return "; its last words:\n    " + "\n    ".join(tail)

    def remove(self):
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)


class Barnabas(Broker):
    name = "barnabas"

    def __init__(self, options=()):
        super().__init__()
        self.options = list(options)
        self.ports_file = os.path.join(self.directory, "ports.json")
        self.program = os.environ.get("BARNABAS") or os.path.join(
            ROOT, "build", "release", "bin", "barnabas")

    def prepare(self):
        if not os.path.exists(self.program):
            raise BrokerError(f"there is no {self.program}: run ./dev build")
        if os.path.exists(self.ports_file):
            os.remove(self.ports_file)

    def command(self):
        port = self.bootstrap.split(":")[1] if self.bootstrap else "0"
        return [self.program, "serve", "--port", port, "--data-dir", self.data_directory,
                "--ports-file", self.ports_file, *self.options]

    def ready(self):
        if not os.path.exists(self.ports_file):
            return False
        with open(self.ports_file, encoding="utf-8") as file:
            self.bootstrap = json.load(file)["bootstrap"]
        return True


class ApacheKafka(Broker):
    name = "Apache Kafka"
    clean_exit_codes = (0, 143)

    def __init__(self, jars, data_directory=None, options=()):
        super().__init__()
        self.jars = jars
        if data_directory:
            self.data_directory = data_directory
        self.options = list(options)
        self.ports = [free_port(), free_port()]
        self.bootstrap = f"127.0.0.1:{self.ports[0]}"

    def java(self, main, *arguments):
        return ["java", "-Xms256m", "-Xmx1g", "-XX:+UseSerialGC",
                f"-Dlog4j2.configurationFile={ROOT}/tests/e2e/harness/log4j2.xml",
                "-cp", f"{self.jars}/*", main, *arguments]

    def prepare(self):
        self.properties = os.path.join(self.directory, "server.properties")
        plain, controller = self.ports
        lines = [
            "process.roles=broker,controller", "node.id=1",
            f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners=PLAINTEXT://127.0.0.1:{plain},CONTROLLER://127.0.0.1:{controller}",
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{plain}",
            "controller.listener.names=CONTROLLER",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            f"log.dirs={self.data_directory}", "offsets.topic.replication.factor=1",
            "transaction.state.log.replication.factor=1", "transaction.state.log.min.isr=1",
            "share.coordinator.state.topic.replication.factor=1",
            "share.coordinator.state.topic.min.isr=1", "group.initial.rebalance.delay.ms=0",
            *self.options]
        with open(self.properties, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        if not os.path.exists(os.path.join(self.data_directory, "meta.properties")):
            subprocess.run(self.java("kafka.tools.StorageTool", "format", "-t",
                                     "q1Sh-9_ISia_zwGINzRvyQ", "-c", self.properties),
                           check=True, stdout=subprocess.DEVNULL)

    def command(self):
        return self.java("kafka.Kafka", self.properties)

    def ready(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            log.seek(self.log_mark)
            return "Kafka Server started" in log.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
