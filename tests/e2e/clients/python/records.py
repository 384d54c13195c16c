"""The work that every Python client does (see ../README.md): its records, signals and checks."""

import os
import sys

COUNT = 4000
KEYS = 50
PARTITIONS = 4


class Work:
    def __init__(self, client):
        self.client = client
        self.bootstrap = os.environ["BOOTSTRAP"]
        self.topic = f"{client}-records"
        self.group = f"{client}-group"
        self.received = []

    def records(self, start, stop):
        """Keys and values of records start to stop - 1; a value says its number in its key."""
        for i in range(start, stop):
            yield f"key-{i % KEYS}".encode(), f"{i // KEYS}".encode()

    def broker(self, what):
        """what is "restart" or "kill"; returns once the broker is back."""
        print(what, flush=True)
        if sys.stdin.readline().strip() != "go":
            sys.exit(f"{self.client}: the broker did not come back")

    def check(self, name, holds, why=""):
        print(f"ok {self.client} {name}" if holds else f"not ok {self.client} {name}: {why}",
              flush=True)

    def equal(self, name, expected, found):
        self.check(name, expected == found, f"expected {expected}, found {found}")

    def received_all(self, stored):
        """received holds (key, value); stored is how many records the partitions hold."""
        self.equal("stores every record once", COUNT, stored)
        next_of_key = {}
        for key, value in self.received:
            expected = next_of_key.get(key, 0)
            if int(value) != expected:
                self.check("gets every record once and in order", False,
                           f"{key} has {value} where {expected} was due")
                return
            next_of_key[key] = expected + 1
        self.equal("gets every record once and in order", {COUNT // KEYS: KEYS},
                   {n: list(next_of_key.values()).count(n) for n in next_of_key.values()})
