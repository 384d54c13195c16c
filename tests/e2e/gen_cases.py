"""Streams of barnabas-gen into a running broker, read back with kcat."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import uuid

from harness.broker import ROOT
from kcat_cases import consume, equal, kcat

SECONDS = 60
PROGRAM = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")


def environment(broker):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JR_")}
    return {**kept, "BARNABAS_BOOTSTRAP_SERVER": broker.bootstrap,
            "XDG_CONFIG_HOME": "/nonexistent", "XDG_DATA_HOME": "/nonexistent"}


def gen(broker, *arguments, code=0, cwd=None):
    """Runs the program; returns what it wrote to stdout and stderr."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=SECONDS,
                          env=environment(broker), cwd=cwd)
    assert done.returncode == code, (f"barnabas-gen {' '.join(arguments)} exited with "
                                     f"{done.returncode}, not {code}: {done.stderr.strip()}")
    return done.stdout, done.stderr


def number(text, name):
    return int(re.search(rf"^{re.escape(name)}: (\d+)$", text, re.M).group(1))


def new_topic():
    return "gen-" + uuid.uuid4().hex[:8]


def every_record_arrives_and_is_counted(broker):
    topic = new_topic()
    _, told = gen(broker, "run", "net_device", "-n", "5000", "-o", "kafka", "-t", topic, "-a",
                  "--seed", "1", "-k", "{{key \"K\" 50}}", "-X", "compression.type=zstd")
    equal(5000, number(told, "Data Delivered (Objects)"))
    equal(0, number(told, "Data NOT Delivered (Objects)"))
    assert "Delivery latency" in told, told
    read = kcat(broker, "-C", "-q", "-e", "-t", topic, "-o", "beginning", "-J").splitlines()
    equal(5000, len(read))
    partitions = {}
    for line in read:
        record = json.loads(line)
        assert json.loads(record["payload"])["VLAN"]
        partitions.setdefault(record["key"], set()).add(record["partition"])
    equal(50, len(partitions))
    equal(set(range(50)), {int(key[1:]) for key in partitions})
    equal({1}, {len(found) for found in partitions.values()})
    listing = json.loads(kcat(broker, "-L", "-J", "-t", topic))
    equal(6, len(listing["topics"][0]["partitions"]))


def what_goes_to_kafka_is_what_goes_to_stdout(broker):
    topic = new_topic()
    line = ["run", "user", "-l", "-n", "200", "--seed", "9", "--now", "2026-05-17T12:00:00Z"]
    gen(broker, "createTopic", topic, "-p", "1")
    gen(broker, *line, "-o", "kafka", "-t", topic)
    equal(gen(broker, *line)[0], consume(broker, topic, form="%s\n"))


def a_record_without_key_has_none(broker):
    topic = new_topic()
    gen(broker, "createTopic", topic, "-p", "1")
    gen(broker, "run", "user_with_key", "-n", "2", "-o", "kafka", "-t", topic)
    gen(broker, "run", "--embedded", "x", "-n", "1", "-o", "kafka", "-t", topic)
    equal("user_1 6\nuser_2 6\n -1\n", consume(broker, topic, form="%k %K\n"))


def headers_partitions_timestamps_and_tombstones_arrive(broker):
    topic = new_topic()
    gen(broker, "createTopic", topic, "-p", "3")
    value = '{"id": {{counter "id" 0 1}}, "at": "2026-05-17T12:00:00Z"}'
    gen(broker, "run", "--embedded", value, "-n", "6", "-o", "kafka", "-t", topic,
        "-k", "k{{.Value.id}}", "--headers", "from={{.K}}", "--headers", "empty=",
        "--partition", "{{mod .Value.id 3}}", "--timestamp", "{{.Value.at}}",
        "--tombstone", "{{eq .Value.id 4}}")
    read = [json.loads(line) for line in kcat(
        broker, "-C", "-q", "-e", "-t", topic, "-o", "beginning", "-J").splitlines()]
    equal(6, len(read))
    for record in read:
        number_of_it = int(record["key"][1:])
        equal(number_of_it % 3, record["partition"])
        equal(["from", record["key"], "empty", ""], record["headers"])
        equal(1779019200000, record["ts"])
        equal(number_of_it == 4, record["payload"] is None)


def properties_come_from_a_file(broker):
    topic = new_topic()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config.properties")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"# where\nbootstrap.servers={broker.bootstrap}\nclient.id = file\n")
        gen(broker, "run", "--embedded", "{{uuid}}", "-n", "3", "-o", "kafka", "-t", topic, "-a",
            "-F", path)
    equal(3, len(consume(broker, topic).splitlines()))


def topics_that_are_made_are_as_wanted_and_as_the_cluster_can_hold(broker):
    topic = new_topic()
    gen(broker, "run", "--embedded", "x", "-n", "1", "-o", "kafka", "-t", topic, "-a",
        "--partitions", "4", "--replication-factor", "3")
    found = json.loads(kcat(broker, "-L", "-J", "-t", topic))["topics"][0]["partitions"]
    equal([1] * 4, [len(partition["replicas"]) for partition in found])


def an_emitter_group_fills_its_topics(broker):
    suffix = uuid.uuid4().hex[:8]
    config = {"emitters": {"mine": [
        {"name": name, "preload": preload, "num": num, "frequency": frequency, "duration": "100ms",
         "valueTemplate": template, "output": "kafka", "topic": f"{name}-{suffix}",
         "oneline": True}
        for name, template, preload, num, frequency in (
            ("shoes", "shoe", 20, 0, "0s"), ("customers", "shoe_customer", 10, 0, "0s"),
            ("orders", "shoe_order", 0, 5, "10ms"))]}}
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)
        _, told = gen(broker, "emitter", "run", "mine", "-a", cwd=folder)
    equal(80, number(told, "Data Delivered (Objects)"))
    found = {name: [json.loads(line) for line in
                    consume(broker, f"{name}-{suffix}", form="%s\n").splitlines()]
             for name in ("shoes", "customers", "orders")}
    equal([20, 10, 50], [len(found[name]) for name in ("shoes", "customers", "orders")])
    shoes = {shoe["id"] for shoe in found["shoes"]}
    assert all(order["product_id"] in shoes for order in found["orders"])


def ctrl_c_delivers_what_was_made(broker):
    topic = new_topic()
    process = subprocess.Popen(
        [PROGRAM, "run", "net_device", "-n", "1000", "-f", "10ms", "-o", "kafka", "-t", topic,
         "-a"],
        stderr=subprocess.PIPE, text=True, env=environment(broker))
    time.sleep(1)
    process.send_signal(2)
    told = process.communicate(timeout=SECONDS)[1]
    equal(0, process.returncode)
    delivered = number(told, "Data Delivered (Objects)")
    equal(number(told, "Data Generated (Objects)"), delivered)
    equal(delivered, len(consume(broker, topic, form="x\n").splitlines()))


def a_second_ctrl_c_ends_waiting_for_a_broker_that_hangs(broker):
    topic = new_topic()
    # A record waits for half a second before it is sent, so that some are always on their way.
    process = subprocess.Popen(
        [PROGRAM, "run", "user", "-f", "1ms", "-o", "kafka", "-t", topic, "-a", "--explain", "-X",
         "linger.ms=500"], stderr=subprocess.PIPE, text=True, env=environment(broker))
    told = process.stderr.readline()  # the first record has arrived
    broker.process.send_signal(signal.SIGSTOP)
    try:
        process.send_signal(signal.SIGINT)
        while process.poll() is None:
            try:
                process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)
        told += process.communicate(timeout=SECONDS)[1]
    finally:
        broker.process.send_signal(signal.SIGCONT)
    equal(1, process.returncode)
    lost = number(told, "Data NOT Delivered (Objects)")
    assert lost > 0, told
    equal(number(told, "Data Generated (Objects)"),
          number(told, "Data Delivered (Objects)") + lost)
    assert re.search(r"^\d+ not delivered: topic", told, re.M), told


def what_is_late_counts_from_when_it_was_due(broker):
    topic = new_topic()
    _, told = gen(broker, "run", "user", "-n", "200", "--throughput", "2k/s", "--shape", "poisson",
                  "-o", "kafka", "-t", topic, "-a", "--threads", "2")
    equal(200, number(told, "Data Delivered (Objects)"))
    assert "Delivery latency (median" in told, told


def records_that_are_too_large_fail_aloud(broker):
    topic = new_topic()
    _, told = gen(broker, "run", "--embedded", "{{repeat \"x\" 3000}}", "-n", "4", "-o", "kafka",
                  "-t", topic, "-a", "-X", "message.max.bytes=1000", code=1)
    equal(0, number(told, "Data Delivered (Objects)"))
    equal(4, number(told, "Data NOT Delivered (Objects)"))
    assert "message.max.bytes" in told, told


def verify_line(told):
    """What a run with marks says at its end, as arguments."""
    return re.search(r"^Marks: barnabas-gen (.*)$", told, re.M).group(1).split()


def what_was_marked_is_verified(broker):
    topic = new_topic()
    _, told = gen(broker, "run", "net_device", "-l", "-n", "3000", "-o", "kafka", "-t", topic, "-a",
                  "-k", "{{key \"K\" 20}}", "--mark", "--seed", "1")
    line = verify_line(told)
    assert "net_device of run" in gen(broker, *line)[0]
    # One more was expected; one comes twice; one was changed.
    line[-1] = "net_device=3001"
    assert "net_device 3000: lost" in gen(broker, *line, code=1)[0]
    line[-1] = "net_device=3000"
    record = json.loads(kcat(broker, "-C", "-q", "-e", "-t", topic, "-o", "beginning", "-c", "1",
                             "-J"))
    headers = [word for name, value in zip(record["headers"][::2], record["headers"][1::2])
               for word in ("-H", f"{name}={value}")]
    again = ["-P", "-t", topic, "-p", str(record["partition"]), "-k", record["key"], *headers]
    subprocess.run(["kcat", "-b", broker.bootstrap, *again], input=record["payload"] + " ",
                   text=True, check=True, timeout=SECONDS)
    found = json.loads(gen(broker, *line, "--json", code=1)[0])["streams"][0]
    equal([3001, 0, 1, 1], [found[name] for name in ("received", "lost", "duplicated",
                                                     "corrupted")])


def what_is_done_to_records_on_purpose_is_found(broker):
    topic = new_topic()
    gen(broker, "createTopic", topic, "-p", "1")
    _, told = gen(broker, "run", "net_device", "-n", "5000", "-k", "{{key \"K\" 9}}", "-o", "kafka",
                  "-t", topic, "--mark", "--seed", "8", "--from", "2026-05-01",
                  "--to", "2026-05-02", "--faults",
                  "late=1%:5m,reorder=2%:10,duplicate=1%,drop=1%,corrupt=1%,null=1%")
    counts = {name: int(count) for count, name in re.findall(
        r"(\d+) (late|reordered|duplicated|dropped|corrupt|null)", told)}
    assert all(count > 10 for count in counts.values()) and len(counts) == 6, told
    found = json.loads(gen(broker, *verify_line(told), "--json", code=1)[0])["streams"][0]
    equal(counts["late"] + counts["reordered"], found["reordered"])
    equal(counts["duplicated"], found["duplicated"])
    equal(counts["dropped"], found["lost"])
    equal(counts["corrupt"] + counts["null"], found["corrupted"])
    # The timestamps are those of event time, in any order now.
    times = [int(line) for line in consume(broker, topic, form="%T\n").splitlines()]
    equal(1777593600000, min(times))
    assert max(times) < 1777680000000 and times != sorted(times)


def tombstones_have_the_keys_of_their_entities(broker):
    topic = new_topic()
    with tempfile.TemporaryDirectory() as folder:
        orders = {"name": "orders", "num": 5, "entity": "orders", "output": "kafka", "topic": topic,
                  "embeddedTemplate": '{"id": {{counter "id" 1 1}}}'}
        states = {"name": "states", "forEach": "orders", "states": "new -> paid; paid -> gone; "
                  "gone tombstone", "output": "kafka", "topic": topic,
                  "embeddedTemplate": "{{json (entity)}}"}
        with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
            json.dump({"emitters": {"shop": [orders, states]}}, file)
        gen(broker, "createTopic", topic, "-p", "1")
        gen(broker, "emitter", "run", "shop", cwd=folder)
    lines = consume(broker, topic, form="%k %S %s\n").splitlines()
    equal(15, len(lines))
    equal([f'{i} 9 {{"id": {i}}}' for i in range(1, 6)], lines[:5])
    equal([f"{i} -1 " for i in range(1, 6)], [line for line in lines if " -1 " in line])


def all_records_survive_a_broker_that_dies_in_the_middle(broker):
    topic = new_topic()
    gen(broker, "createTopic", topic, "-p", "3")
    process = subprocess.Popen(
        [PROGRAM, "run", "user", "-l", "-n", "20000", "--throughput", "8k/s", "-o", "kafka", "-t",
         topic, "-k", "{{key \"K\" 100}}", "--mark", "-X", "enable.idempotence=true"],
        stderr=subprocess.PIPE, text=True, env=environment(broker))
    for _ in range(2):
        time.sleep(0.6)
        broker.kill()
        broker.start()
    told = process.communicate(timeout=SECONDS)[1]
    equal(0, process.returncode)
    equal(20000, number(told, "Data Delivered (Objects)"))
    gen(broker, *verify_line(told))


def foreign_keys_lead_to_records_that_there_are(broker):
    topic = new_topic()
    gen(broker, "run", "--embedded", '{"id": {{counter "c" 0 1}}}', "-n", "10", "-o", "kafka", "-a",
        "-t", topic + "-customers")
    order = '{"customer_id": {{mod (counter "o" 0 1) 12}}}'
    gen(broker, "run", "--embedded", order, "-n", "24", "-o", "kafka", "-a", "-t", topic, "--mark")
    out, _ = gen(broker, "verify", "-t", topic, "--foreign",
                 f"customer_id={topic}-customers:id", code=1)
    assert f"customer_id: 4 dangling references to id of topic {topic}-customers" in out, out


def each_record_is_explained_as_it_lies(broker):
    topic = new_topic()
    gen(broker, "createTopic", topic, "-p", "4")
    _, told = gen(broker, "run", "user_with_key", "-n", "50", "-o", "kafka", "-t", topic,
                  "--explain", "--sent")
    lines = re.findall(r'^\S+: key "(\S+)", murmur2 (\d+), modulo 4: partition (\d); '
                       r'batch (\d+) of (\d+) records?; offset (\d+)$', told, re.M)
    equal(50, len(lines))
    lies = {line.split()[0]: line.split()[1:]
            for line in consume(broker, topic, form="%k %p %o\n").splitlines()}
    batches = {}
    for key, hashed, partition, batch, of, offset in lines:
        equal(lies[key], [partition, offset])
        equal(int(hashed) % 4, int(partition))
        batches.setdefault((batch, int(of), partition), []).append(int(offset))
    for (_, of, _), offsets in batches.items():
        equal(list(range(offsets[0], offsets[0] + of)), offsets)
    sent = re.search(r"^Sent: 50 records in (\d+) batches", told, re.M)
    equal(len(batches), int(sent.group(1)))


def a_report_tells_what_a_producer_sent(broker):
    topic = new_topic()
    out, _ = gen(broker, "report", "net_device", "-n", "2000", "--codecs", "none,zstd:3",
                 "--batches", "100", "-t", topic, "-a", "--json")
    none, zstd = json.loads(out)["sent"]
    equal([2000, 2000], [none["records"], zstd["records"]])
    assert 0.9 < none["ratio"] < 1.0 and zstd["ratio"] > 2, (none, zstd)
    assert none["network_bytes"] > none["bytes_after"] > 2000 * 300, none
    equal(4000, len(consume(broker, topic, form="x\n").splitlines()))


CASES = [
    every_record_arrives_and_is_counted,
    what_goes_to_kafka_is_what_goes_to_stdout,
    a_record_without_key_has_none,
    headers_partitions_timestamps_and_tombstones_arrive,
    properties_come_from_a_file,
    topics_that_are_made_are_as_wanted_and_as_the_cluster_can_hold,
    an_emitter_group_fills_its_topics,
    ctrl_c_delivers_what_was_made,
    a_second_ctrl_c_ends_waiting_for_a_broker_that_hangs,
    what_is_late_counts_from_when_it_was_due,
    records_that_are_too_large_fail_aloud,
    what_was_marked_is_verified,
    what_is_done_to_records_on_purpose_is_found,
    tombstones_have_the_keys_of_their_entities,
    all_records_survive_a_broker_that_dies_in_the_middle,
    foreign_keys_lead_to_records_that_there_are,
    each_record_is_explained_as_it_lies,
    a_report_tells_what_a_producer_sent,
]
