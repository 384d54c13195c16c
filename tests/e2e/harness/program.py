"""Runs a program against a broker, carries out what it asks for, collects what it found.

The program writes lines to stdout:
    ok NAME                a check that held
    not ok NAME: WHY       a check that did not
    restart | kill         stop (SIGTERM) or kill (SIGKILL) the broker and start it again; the
                           program then reads the line `go` from stdin
Other lines are for people, shown when something failed. A program that exits with another code
than 0, runs too long or checks nothing has failed too.
"""

import os
import selectors
import signal
import subprocess
import time

from harness.broker import BrokerError


class Results:
    """Counts and prints checks as they come."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def add(self, name, why=None, seconds=None):
        took = f" ({seconds:.1f} s)" if seconds is not None else ""
        if why is None:
            self.passed += 1
            print(f"ok    {name}{took}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL  {name}{took}: {why}", flush=True)


def run_program(name, command, broker, results, environment=None, timeout_seconds=300):
    started = time.monotonic()
    output = []
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
        env={**os.environ, "BOOTSTRAP": broker.bootstrap, **(environment or {})},
        start_new_session=True)
    checks_before = results.passed + results.failed
    failed_before = results.failed
    try:
        for line in lines_until(process, started + timeout_seconds):
            if line in ("restart", "kill"):
                broker.stop() if line == "restart" else broker.kill()
                broker.start()
                process.stdin.write(b"go\n")
            elif line.startswith("ok "):
                results.add(f"{name}: {line[3:]}", seconds=time.monotonic() - started)
            elif line.startswith("not ok "):
                check, _, why = line[7:].partition(": ")
                results.add(f"{name}: {check}", why or "no reason given")
            else:
                output.append(line)
        code = process.wait()
        broker.check_alive()
        if code != 0:
            results.add(name, f"exit code {code}{tail(output)}")
        elif results.passed + results.failed == checks_before:
            results.add(name, f"it checked nothing{tail(output)}")
        elif results.failed > failed_before and output:
            print(f"      {name} also said:{tail(output)}", flush=True)
    except TimeoutError:
        results.add(name, f"not done after {timeout_seconds} s{tail(output)}")
    except BrokerError as error:
        results.add(name, f"{error}{tail(output)}")
    except BrokenPipeError:
        results.add(name, f"ended while the broker restarted{tail(output)}")
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        process.stdin.close()
        process.stdout.close()


def lines_until(process, deadline):
    """The program's lines until it closes its output; TimeoutError past the deadline."""
    waiting = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise TimeoutError
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                break
            *whole, waiting = (waiting + chunk).split(b"\n")
            for line in whole:
                yield line.decode(errors="replace").rstrip("\r")
    if waiting:
        yield waiting.decode(errors="replace")


def tail(output, lines=20):
    return "".join("\n    " + line for line in output[-lines:])
