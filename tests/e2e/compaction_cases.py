"""What compaction leaves, as kcat sees it. Each case takes a running broker and asserts.

Updates of a few keys go into a topic with small segments; the broker is told, while it runs, to
look for work often. Then one reads until no more than the latest records are left, and compares.
"""

import os

from cli_cases import new_name, run
from harness.wait import wait_until
from kcat_cases import consume, equal, kcat

KEYS = 7
ROUNDS = 60
# Apache Kafka takes no smaller segment from a client.
SEGMENT_BYTES = {"barnabas": 20000, "Apache Kafka": 1048576}


def compacted_topic(broker, *settings):
    run(broker, "config", "set", "broker", "", "log.cleaner.backoff.ms=50")
    topic = new_name("compacted")
    options = ["cleanup.policy=compact", f"segment.bytes={SEGMENT_BYTES[broker.name]}",
               "min.cleanable.dirty.ratio=0.01", "file.delete.delay.ms=100", *settings]
    settings = [word for each in options for word in ("--config", each)]
    run(broker, "topic", "create", topic, *settings)
    return topic


SMALL_BATCHES = ("-X", "batch.num.messages=20")


def fill(broker, topic, *arguments, tombstone=None):
    """ROUNDS values for each of KEYS keys; then so much of other keys that the segment ends."""
    padding = "x" * (SEGMENT_BYTES[broker.name] // 100)
    lines = [f"k{key}:{turn:04} {padding}" for turn in range(ROUNDS) for key in range(KEYS)]
    kcat(broker, "-P", "-t", topic, "-p", "0", "-K", ":", *SMALL_BATCHES, *arguments,
         stdin="\n".join(lines) + "\n")
    if tombstone:
        kcat(broker, "-P", "-t", topic, "-p", "0", "-K", ":", "-Z", stdin=f"{tombstone}:\n")
    end_segment(broker, topic)


def end_segment(broker, topic):
    padding = "y" * (SEGMENT_BYTES[broker.name] // 100)
    filler = "".join(f"filler{number % 3}:{number} {padding}\n" for number in range(200))
    kcat(broker, "-P", "-t", topic, "-p", "0", "-K", ":", *SMALL_BATCHES, stdin=filler)


def read(broker, topic):
    """Rows of offset, key and value without padding, in the order of the log."""
    rows = [line.split(" ")[:3]
            for line in consume(broker, topic, "-p", "0", form="%o %k %s\n").splitlines()]
    return [(int(row[0]), row[1], row[2] if len(row) > 2 else "") for row in rows]


def wait_for_compaction(broker, topic, keys=KEYS):
    """Until of the keys (not the filler) no older values are left."""
    def left():
        return [row for row in read(broker, topic) if row[1].startswith("k")]
    wait_until(lambda: len(left()) <= keys, lambda: f"{keys} records among {len(left())}")
    return left()


def only_the_latest_of_each_key_is_left_in_order(broker):
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic = compacted_topic(broker)
        fill(broker, topic, "-z", codec)
        rows = wait_for_compaction(broker, topic)
        equal([(f"k{key}", f"{ROUNDS - 1:04}") for key in range(KEYS)],
              [(key, value) for _, key, value in rows])
        # Offsets stay what they were.
        equal([(ROUNDS - 1) * KEYS + key for key in range(KEYS)], [offset for offset, _, _ in rows])
        at_a_gap = kcat(broker, "-C", "-q", "-c", "1", "-t", topic, "-p", "0", "-o", "3", "-f",
                        "%o %k\n")
        equal(f"{(ROUNDS - 1) * KEYS} k0\n", at_a_gap)


def a_tombstone_takes_its_key_along(broker):
    topic = compacted_topic(broker, "delete.retention.ms=0")
    fill(broker, topic, tombstone="k3")
    wait_for_compaction(broker, topic, KEYS)
    # The first compaction keeps the tombstone, the next one drops it.
    end_segment(broker, topic)
    rows = wait_for_compaction(broker, topic, KEYS - 1)
    equal([f"k{key}" for key in range(KEYS) if key != 3], [key for _, key, _ in rows])


def what_is_left_survives_a_restart_and_a_kill(broker):
    topic = compacted_topic(broker)
    fill(broker, topic)
    expected = wait_for_compaction(broker, topic)
    broker.stop()
    broker.start()
    equal(expected, [row for row in read(broker, topic) if row[1].startswith("k")])
    broker.kill()
    broker.start()
    equal(expected, [row for row in read(broker, topic) if row[1].startswith("k")])


def segments_are_merged_and_the_old_ones_removed(broker):
    topic = compacted_topic(broker)
    fill(broker, topic)
    wait_for_compaction(broker, topic)
    folder = os.path.join(broker.data_directory, f"{topic}-0")
    wait_until(lambda: not any(".deleted" in name or ".swap" in name or ".cleaned" in name
                               for name in os.listdir(folder)),
               lambda: f"no leftovers among {sorted(os.listdir(folder))}")
    with open(os.path.join(broker.data_directory, "cleaner-offset-checkpoint"),
              encoding="utf-8") as file:
        lines = file.read().splitlines()
    equal("0", lines[0])
    assert any(line.startswith(f"{topic} 0 ") for line in lines[2:]), f"{topic} is not in {lines}"


def a_damaged_log_is_left_alone_and_told_about_once(broker):
    if broker.name != "barnabas":
        return
    topic = compacted_topic(broker)
    fill(broker, topic)
    wait_for_compaction(broker, topic)
    broker.stop()
    folder = os.path.join(broker.data_directory, f"{topic}-0")
    path = next(os.path.join(folder, name) for name in sorted(os.listdir(folder))
                if name.endswith(".log") and os.path.getsize(os.path.join(folder, name)) > 0)
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        content[80] ^= 1
        file.seek(0)
        file.write(content)
    broker.start()
    end_segment(broker, topic)
    message = f"{topic}-0 is not compacted until the broker is started again"

    def told():
        with open(broker.log_path, encoding="utf-8", errors="replace") as log:
            return log.read().count(message)
    wait_until(lambda: told() > 0, f"'{message}'")
    end_segment(broker, topic)
    with open(path, "rb") as file:
        equal(bytes(content), file.read())
    # Another topic is compacted meanwhile, so there was an occasion to say it twice.
    only_one = compacted_topic(broker)
    fill(broker, only_one)
    wait_for_compaction(broker, only_one)
    equal(1, told())


CASES = [only_the_latest_of_each_key_is_left_in_order, a_tombstone_takes_its_key_along,
         what_is_left_survives_a_restart_and_a_kill, segments_are_merged_and_the_old_ones_removed,
         a_damaged_log_is_left_alone_and_told_about_once]
