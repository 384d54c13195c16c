#!/usr/bin/env python3
"""End-to-end tests: real clients, the built program, loopback.

    tests/e2e/run.py e2e            kcat, our own commands, and a C++ suite on librdkafka
    tests/e2e/run.py clients        the programs of tests/e2e/clients, one folder a client; and the
                                    data directories that Apache Kafka and Barnabas hand over
    --only WORD                     only cases whose name has it
    --broker apache                 against Apache Kafka: do the tests ask for what Kafka does?

The last line is "N passed, M failed".
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cli_cases
import compaction_cases
import fault_cases
import gen_cases
import group_cases
import kcat_cases
import readme_cases
import record_cases
from apache_interop import interop
from harness.broker import ROOT, ApacheKafka, Barnabas, BrokerError
from harness.program import Results, run_program, tail

E2E = os.path.join(ROOT, "tests", "e2e")
BUILD = os.path.join(ROOT, "build", "e2e")


def apache_jars(*version):
    """The folder of Apache Kafka's jars, fetched once."""
    return subprocess.run([os.path.join(E2E, "harness", "apache_jars"), *version], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()


def new_broker(kind):
    return ApacheKafka(apache_jars("4.4.0")) if kind == "apache" else Barnabas()


def run_cases(label, cases, broker, results, only):
    for case in cases:
        name = label + ": " + case.__name__.replace("_", " ")
        if only not in name:
            continue
        started = time.monotonic()
        try:
            broker.process or broker.start()
            case(broker)
            broker.check_alive()
            results.add(name, seconds=time.monotonic() - started)
        except (AssertionError, BrokerError, subprocess.TimeoutExpired) as error:
            results.add(name, str(error) or "an assertion failed")


def run_librdkafka_cpp(broker, results, only):
    """The GoogleTest program tests/e2e/librdkafka; the names of its cases come from its report."""
    program = os.path.join(ROOT, "build", "release", "bin", "librdkafka_test")
    if only not in "librdkafka":
        return
    broker.process or broker.start()
    with tempfile.TemporaryDirectory() as directory:
        report_path = os.path.join(directory, "report.json")
        try:
            done = subprocess.run([program, f"--gtest_output=json:{report_path}"], timeout=600,
                                  env={**os.environ, "BOOTSTRAP": broker.bootstrap},
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        except (OSError, subprocess.TimeoutExpired) as error:
            results.add("librdkafka", str(error))
            return
        if not os.path.exists(report_path):
            why = f"ended with {done.returncode}{tail(done.stdout.splitlines())}"
            results.add("librdkafka", why)
            return
        with open(report_path, encoding="utf-8") as file:
            report = json.load(file)
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            failures = "\n    ".join(f["failure"] for f in case.get("failures", []))
            results.add(f"librdkafka: {suite['name']}.{case['name']}", failures or None,
                        float(case["time"].rstrip("s")))


def run_clients(broker_kind, results, only):
    folder = os.path.join(E2E, "clients")
    for client in sorted(os.listdir(folder)):
        script = os.path.join(folder, client, "run")
        if not os.access(script, os.X_OK) or only not in client:
            continue
        build = os.path.join(BUILD, client)
        os.makedirs(build, exist_ok=True)
        broker = new_broker(broker_kind)
        try:
            broker.start()
            run_program(client, [script], broker, results, timeout_seconds=900,
                        environment={"BUILD": build, "PREFIX": client, "ROOT": ROOT})
        except BrokerError as error:
            results.add(client, str(error))
        finally:
            broker.remove()


def run_interop(results, only):
    if only in "interop":
        interop.run(apache_jars(), apache_jars("4.4.0"), os.path.join(BUILD, "interop"), results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("suite", choices=["e2e", "clients"])
    parser.add_argument("--only", default="")
    parser.add_argument("--broker", choices=["barnabas", "apache"], default="barnabas")
    arguments = parser.parse_args()
    results = Results()
    if arguments.suite == "clients":
        run_clients(arguments.broker, results, arguments.only)
        run_interop(results, arguments.only)
    else:
        broker = new_broker(arguments.broker)
        try:
            # First, while the broker has no other groups.
            run_cases("groups", group_cases.CASES, broker, results, arguments.only)
            run_cases("raw", record_cases.CASES, broker, results, arguments.only)
            run_cases("kcat", kcat_cases.CASES, broker, results, arguments.only)
            run_cases("cli", cli_cases.CASES, broker, results, arguments.only)
            run_cases("gen", gen_cases.CASES, broker, results, arguments.only)
            run_cases("compaction", compaction_cases.CASES, broker, results, arguments.only)
            if arguments.broker == "barnabas":
                run_cases("faults", fault_cases.CASES, broker, results, arguments.only)
                run_cases("readme", readme_cases.CASES, broker, results, arguments.only)
            run_librdkafka_cpp(broker, results, arguments.only)
        except BrokerError as error:
            results.add("broker", str(error))
        finally:
            broker.remove()
    print(f"{results.passed} passed, {results.failed} failed")
    return 0 if results.passed and not results.failed else 1


if __name__ == "__main__":
    sys.exit(main())
