"""What fields records have: paths with the JSON types seen there, and the table of JR's templates.

golden/jr_fields.txt has what JR v0.4.0 renders from its own templates, recorded by
tests/e2e/clients/jr (which compares it again), and the lists, counters and values that they use:

    TEMPLATE PATH TYPE[|TYPE]
    TEMPLATE calls FUNCTION NAME [START STEP]
"""

import json
import os
import re

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "jr_fields.txt")

# What has to be made before others can name it, and how often; the rest follows, each as often.
PARENTS = ("util_userid", "util_ip", "pizzastore_util", "shoestore_shoe", "shoestore_customer",
           "fleetmgmt_sensor", "gaming_player", "gaming_game", "insurance_customer",
           "inventorymgmt_product", "payment_credit_card", "payroll_employee", "store")
# Templates that put something else into the lists of others, and those that read it.
APART = ("webanalytics_user", "webanalytics_clickstream", "webanalytics_page_view")
CSV = {"csv_product": "id,name,brand\n1,Tea,Leaf\n2,Coffee,Bean\n",
       "csv_user": "NAME, SURNAME\nAnn,Lee\nBo,Ray\n"}

STATE = re.compile(r'\b(counter|add_v_to_list|random_v_from_list|get_v_from_list_at_index|set_v)'
                   r'\s+"([^"]*)"(?:\s+(-?\d+)\s+(-?\d+))?')


def runs(names):
    """The templates by the runs they share: lists of names in the order they are made."""
    together = [name for name in names if name not in APART and name not in CSV]
    return [sorted(together, key=lambda name: PARENTS.index(name) if name in PARENTS else 99),
            list(APART)] + [[name] for name in CSV]


def kind(value):
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer",
             float: "number", type(None): "null"}
    return kinds[type(value)]


def collect(value, path, seen):
    seen.setdefault(path, set()).add(kind(value))
    if isinstance(value, dict):
        for name, member in value.items():
            collect(member, f"{path}.{name}", seen)
    elif isinstance(value, list):
        for item in value:
            collect(item, f"{path}[]", seen)


def fields(texts):
    """Path -> types, over all of these JSON texts; a whole number beside others is one of them."""
    seen = {}
    for text in texts:
        collect(json.loads(text), "$", seen)
    return {path: "|".join(sorted(types - ({"integer"} if "number" in types else set())))
            for path, types in seen.items()}


def calls(text):
    """The lists, counters and values that a template uses, each once."""
    return sorted({" ".join(part for part in found if part) for found in STATE.findall(text)})


def read_table():
    """Template -> (path -> types, [calls])."""
    table = {}
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            template, place, rest = line.rstrip("\n").split(" ", 2)
            known, used = table.setdefault(template, ({}, []))
            if place == "calls":
                used.append(rest)
            elif place != "none":
                known[place] = rest
    return table


def write_table(table):
    with open(TABLE, "w", encoding="utf-8") as file:
        for template, (known, used) in sorted(table.items()):
            lines = [f"{path} {types}" for path, types in known.items()]
            lines += [f"calls {call}" for call in used]
            for line in lines or ["none -"]:
                file.write(f"{template} {line}\n")
