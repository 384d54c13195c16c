"""Questions with records, offsets and topics and what Apache Kafka answers to them.

record_answers.txt and topic_answers.txt were recorded from Apache Kafka 4.4.0, see transcript.py.
The cases need a broker without topics of these names. Not asked is what Barnabas means to answer
in another way: where Apache Kafka gives UNKNOWN_SERVER_ERROR (records that cannot be decompressed,
an unknown operation on a config), a time before records that were deleted, which it does not find
in the segments behind them, the removal of a config that does not exist, which it allows, and magic
bytes of tomorrow.
"""

import os

from harness.wait import wait_until
from raw_admin import APPEND, BROKER, DELETE, SET, SUBTRACT, TOPIC, AdminClient
from raw_records import TIME, RecordsClient, batch
from transcript import Transcript

HERE = os.path.dirname(os.path.abspath(__file__))
FAR = 1 << 40


def ask_produce(client, add):
    add("produce", client.produce("r-plain", batch([b"a", b"b", b"c"])))
    add("again", client.produce("r-plain", batch([b"d"], time=TIME + 5)))
    for version in (3, 4, 5, 6, 7, 8):
        add(f"produce v{version}", client.produce("r-versions", batch([b"x"]), version=version))
    add("acks 1", client.produce("r-plain", batch([b"e"], time=TIME + 100), acks=1))
    add("acks 2", client.produce("r-plain", batch([b"e"]), acks=2))
    add("unknown topic", client.produce("r-nothing", batch([b"a"])))
    add("unknown partition", client.produce("r-plain", batch([b"a"]), partition=9))
    add("negative partition", client.produce("r-plain", batch([b"a"]), partition=-1))
    add("internal topic", client.produce("__consumer_offsets", batch([b"a"])))
    add("log append time", client.produce("r-appended", batch([b"a"]))[:2])
    for version in (7, 8):
        ask_bad_batches(lambda *b: client.produce(*b, version=version), add, f"v{version} ")


def ask_bad_batches(produce, add, how):
    add(how + "wrong checksum", produce("r-plain", batch([b"a"], crc_error=1)))
    add(how + "magic 1", produce("r-plain", batch([b"a"], magic=1)))
    add(how + "no batch", produce("r-plain"))
    add(how + "two batches", produce("r-plain", batch([b"a"]), batch([b"b"])))
    add(how + "an empty batch", produce("r-plain", batch([], last_delta=-1)))
    add(how + "fewer records than it says", produce("r-plain", batch([b"a", b"b"], count=3)))
    add(how + "more records than it says", produce("r-plain", batch([b"a", b"b"], count=1)))
    add(how + "last delta too large", produce("r-plain", batch([b"a", b"b"], last_delta=5)))
    add(how + "half a batch", produce("r-plain", batch([b"a"])[:-3]))
    add(how + "a control batch", produce("r-plain", batch([b"a"], attributes=0x20)))
    add(how + "a producer without sequence", produce("r-plain", batch([b"a"], producer=(5, 0))))
    add(how + "null key, compacted", produce("r-compacted", batch([b"a", b"b"], key=None)))
    add(how + "key, compacted", produce("r-compacted", batch([b"a"]))[:1])
    add(how + "a batch too large", produce("r-small", batch([b"a" * 300])))
    add(how + "time far ahead", produce("r-plain", batch([b"a"], time=TIME * 3)))
    add(how + "no time", produce("r-plain", batch([b"a"], time=-1, step=0))[:1])


def ask_idempotent(client, add):
    error, producer, epoch = client.init_producer()
    add("init producer id", (error, epoch))

    def send(values, sequence, epoch=0):
        return client.produce("r-idempotent", batch(values, producer=(producer, epoch),
                                                    sequence=sequence))

    add("first sequence", send([b"a", b"b"], 0))
    add("next sequence", send([b"c"], 2))
    # Without the third field: Apache Kafka gives a time here, which CreateTime does not have.
    for question, answer in (("the same again", send([b"c"], 2)),
                             ("the first again", send([b"a", b"b"], 0))):
        add(question, [*answer[:2], answer[3]])
    add("a gap", send([b"x"], 7))
    add("half a duplicate", send([b"b"], 1))
    for sequence in range(3, 9):
        add(f"sequence {sequence}", send([b"y"], sequence))
    add("too old a duplicate", send([b"c"], 2))
    add("new epoch, not from 0", send([b"z"], 9, epoch=1))
    add("new epoch", send([b"z"], 0, epoch=1))
    add("old epoch", send([b"z"], 9))
    unknown = batch([b"u"], producer=(FAR, 3), sequence=77)
    add("unknown producer id, any sequence", client.produce("r-idempotent", unknown))


def ask_fetch(client, add):
    add("fetch", client.fetch_records("r-plain", 0))
    for version in range(4, 12):
        add(f"fetch v{version}", client.fetch_records("r-plain", 1, version=version))
    add("from inside a batch", client.fetch_records("r-plain", 2))
    add("one byte", client.fetch_records("r-plain", 0, partition_bytes=1))
    add("at the end", client.fetch_records("r-plain", 5))
    add("beyond the end", client.fetch_records("r-plain", 6))
    add("before the beginning", client.fetch_records("r-plain", -1))
    add("read committed", client.fetch_records("r-plain", 0, isolation=1))
    add("read committed, beyond", client.fetch_records("r-plain", 6, isolation=1))
    add("unknown topic", client.fetch_records("r-nothing", 0))
    add("unknown partition", client.fetch_records("r-plain", 0, partition=9))
    add("epoch of the future", client.fetch_records("r-plain", 0, epoch=1000))
    add("unknown session", client.fetch_records("r-plain", 0, session=12345, session_epoch=1))
    add("new session", client.fetch_records("r-plain", 0, session_epoch=0))
    add("session without id", client.fetch_records("r-plain", 0, session_epoch=7))


def ask_delete_records(client, add):
    add("delete records", client.delete_records("r-plain", 0, 3))
    add("before the start", client.fetch_records("r-plain", 0))
    add("before the start, v4", client.fetch_records("r-plain", 0, version=4))
    add("at the start", client.fetch_records("r-plain", 3))


def ask_list_offsets(client, add):
    for version in range(1, 6):
        for at in (-1, -2, 0, TIME, TIME + 5, TIME + 6, TIME + 100, TIME + 101, 1 << 62):
            add(f"offset of {at}, v{version}",
                client.list_offsets("r-plain", (0, at), version=version))
    for at in range(-9, -2):
        add(f"offset of {at}", client.list_offsets("r-plain", (0, at)))
    add("read committed", client.list_offsets("r-plain", (0, -1), isolation=1))
    add("unknown partition", client.list_offsets("r-plain", (9, -1)))
    add("unknown topic", client.list_offsets("r-nothing", (0, -1)))
    add("twice the same", client.list_offsets("r-plain", (0, -1), (0, -2)))
    add("epoch of the future", client.list_offsets("r-plain", (0, -1), epoch=1000))
    add("empty log", client.list_offsets("r-small", (0, -1), (0, -2)))
    add("time in an empty log", client.list_offsets("r-small", (0, 5)))
    add("end of epoch 0", client.epoch_end("r-plain", 0, 0))
    add("end of epoch 5", client.epoch_end("r-plain", 0, 5))
    add("end of epoch -1", client.epoch_end("r-plain", 0, -1))
    add("end of an epoch, current in the future", client.epoch_end("r-plain", 0, 0, current=99))
    add("end of an epoch, unknown partition", client.epoch_end("r-plain", 9, 0))
    add("end of an epoch, unknown topic", client.epoch_end("r-nothing", 0, 0))


    add("delete no more", client.delete_records("r-plain", 0, 3))
    add("delete less", client.delete_records("r-plain", 0, 1))
    add("delete beyond", client.delete_records("r-plain", 0, 6))
    add("delete before -5", client.delete_records("r-plain", 0, -5))
    add("delete in a compacted topic", client.delete_records("r-compacted", 0, 1))
    add("delete, unknown partition", client.delete_records("r-plain", 9, 0))
    add("delete, unknown topic", client.delete_records("r-nothing", 0, 0))
    add("delete all", client.delete_records("r-plain", 0, -1))
    add("then", client.fetch_records("r-plain", 5))


def raw_records_get_the_answers_of_apache_kafka(broker):
    admin = AdminClient(broker.bootstrap)
    admin.create(*[(f"r-{name}", 1, 1, {}, configs) for name, configs in {
        "plain": {}, "versions": {}, "idempotent": {}, "small": {"max.message.bytes": "200"},
        "appended": {"message.timestamp.type": "LogAppendTime"},
        "compacted": {"cleanup.policy": "compact"}}.items()])
    client = RecordsClient(broker.bootstrap)
    client.find_coordinator("any")  # makes __consumer_offsets
    # Apache Kafka creates a topic before it can be written to.
    wait_until(lambda: client.init_producer()[0] == 0, "producer ids")
    for topic in ("plain", "versions", "idempotent", "small", "appended", "compacted"):
        wait_until(lambda: client.fetch_records(f"r-{topic}", 0)[1][0][1][0]["error"] == 0,
                   f"r-{topic}")
    transcript = Transcript(os.path.join(HERE, "record_answers.txt"))
    for ask in (ask_produce, ask_idempotent, ask_fetch, ask_list_offsets, ask_delete_records):
        ask(client, transcript.add)
    transcript.check()


def deleted_records_stay_deleted_when_the_broker_is_killed(broker):
    AdminClient(broker.bootstrap).create(("r-deleted", 1, 1, {}, {}))
    client = RecordsClient(broker.bootstrap)
    client.produce("r-deleted", batch([b"a", b"b", b"c"]))
    assert client.delete_records("r-deleted", 0, 2) == [("r-deleted", [(0, 2, 0)])]
    if broker.name == "Apache Kafka":
        return  # it writes the new start down once a minute
    broker.kill()
    broker.start()
    answer = RecordsClient(broker.bootstrap).list_offsets("r-deleted", (0, -2), version=1)
    assert answer == [("r-deleted", [(0, 0, -1, 2)])], answer


def ask_create(admin, add):
    create = admin.create
    add("create", create(("t-one", 2, 1, {}, {})))
    add("exists", create(("t-one", 2, 1, {}, {})))
    for name in ("", ".", "..", "a b", "a/b", "ö", "x" * 249, "x" * 250, "t.1", "t_1", "t-one."):
        add(f"name {name!r}", create((name, 1, 1, {}, {})))
    for partitions in (0, -1, -2):
        add(f"{partitions} partitions", create((f"t-count{partitions}", partitions, 1, {}, {})))
    for replicas in (0, -1, -2, 2):
        add(f"{replicas} replicas", create((f"t-replicas{replicas}", 1, replicas, {}, {})))
    add("assignment", create(("t-assigned", -1, -1, {0: [1], 1: [1]}, {})))
    add("assignment and counts", create(("t-both", 2, 1, {0: [1], 1: [1]}, {})))
    add("assignment to nobody", create(("t-nobody", -1, -1, {0: [77]}, {})))
    add("assignment without partition 0", create(("t-hole", -1, -1, {1: [1]}, {})))
    add("assignment, twice the same", create(("t-twice", -1, -1, {0: [1, 1]}, {})))
    add("assignment, empty", create(("t-empty", -1, -1, {0: []}, {})))
    for key, value in (("no.such.config", "1"), ("retention.ms", "soon"), ("retention.ms", None),
                       ("cleanup.policy", "keep"), ("compression.type", "lzw"), ("", "1"),
                       ("min.insync.replicas", "0"), ("retention.ms", "-1"),
                       ("cleanup.policy", "compact,delete"), ("retention.ms", "9" * 20)):
        add(f"{key}={value}", create((f"t-config-{key or 'none'}-{value}"[:99].replace(",", "."), 1,
                                      1, {}, {key: value})))
    add("twice in one request", create(("t-dup", 1, 1, {}, {}), ("t-dup", 1, 1, {}, {})))
    add("one good, one bad", create(("t-good", 1, 1, {}, {}), ("t-bad", 0, 1, {}, {})))
    add("validate", create(("t-validated", 1, 1, {}, {}), validate=True))
    add("validated only", [t[:2] for t in admin.metadata("t-validated")])
    add("metadata", admin.metadata("t-one", "t-nothing", "bad name"))


def ask_change_topics(admin, add):
    more = admin.create_partitions
    add("more partitions", more(("t-one", 4, None)))
    add("the same number", more(("t-one", 4, None)))
    add("fewer", more(("t-one", 1, None)))
    add("none", more(("t-one", 0, None)))
    add("unknown topic", more(("t-nothing", 3, None)))
    add("twice", more(("t-one", 5, None), ("t-one", 6, None)))
    add("with an assignment", more(("t-one", 5, [[1]])))
    add("too short an assignment", more(("t-one", 7, [[1]])))
    add("assignment to nobody", more(("t-one", 6, [[9]])))
    add("validate", more(("t-one", 50, None), validate=True))
    add("delete nothing", admin.delete("t-nothing", "bad name"))
    add("delete twice", admin.delete("t-dup", "t-good", "t-good"))
    add("delete internal", admin.delete("__no_such_internal"))


def ask_configs(admin, add):
    def names(kind, name, *keys, **more):
        return admin.configs(kind, name, *keys, **more)

    add("unknown topic", names(TOPIC, "t-nothing"))
    add("bad topic name", names(TOPIC, "bad name"))
    add("empty topic name", names(TOPIC, ""))
    add("unknown broker", names(BROKER, "77"))
    add("no broker", names(BROKER, "one"))
    add("unknown kind", names(99, "x"))
    add("no keys", len(names(TOPIC, "t-one")[-1]))
    add("unknown key", names(TOPIC, "t-one", "no.such.config"))
    for version in (1, 2, 3):
        add(f"keys, v{version}", names(TOPIC, "t-one", "retention.ms", "cleanup.policy",
                                       "compression.type", version=version))
    change = admin.change_configs
    add("set", change(TOPIC, "t-one", ("retention.ms", SET, "1000")))
    add("then", names(TOPIC, "t-one", "retention.ms"))
    add("set badly", change(TOPIC, "t-one", ("retention.ms", SET, "soon")))
    add("set null", change(TOPIC, "t-one", ("retention.ms", SET, None)))
    add("set unknown", change(TOPIC, "t-one", ("no.such.config", SET, "1")))
    add("set twice", change(TOPIC, "t-one", ("retention.ms", SET, "1"), ("retention.ms", SET, "2")))
    add("append to no list", change(TOPIC, "t-one", ("retention.ms", APPEND, "1")))
    add("append", change(TOPIC, "t-one", ("cleanup.policy", APPEND, "compact")))
    add("append again", change(TOPIC, "t-one", ("cleanup.policy", APPEND, "compact")))
    add("then", names(TOPIC, "t-one", "cleanup.policy")[-1][0][:5])
    add("subtract", change(TOPIC, "t-one", ("cleanup.policy", SUBTRACT, "delete")))
    add("subtract it again", change(TOPIC, "t-one", ("cleanup.policy", SUBTRACT, "delete")))
    add("then", names(TOPIC, "t-one", "cleanup.policy")[-1][0][:5])
    add("delete", change(TOPIC, "t-one", ("retention.ms", DELETE, None)))
    add("delete what is not set", change(TOPIC, "t-one", ("retention.ms", DELETE, None)))
    add("validate", change(TOPIC, "t-one", ("retention.ms", SET, "5"), validate=True))
    add("then", names(TOPIC, "t-one", "retention.ms"))
    add("change an unknown topic", change(TOPIC, "t-nothing", ("retention.ms", SET, "1")))
    add("change an unknown broker", change(BROKER, "77", ("message.max.bytes", SET, "1")))
    add("change a read-only setting", change(BROKER, "1", ("node.id", SET, "9")))
    add("change an unknown kind", change(99, "x", ("retention.ms", SET, "1")))
    alter = admin.alter_configs
    add("replace all", alter(TOPIC, "t-one", [("max.message.bytes", "5000")]))
    add("then", names(TOPIC, "t-one", "max.message.bytes", "cleanup.policy"))
    add("replace, bad value", alter(TOPIC, "t-one", [("max.message.bytes", "x")]))
    add("replace, null", alter(TOPIC, "t-one", [("max.message.bytes", None)]))
    add("replace, unknown topic", alter(TOPIC, "t-nothing", []))
    add("replace, validate", alter(TOPIC, "t-one", [], validate=True))


def every_topic_config(admin, add):
    """Names, read-only, source, sensitive and type of all settings of a topic; the values too."""
    for entry in admin.configs(TOPIC, "t-assigned", every=True)[-1]:
        name, value, read_only, source, sensitive, _, kind = entry
        # A feature of Apache Kafka makes this one a setting of the whole cluster.
        source = 5 if name == "min.insync.replicas" else source
        add(f"config {name}", (value, read_only, source, sensitive, kind))


def every_broker_config(admin, add):
    """Names, read-only, sensitive and type; the values follow what a broker was started with."""
    for name, _, read_only, _, sensitive, _, kind in admin.configs(BROKER, "1", every=True)[-1]:
        if name not in ("cluster.id", "durability", "log.dirs.min.free.bytes"):  # ours alone
            add(f"broker config {name}", (read_only, sensitive, kind))


def raw_admin_requests_get_the_answers_of_apache_kafka(broker):
    admin = AdminClient(broker.bootstrap)
    transcript = Transcript(os.path.join(HERE, "topic_answers.txt"))
    for ask in (ask_create, ask_change_topics, ask_configs, every_topic_config,
                every_broker_config):
        ask(admin, transcript.add)
    transcript.check()


CASES = [raw_records_get_the_answers_of_apache_kafka,
         raw_admin_requests_get_the_answers_of_apache_kafka,
         deleted_records_stay_deleted_when_the_broker_is_killed]
