#!/usr/bin/env python3
"""One data directory, two brokers: what Barnabas writes Apache Kafka serves, and back.

    tests/e2e/apache_interop/metadata_interop.py --jars DIR [--server-jars DIR] [--barnabas PROGRAM]

DIR holds Apache Kafka's jars with the command line tools (tests/e2e/harness/apache_jars);
--server-jars may name another release to start as the broker. Steps:

  1. Barnabas creates topics with configs and takes records.
  2. kafka-dump-log reads its metadata log without complaint.
  3. Apache Kafka starts on a copy: same topics, ids, configs and records. It adds a topic and is
     killed.
  4. Barnabas starts on what was left: everything is there.
  5. Apache Kafka starts on that again and stops cleanly; Barnabas serves it once more.

Exit code 0 and a last line "same everywhere", or the first difference.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness.broker import ApacheKafka, Barnabas, BrokerError

SECONDS = 300  # for one tool; a machine may be busy


class Tools:
    """Apache Kafka's command line tools."""

    def __init__(self, jars):
        self.jars = jars

    def run(self, main, *arguments):
        done = subprocess.run(
            ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", f"{self.jars}/*", main,
             *arguments], capture_output=True, text=True, timeout=SECONDS)
        assert done.returncode == 0, f"{main} {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def topics(self, broker, *arguments):
        return self.run("org.apache.kafka.tools.TopicCommand", "--bootstrap-server",
                        broker.bootstrap, *arguments)

    def configs(self, broker, *arguments):
        return self.run("kafka.admin.ConfigCommand", "--bootstrap-server", broker.bootstrap,
                        *arguments)

    def dump_metadata(self, directory):
        folder = os.path.join(directory, "__cluster_metadata-0")
        logs = [os.path.join(folder, name) for name in sorted(os.listdir(folder))
                if name.endswith((".log", ".checkpoint"))]
        return self.run("org.apache.kafka.tools.DumpLogSegments", "--cluster-metadata-decoder",
                        "--files", ",".join(logs))


def kcat(broker, *arguments, stdin=""):
    done = subprocess.run(["kcat", "-b", broker.bootstrap, "-m", "30", *arguments], input=stdin,
                          capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, f"kcat {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def what_is_served(tools, broker):
    """Topics with ids, counts and configs, and all records, as comparable text."""
    topics = {}
    for line in tools.topics(broker, "--describe").splitlines():
        found = re.match(r"Topic: (\S+)\s+TopicId: (\S+)\s+PartitionCount: (\d+).*Configs: ?(.*)",
                         line)
        if not found or found[1].startswith("__"):
            continue
        # A small segment.bytes has another name in Apache Kafka, and min.insync.replicas is shown
        # where a feature makes it a setting of the cluster.
        configs = sorted(re.sub(r"^internal\.segment", "segment", config)
                         for config in re.split(r",(?=[a-z.]+=)", found[4])
                         if config and not config.startswith("min.insync"))
        topics[found[1]] = (found[2], found[3], configs)
    records = {topic: sorted(kcat(broker, "-C", "-q", "-e", "-t", topic, "-o", "beginning",
                                  "-f", "%p %o %k %s\n").splitlines()) for topic in topics}
    return topics, records


def same(expected, found, where):
    assert expected == found, f"{where}\n  expected {expected}\n  found    {found}"
    print(f"ok  {where}", flush=True)


def check(arguments):
    tools = Tools(arguments.jars)
    ours = Barnabas()
    if arguments.barnabas:
        ours.program = os.path.abspath(arguments.barnabas)
    theirs = ApacheKafka(arguments.server_jars or arguments.jars)
    theirs.start_seconds = SECONDS
    try:
        ours.start()
        tools.topics(ours, "--create", "--topic", "orders", "--partitions", "3", "--config",
                     "retention.ms=4000000000", "--config", "cleanup.policy=compact,delete")
        tools.topics(ours, "--create", "--topic", "plain.events")
        tools.topics(ours, "--create", "--topic", "short-lived")
        tools.topics(ours, "--delete", "--topic", "short-lived")
        tools.topics(ours, "--alter", "--topic", "plain.events", "--partitions", "2")
        tools.configs(ours, "--alter", "--entity-type", "topics", "--entity-name", "plain.events",
                      "--add-config", "segment.bytes=20000")
        kcat(ours, "-P", "-t", "orders", "-K:", stdin="".join(f"k{i}:v{i}\n" for i in range(200)))
        kcat(ours, "-P", "-t", "plain.events", stdin="".join(f"{i}\n" for i in range(200)))
        written = what_is_served(tools, ours)
        assert sum(map(len, written[1].values())) == 400, "not all records came back"
        ours.stop()

        dump = tools.dump_metadata(ours.data_directory)
        complaint = re.compile("isvalid: false|rror|xception")
        bad = [line for line in dump.splitlines() if complaint.search(line)]
        same([], bad, "kafka-dump-log finds nothing wrong with the metadata log")

        shutil.copytree(ours.data_directory, theirs.data_directory)
        theirs.start()
        same(written, what_is_served(tools, theirs), "Apache Kafka serves what Barnabas wrote")
        tools.topics(theirs, "--create", "--topic", "from.apache", "--partitions", "2")
        kcat(theirs, "-P", "-t", "from.apache", "-K:", "-X", "acks=all", stdin="a:1\nb:2\n")
        grown = what_is_served(tools, theirs)
        theirs.kill()

        shutil.rmtree(ours.data_directory)
        shutil.copytree(theirs.data_directory, ours.data_directory)
        ours.start()
        same(grown, what_is_served(tools, ours), "Barnabas serves what a killed Apache Kafka left")
        ours.stop()

        shutil.rmtree(theirs.data_directory)
        shutil.copytree(ours.data_directory, theirs.data_directory)
        theirs.start()
        same(grown, what_is_served(tools, theirs), "Apache Kafka serves it again")
        theirs.stop()

        shutil.rmtree(ours.data_directory)
        shutil.copytree(theirs.data_directory, ours.data_directory)
        ours.start()
        same(grown, what_is_served(tools, ours), "Barnabas serves what a stopped Apache Kafka left")
        ours.stop()
    finally:
        ours.remove()
        theirs.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jars", required=True)
    parser.add_argument("--server-jars")
    parser.add_argument("--barnabas")
    try:
        check(parser.parse_args())
    except (AssertionError, BrokerError) as difference:
        print(difference, file=sys.stderr)
        return 1
    print("same everywhere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
