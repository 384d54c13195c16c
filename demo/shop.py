"""The shop of the demo: the generator's shoestore group, faster and as long as the demo lasts.

Shoes and customers come first; orders and clicks then name shoes and customers that there are.
"""

import json

TOPICS = {"shoestore_shoe": 1, "shoestore_customer": 2, "shoestore_order": 4,
          "shoestore_clickstream": 4}
# A field, and the one it refers to: what `barnabas-gen verify --foreign` looks at.
FOREIGN = ["product_id=shoestore_shoe:id", "customer_id=shoestore_customer:id",
           "user_id=shoestore_customer:id"]
# The field that is the key: what belongs to one customer stays in order, in one partition.
KEYS = {"shoestore_shoe": "id", "shoestore_customer": "id", "shoestore_order": "customer_id",
        "shoestore_clickstream": "user_id"}
PRELOAD = {"shoestore_shoe": 100, "shoestore_customer": 50}
# Records in a pass, and passes a second.
RATES = {"shoestore_shoe": (0, 0), "shoestore_customer": (1, 5), "shoestore_order": (1, 50),
         "shoestore_clickstream": (7, 50)}
FOR_EVER = "10000h"


def emitters(seconds):
    """The group as jrconfig.json has it; seconds of 0 are for ever."""
    group = []
    for name, (count, passes) in RATES.items():
        group.append({
            "name": name, "valueTemplate": name, "topic": name, "output": "kafka",
            "keyTemplate": f"{{{{.Value.{KEYS[name]}}}}}", "preload": PRELOAD.get(name, 0),
            "num": count,
            "frequency": f"{1000 // passes}ms" if passes else "0s",
            "duration": (f"{seconds * 1000:.0f}ms" if seconds else FOR_EVER) if passes else "0s"})
    return json.dumps({"emitters": {"shoestore": group}}, indent=2) + "\n"
