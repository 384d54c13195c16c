"""What is measured: each row takes a running broker and gives numbers.

A row is a function of a Bench (see run.py), which runs loads and knows what the broker and the rest
of the machine used meanwhile. It returns a dictionary from a unit or percentile to a number; in all
of them but those named in MORE_IS_BETTER less is better.
"""

import time

MORE_IS_BETTER = {"MB/s", "records/s", "topics/s"}
SYNC_ROWS = {"sync-1", "sync-16", "sync-16-on-16"}


def throughput(bench, load, *arguments):
    found = bench.load(load, *arguments)
    return {"MB/s": found["megabytes_a_second"],
            "CPU s/GB": bench.broker_cpu / (found["bytes"] / 1e9)}


def start(bench):
    """exec to first acknowledged produce, on an empty directory"""
    return {"ms": bench.restart(kill=True, fresh=True)}


def memory(bench):
    """resident memory: idle, and with 1 000 partitions"""
    idle = bench.resident_megabytes()
    bench.load("create", "--topics", "10", "--partitions", "100")
    return {"MB idle": idle, "MB with 1 000 partitions": bench.resident_megabytes()}


def idle_cpu(bench):
    """CPU of a broker that nobody talks to, over 5 seconds"""
    bench.load("produce", "--megabytes", "10")
    before = bench.cpu()
    time.sleep(5)
    return {"% of a core": (bench.cpu() - before) / 5 * 100}


def produce(bench):
    """produce, acks=all, pre-encoded, 1 KiB records in batches of 256"""
    return throughput(bench, "produce", "--megabytes", "1000")


def produce_16(bench):
    """the same over 16 partitions from one client"""
    return throughput(bench, "produce", "--megabytes", "1000", "--partitions", "16")


def produce_100_bytes(bench):
    """the same with records of 100 bytes, 2 000 a batch"""
    return throughput(bench, "produce", "--megabytes", "500", "--record-bytes", "100",
                      "--batch-records", "2000")


def produce_librdkafka(bench):
    """produce from librdkafka, 1 KiB records"""
    return throughput(bench, "rdkafka-produce", "400000", "1024", "linger.ms=5",
                      "queue.buffering.max.kbytes=262144")


def produce_librdkafka_lz4(bench):
    """produce from librdkafka, lz4"""
    return throughput(bench, "rdkafka-produce", "400000", "1024", "linger.ms=5",
                      "queue.buffering.max.kbytes=262144", "compression.codec=lz4")


def fetch(bench):
    """fetch from page cache, pre-encoded batches, sizes read only"""
    bench.load("produce", "--megabytes", "500")
    return throughput(bench, "fetch", "--megabytes", "3000")


def fetch_librdkafka(bench):
    """consume with librdkafka, 1 KiB records"""
    bench.load("rdkafka-produce", "400000", "1024", "linger.ms=5")
    return throughput(bench, "rdkafka-consume", "400000", "1024")


def one_in_flight(bench):
    """one-in-flight produce of a 1 KiB record"""
    found = bench.load("one-in-flight", "--requests", "20000")
    return {"p50 us": found["p50"], "p99.9 us": found["p999"],
            "CPU us a request": bench.broker_cpu / found["requests"] * 1e6}


def through(bench):
    """produce to consume, closed loop"""
    found = bench.load("through", "--requests", "10000")
    return {"p50 us": found["p50"], "p99 us": found["p99"]}


def through_1000(bench):
    """produce to consume at 1 000 a second, from the intended time"""
    found = bench.load("through", "--requests", "5000", "--rate", "1000")
    return {"p50 us": found["p50"], "p99 us": found["p99"]}


def sync(bench, producers, partitions):
    found = bench.load("sync", "--producers", str(producers), "--partitions", str(partitions),
                       "--requests", "10000")
    return {"records/s": found["records_a_second"]}


def sync_1(bench):
    """fsync before each ack, 1 producer with 1 record in flight"""
    return sync(bench, 1, 1)


def sync_16(bench):
    """fsync before each ack, 16 such producers on 1 partition"""
    return sync(bench, 16, 1)


def sync_16_on_16(bench):
    """fsync before each ack, 16 such producers on 16 partitions"""
    return sync(bench, 16, 16)


def create(bench):
    """topics created one after the other"""
    return {"topics/s": bench.load("create", "--topics", "300")["topics_a_second"]}


def restart(bench):
    """restart with 1 GiB stored, to the first ack: clean, and after kill -9"""
    bench.load("produce", "--megabytes", "1074", "--partitions", "4")
    return {"ms clean": bench.restart(kill=False), "ms after kill -9": bench.restart(kill=True)}


def many_partitions(bench):
    """one-in-flight produce with 10 000 partitions there"""
    bench.load("create", "--topics", "10", "--partitions", "1000")
    found = bench.load("one-in-flight", "--requests", "5000")
    return {"p50 us": found["p50"], "CPU us a request": bench.broker_cpu / found["requests"] * 1e6}


ROWS = {row.__name__.replace("_", "-"): row for row in (
    start, memory, idle_cpu, produce, produce_16, produce_100_bytes, produce_librdkafka,
    produce_librdkafka_lz4, fetch, fetch_librdkafka, one_in_flight, through, through_1000, sync_1,
    sync_16, sync_16_on_16, create, restart, many_partitions)}
assert SYNC_ROWS <= ROWS.keys()
