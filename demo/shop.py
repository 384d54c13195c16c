"""The records of a small shop: customers sign up, order, and pay for what they ordered.

Same seed, same records. Every order names a customer and every payment an order that were made
before it, and each record has an id of its own, so that a reader can tell whether one is missing,
doubled or about something unknown.
"""

import json
import random

TOPICS = {"customers": 2, "orders": 4, "payments": 4}
NAMES = ["Frieda", "Olga", "Pepi", "Amalia", "Gisa", "Hans", "Otto", "Jeremias", "Artur", "Mizzi"]
GOODS = {"lantern": 1250, "ledger": 890, "quill": 120, "telephone": 9900, "boots": 4500,
         "coat": 7600}


def records(seed=1):
    """Topic, key and value of one record after the other, without end."""
    chance = random.Random(seed)
    customers = orders = payments = 0
    unpaid = []
    while True:
        what = chance.random()
        if customers == 0 or what < 0.1:
            customers += 1
            yield record("customers", f"c{customers}", id=f"c{customers}",
                         name=f"{chance.choice(NAMES)} {chr(65 + customers % 26)}.")
        elif what < 0.6 or not unpaid:
            orders += 1
            goods = {name: chance.randint(1, 3) for name in chance.sample(list(GOODS), 2)}
            total = sum(GOODS[name] * count for name, count in goods.items())
            unpaid.append((orders, total))
            customer = f"c{chance.randint(1, customers)}"
            yield record("orders", customer, id=f"o{orders}", customer=customer, goods=goods,
                         total_cents=total)
        else:
            payments += 1
            order, total = unpaid.pop(chance.randrange(len(unpaid)))
            yield record("payments", f"o{order}", id=f"p{payments}", order=f"o{order}",
                         amount_cents=total)


def record(topic, key, **value):
    return topic, key, json.dumps(value, separators=(",", ":"))


class Audit:
    """What a reader saw, against what was sent."""

    def __init__(self):
        self.sent = {topic: set() for topic in TOPICS}
        self.seen = {topic: {} for topic in TOPICS}
        self.last = {}
        self.out_of_order = 0

    def send(self, topic, value):
        self.sent[topic].add(json.loads(value)["id"])

    def see(self, topic, value, partition=None):
        """With a partition, whose records are given in their order, the order is checked too."""
        name = json.loads(value)["id"]
        seen = self.seen[topic]
        seen[name] = seen.get(name, 0) + 1
        if partition is not None:
            number = int(name[1:])
            self.out_of_order += number < self.last.get((topic, partition), 0)
            self.last[topic, partition] = number

    def count(self, topic):
        return len(self.seen[topic])

    def missing(self):
        return sum(len(self.sent[topic] - self.seen[topic].keys()) for topic in TOPICS)

    def doubled(self):
        return sum(count - 1 for seen in self.seen.values() for count in seen.values())
