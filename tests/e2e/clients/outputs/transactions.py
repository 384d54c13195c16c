"""Transactions of barnabas-gen into Apache Kafka, and what it says where there are none."""

import glob
import os
import re
import signal
import subprocess
import sys
import time

ROOT = os.environ["ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))

from harness.broker import ApacheKafka  # noqa: E402

BIN = os.path.join(ROOT, "build", "release", "bin")
SECONDS = 60
NUMBERED = '{{counter "n" 1 1}}'
RECORDS = ["-o", "kafka", "-a", "--partitions", "1"]


def gen(bootstrap, *arguments, template=NUMBERED, code=0):
    done = subprocess.run([os.path.join(BIN, "barnabas-gen"), "run", "--embedded", template,
                           *RECORDS, "-b", bootstrap, *arguments],
                          capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == code, f"exit code {done.returncode}, not {code}: {done.stderr}"
    return done.stderr


def number(told, name):
    return int(re.search(rf"^Data {name} \(Objects\): (\d+)$", told, re.M)[1])


def read(bootstrap, topic, isolation="read_committed"):
    return subprocess.run(["kcat", "-b", bootstrap, "-C", "-q", "-e", "-t", topic, "-o",
                           "beginning", "-X", f"isolation.level={isolation}"], check=True,
                          capture_output=True, text=True, timeout=SECONDS).stdout.split()


def equal(wanted, found):
    assert wanted == found, f"expected {wanted!r}, found {found!r}"


def every_so_many_records_are_committed(broker):
    told = gen(broker.bootstrap, "-t", "many", "-n", "1050", "--transaction-records", "100")
    equal((1050, 0), (number(told, "Delivered"), number(told, "NOT Delivered")))
    equal([str(n) for n in range(1, 1051)], read(broker.bootstrap, "many"))
    end = subprocess.run(["kcat", "-b", broker.bootstrap, "-Q", "-t", "many:0:-1"], check=True,
                         capture_output=True, text=True, timeout=SECONDS).stdout
    assert "offset 1061" in end, f"10 whole transactions and one more have 11 markers: {end}"


def a_transactional_id_is_enough(broker):
    told = gen(broker.bootstrap, "-t", "id", "-n", "7", "-X", "transactional.id=mine", "--explain")
    equal(7, number(told, "Delivered"))
    equal(7, len(read(broker.bootstrap, "id")))


def ctrl_c_aborts_what_is_open(broker):
    with subprocess.Popen(
            [os.path.join(BIN, "barnabas-gen"), "run", "--embedded", NUMBERED, *RECORDS, "-b",
             broker.bootstrap, "-t", "stopped", "--throughput", "5k/s", "--transaction-records",
             "1000000"],
            stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + SECONDS
        while not exists(broker, "stopped") or not read(broker.bootstrap, "stopped"):
            time.sleep(0.02)
            assert run.poll() is None and time.monotonic() < deadline, "nothing was committed"
        run.send_signal(signal.SIGINT)
        told = run.communicate(timeout=SECONDS)[1]
    equal(1, run.returncode)
    delivered = number(told, "Delivered")
    equal(number(told, "Generated"), delivered + number(told, "NOT Delivered"))
    assert "not delivered: in the transaction that a signal aborted" in told, told
    equal([str(n) for n in range(1, delivered + 1)], read(broker.bootstrap, "stopped"))
    assert len(read(broker.bootstrap, "stopped", "read_uncommitted")) > delivered


def exists(broker, topic):
    listing = subprocess.run(["kcat", "-b", broker.bootstrap, "-L"], check=True, timeout=SECONDS,
                             capture_output=True, text=True).stdout
    return f'topic "{topic}"' in listing


def a_record_that_fails_aborts_its_transaction(broker):
    told = gen(broker.bootstrap, "-t", "large", "-n", "10", "--transaction-records", "4", "-X",
               "message.max.bytes=1000", code=1,
               template='{{if eq (counter "n" 1 1) 7}}{{repeat "x" 2000}}{{else}}x{{end}}')
    equal(4, number(told, "Delivered"))
    assert "a transaction was aborted" in told and "message.max.bytes" in told, told
    equal(4, len(read(broker.bootstrap, "large")))


def idempotence_and_other_properties_hold(broker):
    for name, codec in (("true", "zstd"), ("false", "none")):
        gen(broker.bootstrap, "-t", f"idempotent-{name}", "-n", "500", "-X",
            f"enable.idempotence={name}", "-X", f"compression.type={codec}", "-X", "linger.ms=200")
        log, = glob.glob(f"{broker.data_directory}/idempotent-{name}-0/*.log")
        told = subprocess.run([os.path.join(BIN, "barnabas"), "dump-log", log], check=True,
                              capture_output=True, text=True, timeout=SECONDS).stdout
        assert f"compresscodec: {codec}" in told, told
        equal(name == "true", re.search(r"producerId: \d", told) is not None)


def where_there_are_none_it_is_said(_):
    told = gen(os.environ["BOOTSTRAP"], "-t", "none", "--transaction-records", "10", code=1)
    assert "Barnabas has none yet" in told and "--transaction-records" in told, told


def main():
    jars = subprocess.run([os.path.join(ROOT, "tests", "e2e", "harness", "apache_jars"), "4.4.0"],
                          check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    broker = ApacheKafka(jars)
    try:
        broker.start()
        for case in (every_so_many_records_are_committed, a_transactional_id_is_enough,
                     ctrl_c_aborts_what_is_open, a_record_that_fails_aborts_its_transaction,
                     idempotence_and_other_properties_hold, where_there_are_none_it_is_said):
            name = "transactions: " + case.__name__.replace("_", " ")
            try:
                case(broker)
                print(f"ok {name}", flush=True)
            except Exception as error:  # whatever it is, the others go on
                print(f"not ok {name}: {type(error).__name__} {error}", flush=True)
    finally:
        broker.remove()


main()
