"""What a person does with kcat. Each case takes a running broker and asserts."""

import json
import subprocess
import uuid

SECONDS = 60


def kcat(broker, *arguments, stdin=""):
    done = subprocess.run(["kcat", "-b", broker.bootstrap, "-m", "30", *arguments], input=stdin,
                          capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, f"kcat {' '.join(arguments)} failed: {done.stderr.strip()}"
    return done.stdout


def consume(broker, topic, *arguments, form="%p %o %k %s\n"):
    return kcat(broker, "-C", "-q", "-e", "-t", topic, "-o", "beginning", "-f", form, *arguments)


def equal(expected, found):
    assert expected == found, f"expected {shorten(expected)}, found {shorten(found)}"


def shorten(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:200]} ... {text[-80:]}"


def new_topic():
    return "kcat-" + uuid.uuid4().hex[:8]


def lists_the_broker_and_its_topics(broker):
    topic = new_topic()
    kcat(broker, "-P", "-t", topic, stdin="hello\n")
    listing = json.loads(kcat(broker, "-L", "-J"))
    equal([broker.bootstrap], [b["name"] for b in listing["brokers"]])
    described = [t for t in listing["topics"] if t["topic"] == topic]
    equal(1, len(described))
    equal([0], [p["leader"] - listing["brokers"][0]["id"] for p in described[0]["partitions"]])


def every_codec_comes_back_as_it_went(broker):
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic = new_topic()
        lines = [f"key{i % 7}:{codec} value {i} {'x' * (i % 300)}" for i in range(2000)]
        kcat(broker, "-P", "-t", topic, "-p", "0", "-K", ":", "-z", codec,
             stdin="".join(line + "\n" for line in lines))
        expected = "".join(f"0 {i} {line.replace(':', ' ', 1)}\n" for i, line in enumerate(lines))
        equal(expected, consume(broker, topic))


def codecs_mix_in_one_partition(broker):
    topic = new_topic()
    for codec in ("gzip", "none", "zstd", "snappy", "lz4"):
        kcat(broker, "-P", "-t", topic, "-z", codec, stdin=f"a {codec}\nb {codec}\n")
    expected = "".join(f"{letter} {codec}\n" for codec in ("gzip", "none", "zstd", "snappy", "lz4")
                       for letter in "ab")
    equal(expected, consume(broker, topic, form="%s\n"))


def headers_in_order_and_twice(broker):
    topic = new_topic()
    kcat(broker, "-P", "-t", topic, "-H", "trace=1", "-H", "empty=", "-H", "trace=2",
         stdin="hello\n")
    equal("trace=1,empty=,trace=2 hello\n", consume(broker, topic, form="%h %s\n"))


def null_is_not_empty(broker):
    topic = new_topic()
    kcat(broker, "-P", "-t", topic, "-K", ":", "-Z", stdin="key:\n:value\nkey:value\n")
    kcat(broker, "-P", "-t", topic, "-K", ":", stdin="key:\n")
    equal("3 -1\n-1 5\n3 5\n3 0\n", consume(broker, topic, form="%K %S\n"))


def a_value_of_900_kilobytes(broker):
    topic = new_topic()
    value = "0123456789" * 90_000
    kcat(broker, "-P", "-t", topic, stdin=value + "\n")
    equal(value + "\n", consume(broker, topic, form="%s\n"))


def offsets_of_a_time(broker):
    topic = new_topic()
    kcat(broker, "-P", "-t", topic, stdin="first\n")
    first = int(consume(broker, topic, form="%T\n"))
    while True:  # until the clock, which stamps in milliseconds, has moved on
        kcat(broker, "-P", "-t", topic, stdin="later\n")
        stamps = [int(stamp) for stamp in consume(broker, topic, form="%T\n").split()]
        if stamps[-1] > first:
            break
    expected = next(i for i, stamp in enumerate(stamps) if stamp > first)
    equal(f"{topic} [0] offset {expected}\n", kcat(broker, "-Q", "-t", f"{topic}:0:{first + 1}"))
    equal(f"{topic} [0] offset 0\n", kcat(broker, "-Q", "-t", f"{topic}:0:-2"))
    equal(f"{topic} [0] offset {len(stamps)}\n", kcat(broker, "-Q", "-t", f"{topic}:0:-1"))


def a_group_goes_on_where_it_stopped(broker):
    topic, group = new_topic(), new_topic()
    kcat(broker, "-P", "-t", topic, stdin="one\ntwo\n")
    read = ["-q", "-e", "-X", "auto.offset.reset=earliest", "-f", "%s\n", "-G", group, topic]
    equal("one\ntwo\n", kcat(broker, *read))
    kcat(broker, "-P", "-t", topic, stdin="three\n")
    equal("three\n", kcat(broker, *read))


def records_and_groups_outlive_a_restart(broker):
    topic, group = new_topic(), new_topic()
    read = ["-q", "-e", "-X", "auto.offset.reset=earliest", "-f", "%s\n", "-G", group, topic]
    kcat(broker, "-P", "-t", topic, stdin="one\ntwo\n")
    equal("one\ntwo\n", kcat(broker, *read))
    kcat(broker, "-P", "-t", topic, "-X", "acks=all", stdin="three\n")
    broker.stop()
    broker.start()
    equal("three\n", kcat(broker, *read))
    kcat(broker, "-P", "-t", topic, "-X", "acks=all", stdin="four\n")
    broker.kill()
    broker.start()
    equal("four\n", kcat(broker, *read))
    equal("one\ntwo\nthree\nfour\n", consume(broker, topic, form="%s\n"))


def an_idempotent_producer(broker):
    topic = new_topic()
    lines = "".join(f"{i}\n" for i in range(5000))
    kcat(broker, "-P", "-t", topic, "-X", "enable.idempotence=true", stdin=lines)
    equal(lines, consume(broker, topic, form="%s\n"))


CASES = [
    lists_the_broker_and_its_topics,
    every_codec_comes_back_as_it_went,
    codecs_mix_in_one_partition,
    headers_in_order_and_twice,
    null_is_not_empty,
    a_value_of_900_kilobytes,
    offsets_of_a_time,
    a_group_goes_on_where_it_stopped,
    an_idempotent_producer,
    records_and_groups_outlive_a_restart,
]
