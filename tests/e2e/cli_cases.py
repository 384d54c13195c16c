"""What a person does with `barnabas topic`, `produce`, `consume`, `group` and `config`.

Each case takes a running broker and asserts. The commands speak to any broker of this kind, so the
same cases run against Apache Kafka.
"""

import json
import os
import subprocess
import uuid

from harness.broker import ROOT

SECONDS = 60
PROGRAM = os.environ.get("BARNABAS") or os.path.join(ROOT, "build", "release", "bin", "barnabas")
OK, FAILED, USAGE, UNREACHABLE, CONDITION_NOT_MET = 0, 1, 2, 3, 4


def run(broker, *arguments, stdin="", code=OK):
    """Runs the program; returns what it wrote to stdout and stderr."""
    environment = {**os.environ, "BARNABAS_BOOTSTRAP_SERVER": broker.bootstrap}
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True,
                          timeout=SECONDS, env=environment)
    assert done.returncode == code, (f"barnabas {' '.join(arguments)} exited with "
                                     f"{done.returncode}, not {code}: {done.stderr.strip()}")
    return done.stdout, done.stderr


def out(broker, *arguments, stdin=""):
    return run(broker, *arguments, stdin=stdin)[0]


def rows(broker, *arguments):
    return json.loads(out(broker, *arguments, "-o", "json"))


def equal(expected, found):
    assert expected == found, f"expected {expected!r}, found {found!r}"


def contains(text, part):
    assert part in text, f"{part!r} is not in {text!r}"


def new_name(kind="topic"):
    return f"cli-{kind}-" + uuid.uuid4().hex[:8]


def new_topic(broker, *arguments):
    topic = new_name()
    run(broker, "topic", "create", topic, *arguments)
    return topic


def topics_are_created_listed_described_and_deleted(broker):
    topic = new_topic(broker, "--partitions", "3", "--config", "retention.ms=123456")
    listed = [t for t in rows(broker, "topic", "list") if t["topic"] == topic]
    equal([{"topic": topic, "partitions": 3, "replication_factor": 1}], listed)
    described = rows(broker, "topic", "describe", topic)[0]
    equal({"retention.ms": "123456"}, described["configs"])
    equal([(0, 0, 0), (1, 0, 0), (2, 0, 0)], [
        (p["partition"], p["start_offset"], p["end_offset"]) for p in described["partitions"]])
    run(broker, "topic", "delete", topic)
    assert topic not in out(broker, "topic", "list", "--names").split()


def an_existing_topic_is_an_error_unless_told_otherwise(broker):
    topic = new_topic(broker)
    _, said = run(broker, "topic", "create", topic, code=FAILED)
    contains(said, "TOPIC_ALREADY_EXISTS")
    run(broker, "topic", "create", topic, "--if-not-exists")


def a_misspelt_topic_gets_a_suggestion(broker):
    topic = new_topic(broker)
    _, said = run(broker, "topic", "describe", topic[:-1], code=FAILED)
    contains(said, f"Did you mean '{topic}'?")
    run(broker, "topic", "delete", topic[:-1] + "-no", "--if-exists")


def partitions_are_added_and_records_deleted(broker):
    topic = new_topic(broker, "--partitions", "1")
    run(broker, "produce", topic, "a", "b", "c")
    run(broker, "topic", "add-partitions", topic, "--by", "2")
    run(broker, "topic", "delete-records", topic, "--before", "2", "--partition", "0")
    partitions = rows(broker, "topic", "describe", topic)[0]["partitions"]
    equal([(2, 3), (0, 0), (0, 0)], [(p["start_offset"], p["end_offset"]) for p in partitions])
    equal("c\n", out(broker, "consume", topic, "-e"))
    _, said = run(broker, "consume", topic, "--offset", "0", "-p", "0", "-e", code=FAILED)
    contains(said, "starts at offset 2 and gives its next record offset 3")


def lines_of_key_and_value_come_back(broker):
    topic = new_topic(broker, "--partitions", "4")
    lines = "".join(f"key{i % 10},value {i}\n" for i in range(1000))
    run(broker, "produce", topic, "--parse-key", "--delimiter", ",", stdin=lines)
    found = out(broker, "consume", topic, "-e", "--print-key", "--key-separator", ",")
    equal(sorted(lines.splitlines()), sorted(found.splitlines()))
    by_key = [line for line in found.splitlines() if line.startswith("key3,")]
    equal([line for line in lines.splitlines() if line.startswith("key3,")], by_key)


def every_codec_comes_back(broker):
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic = new_topic(broker)
        lines = "".join(f"{codec} {i}\n" for i in range(500))
        run(broker, "produce", topic, "-z", codec, stdin=lines)
        equal(lines, out(broker, "consume", topic, "-e"))
        equal(f"{codec}\n", out(broker, "consume", topic, "--count", "1", "-f", "%a\\n"))


def headers_timestamps_and_tombstones(broker):
    topic = new_topic(broker)
    run(broker, "produce", topic, "-k", "k", "-H", "a=1", "-H", "b=2", "--timestamp",
        "2026-01-02T03:04:05Z", "hello")
    run(broker, "produce", topic, "-k", "k", "-Z", "--timestamp", "2026-01-02T03:04:06Z", "")
    equal("k hello 1767323045000 a=1,b=2\nk  1767323046000 \n",
          out(broker, "consume", topic, "-e", "-f", "%k %v %T %h\\n"))
    record = json.loads(out(broker, "consume", topic, "-e", "--offset", "1", "-o", "json"))
    equal((None, "k", 1), (record["value"], record["key"], record["offset"]))
    equal("1\n", out(broker, "consume", topic, "-e", "--from-timestamp", "2026-01-02T03:04:06Z",
                     "-f", "%o\\n"))


def the_last_records_by_negative_offset(broker):
    topic = new_topic(broker)
    run(broker, "produce", topic, *[str(i) for i in range(10)])
    equal("7\n8\n9\n", out(broker, "consume", topic, "-e", "--offset", "-3"))


def a_format_takes_lines_apart(broker):
    topic = new_topic(broker, "--partitions", "3")
    run(broker, "produce", topic, "-f", "%p|%k|%v", stdin="2|a|x|y\n0|b|z\n")
    equal(["0 b z", "2 a x|y"],
          sorted(out(broker, "consume", topic, "-e", "-f", "%p %k %v\\n").splitlines()))
    _, said = run(broker, "produce", topic, "-f", "%k,%v", "none", code=FAILED)
    contains(said, "line 1: no ','")


def acks_and_idempotence(broker):
    topic = new_topic(broker)
    for arguments in (["--acks", "0"], ["--acks", "1"], ["--acks", "all"], ["--idempotent"]):
        run(broker, "produce", topic, *arguments, "hello")
    equal("hello\n" * 4, out(broker, "consume", topic, "--count", "4", "--timeout", "20000"))
    ids = out(broker, "consume", topic, "-e", "-f", "%x\\n").split()
    equal(["-1", "-1", "-1"], ids[:3])
    assert int(ids[3]) >= 0, ids
    run(broker, "produce", topic, "--idempotent", "--acks", "1", "x", code=USAGE)


def batches_become_as_small_as_the_topic_wants(broker):
    topic = new_topic(broker, "--config", "segment.bytes=2000", "--config", "max.message.bytes=900")
    lines = "".join(f"line {i}\n" for i in range(3000))
    run(broker, "produce", topic, "--idempotent", stdin=lines)
    equal(lines, out(broker, "consume", topic, "--from-beginning", "--exit-at-end"))
    _, said = run(broker, "produce", topic, "x" * 1000, code=FAILED)
    contains(said, "1 record")


def a_group_goes_on_where_it_stopped(broker):
    topic, group = new_topic(broker), new_name("group")
    run(broker, "produce", topic, "a", "b", "c")
    first = out(broker, "consume", topic, "-g", group, "--from-beginning", "--count", "2")
    equal("a\nb\n", first)
    equal("c\n", out(broker, "consume", topic, "-g", group, "--from-beginning", "-e"))
    equal("", out(broker, "consume", topic, "-g", group, "--from-beginning", "-e"))
    described = rows(broker, "group", "describe", group)[0]
    equal("Empty", described["state"])
    equal([(topic, 0, 3, 3, 0)], [
        (o["topic"], o["partition"], o["offset"], o["end_offset"], o["lag"])
        for o in described["offsets"]])
    assert group in out(broker, "group", "list", "--names").split()


def a_group_is_moved_and_deleted(broker):
    topic, group = new_topic(broker, "--partitions", "2"), new_name("group")
    run(broker, "produce", topic, "-p", "0", "a", "b", "c")
    run(broker, "consume", topic, "-g", group, "--from-beginning", "-e")
    run(broker, "group", "reset-offsets", group, "--topic", topic + ":0", "--to-offset", "1",
        "--dry-run")
    equal("", out(broker, "consume", topic, "-g", group, "-e"))
    moved = rows(broker, "group", "reset-offsets", group, "--topic", topic + ":0", "--to-offset",
                 "1")
    equal([{"topic": topic, "partition": 0, "old_offset": 3, "new_offset": 1}], moved)
    equal("b\nc\n", out(broker, "consume", topic, "-g", group, "-e"))
    run(broker, "group", "delete", group)
    _, said = run(broker, "group", "describe", group, code=FAILED)
    contains(said, "does not exist")


def two_members_share_the_partitions(broker):
    topic, group = new_topic(broker, "--partitions", "2"), new_name("group")
    for partition in ("0", "1"):
        run(broker, "produce", topic, "-p", partition, *[f"{partition}:{i}" for i in range(20)])
    command = [PROGRAM, "consume", topic, "-g", group, "--from-beginning", "-b", broker.bootstrap,
               "--timeout", "8000"]
    members = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [member.communicate(timeout=SECONDS)[0].split() for member in members]
    wanted = sorted(f"{p}:{i}" for p in range(2) for i in range(20))
    equal(wanted, sorted(set(found[0] + found[1])))


def a_producer_and_a_group_outlive_a_kill(broker):
    """Both wait for the broker to come back; nothing is lost, and nothing stored twice."""
    topic, group = new_topic(broker, "--partitions", "2"), new_name("group")
    again = ["-b", broker.bootstrap, "-X", "delivery.timeout.ms=60000"]
    producer = subprocess.Popen([PROGRAM, "produce", topic, "--parse-key", "--idempotent", *again],
                                stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
    consumer = subprocess.Popen([PROGRAM, "consume", topic, "-g", group, "--from-beginning", "-c",
                                 "20", "--timeout", "50000", *again], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, bufsize=1)
    values = [f"v{i}" for i in range(20)]
    producer.stdin.writelines(f"k{value}:{value}\n" for value in values[:10])
    read = [consumer.stdout.readline().strip() for _ in range(10)]
    broker.kill()
    producer.stdin.writelines(f"k{value}:{value}\n" for value in values[10:])
    broker.start()
    _, said = producer.communicate(timeout=SECONDS)
    equal((0, True), (producer.returncode, "offset" in said))
    rest, said = consumer.communicate(timeout=SECONDS)
    equal((0, sorted(values)), (consumer.returncode, sorted(set(read + rest.split()))))
    contains(said, "the broker is back")
    equal(sorted(values), sorted(out(broker, "consume", topic, "-e").split()))


def a_group_commits_only_what_moved(broker):
    topic, group = new_topic(broker, "--partitions", "2"), new_name("group")
    run(broker, "produce", topic, "-p", "0", "a")
    run(broker, "consume", topic, "-g", group, "--from-beginning", "-e")
    described = rows(broker, "group", "describe", group)[0]
    equal([(0, 1)], [(o["partition"], o["offset"]) for o in described["offsets"]
                     if o["offset"] is not None and o["offset"] >= 0])


def settings_are_shown_changed_and_suggested(broker):
    topic = new_topic(broker)
    run(broker, "config", "set", "topic", topic, "retention.ms=60000")
    shown = rows(broker, "config", "describe", "topic", topic, "retention.ms")
    equal([("retention.ms", "60000", "topic")],
          [(c["key"], c["value"], c["source"]) for c in shown])
    run(broker, "config", "unset", "topic", topic, "retention.ms")
    shown = rows(broker, "config", "describe", "topic", topic, "retention.ms")
    equal(["default"], [c["source"] for c in shown])
    _, said = run(broker, "config", "set", "topic", topic, "retention.mss=1", code=FAILED)
    contains(said, "Did you mean 'retention.ms'?")
    _, said = run(broker, "config", "unset", "topic", topic, "retention.mss", code=FAILED)
    contains(said, "Did you mean 'retention.ms'?")
    _, said = run(broker, "config", "describe", "topic", topic, "segment.byte", code=FAILED)
    contains(said, "Did you mean 'segment.bytes'?")


def counts_that_do_not_come_are_exit_code_4(broker):
    topic = new_topic(broker)
    run(broker, "produce", topic, "only")
    shown, said = run(broker, "consume", topic, "--count", "2", "--timeout", "1500",
                      code=CONDITION_NOT_MET)
    equal("only\n", shown)
    contains(said, "1 of 2 records came")


def nobody_there_is_exit_code_3(broker):
    _, said = run(broker, "topic", "list", "-b", "127.0.0.1:1", code=UNREACHABLE)
    contains(said, "connection refused")
    contains(said, "barnabas serve")


def typos_are_exit_code_2(broker):
    _, said = run(broker, "topic", "lst", code=USAGE)
    contains(said, "Did you mean 'list'?")
    _, said = run(broker, "serve", "--set", "log.segment.bites=5", code=USAGE)
    contains(said, "did you mean log.segment.bytes?")
    run(broker, "serve", "--set", "log.segment.bytes=many", code=USAGE)


def deleting_beyond_the_end_says_where_the_end_is(broker):
    topic = new_topic(broker)
    run(broker, "produce", topic, "only")
    _, said = run(broker, "topic", "delete-records", topic, "--before", "7", code=FAILED)
    contains(said, f"{topic}-0: cannot delete before offset 7: the partition ends at 1")


def gen_is_the_generator_beside_it(broker):
    topic = new_topic(broker)
    run(broker, "gen", "run", "--embedded", "{{counter \"n\" 1 1}}", "-n", "3", "-o", "kafka", "-t",
        topic)
    equal("1\n2\n3\n", out(broker, "consume", topic, "--from-beginning", "--exit-at-end"))
    told = run(broker, "gen", "rum", code=USAGE)[1]
    contains(told, "Did you mean 'run'")


CASES = [
    topics_are_created_listed_described_and_deleted,
    an_existing_topic_is_an_error_unless_told_otherwise,
    a_misspelt_topic_gets_a_suggestion,
    partitions_are_added_and_records_deleted,
    lines_of_key_and_value_come_back,
    every_codec_comes_back,
    headers_timestamps_and_tombstones,
    the_last_records_by_negative_offset,
    a_format_takes_lines_apart,
    acks_and_idempotence,
    batches_become_as_small_as_the_topic_wants,
    a_group_goes_on_where_it_stopped,
    a_group_is_moved_and_deleted,
    two_members_share_the_partitions,
    a_producer_and_a_group_outlive_a_kill,
    a_group_commits_only_what_moved,
    settings_are_shown_changed_and_suggested,
    counts_that_do_not_come_are_exit_code_4,
    nobody_there_is_exit_code_3,
    typos_are_exit_code_2,
    deleting_beyond_the_end_says_where_the_end_is,
    gen_is_the_generator_beside_it,
]
