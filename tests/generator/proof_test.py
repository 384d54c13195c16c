#!/usr/bin/env python3
"""Proof and answers of barnabas-gen: report, infer, template check.

    tests/generator/proof_test.py build/release/bin/barnabas-gen
"""

import json
import os
import re
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import program_test
from program_test import gen

SAMPLE = {
    "id": 1001, "order_ref": "ORD-2024-00123", "uuid": "6fa459ea-ee8a-4ca4-894e-db77e160355e",
    "customer": {"first_name": "Mario", "last_name": "Rossi", "email": "mario.rossi@example.com",
                 "phone": "+39 06 1234567",
                 "address": {"street": "Via Roma 12", "city": "Milano", "zip": "20121",
                             "country": "IT"}},
    "age": 44, "total": 129.95, "tags": ["new", "gift"], "location": [9.19, 45.46],
    "created_at": "2024-05-06T12:13:14.123Z", "due_date": "2024-06-01", "ts": 1714990394123,
    "active": True, "note": 'Leave it at the {{door}} */ of the "neighbour"', "ip": "10.2.3.4",
    "odd {{name}} */": '{{a}}"b"|c', "url": "https://shop.example.com/items/1234",
    "items": [{"sku": "AB-123", "qty": 2, "price": 12.5}], "nothing": None, "empty": [],
    "object": {}, "large": 12345678901234, "negative": -7, "size": "L|XL"}

# A part of the template, by field.
GUESSES = {
    "id": '{{counter "id" 1001 1}}', "order_ref": 'regex "ORD-[0-9]{4}-[0-9]{5}"',
    "uuid": "{{uuid}}", "first_name": '"{{name}}"', "last_name": '"{{surname}}"',
    "email": '"{{email}}"', "phone": "{{phone}}", "street": "{{street}} {{integer 1 200}}",
    "city": '"{{city}}"', "zip": '"{{zip}}"', "country": '"{{country}}"',
    "age": "{{integer 18 91}}", "total": 'format_float "%.2f"', "ts": "{{unix_time_stamp_ms 30}}",
    "created_at": '"2006-01-02T15:04:05.000Z07:00"', "due_date": 'add64 now', "active": "{{bool}}",
    "ip": 'ip "10.2.0.0/16"', "url": r'regex "https://shop\\.example\\.com/items/[0-9]{4}"',
    "nothing": "null", "empty": "[]", "object": "{}"}


def shape(value):
    """What a value is made of: names and kinds."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, float) else type(value).__name__


class Folder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def run_line(self, line, code=0):
        found, out, err = gen(line, self.folder)
        self.assertEqual(found, code, f"{line}\n{out}\n{err}")
        return out if code == 0 else err

    def records(self, line):
        return [json.loads(row) for row in self.run_line(line).splitlines()]


class Report(Folder):
    def test_sizes_are_exact_and_the_same_again(self):
        line = ("report net_device -n 300 --codecs none,gzip:9,snappy,lz4,zstd:1 "
                "--batches 1,100,16KB,1000 --json")
        first, again = (json.loads(self.run_line(line)) for _ in range(2))
        self.assertEqual(first["records"], 300)
        rows = {}
        for result, same in zip(first["results"], again["results"]):
            self.assertEqual(result["bytes_after"], same["bytes_after"])
            self.assertGreater(result["compress_ns_per_byte"], 0)
            size = result.get("batch_records") or f"{result['batch_bytes']}B"
            rows[result["codec"], size] = result
        # A size that the records do not fill is left out.
        self.assertEqual({size for _, size in rows}, {1, 100, "16384B"})
        self.assertEqual(rows["none", 100]["ratio"], 1)
        self.assertEqual(rows["none", 1]["batches"], 300)
        # 61 bytes of header for a batch, and less than 12 around each value.
        framing = rows["none", 1]["bytes_after"] - first["bytes"]
        self.assertTrue(300 * 66 <= framing <= 300 * 73, framing)
        self.assertLessEqual(rows["none", "16384B"]["bytes_after"]
                             / rows["none", "16384B"]["batches"], 16384)
        for codec in ("gzip", "snappy", "lz4", "zstd"):
            self.assertGreater(rows[codec, 100]["ratio"], 2)
            self.assertGreater(rows[codec, 100]["ratio"], rows[codec, 1]["ratio"])

    def test_a_page_and_a_table_say_the_same(self):
        out = self.run_line("report --embedded '{\"a\": \"{{uuid}}\"}' -n 200 --batches 1,100 "
                            "--codecs none,lz4,zstd:3 --html page.html")
        self.assertRegex(out, r"(?m)^codec +1 +100$")
        ratio = re.search(r"(?m)^zstd 3 +\S+ +(\S+)$", out).group(1)
        page = self.read("page.html")
        self.assertIn(f"<td>{ratio}</td>", page)
        self.assertIn(re.search(r"Smallest: .*", out).group(0), page)
        self.assertNotRegex(page, r"(src|href)=|@import|url\(")
        plots = re.findall(r"(?s)<svg.*?</svg>", page)
        self.assertEqual(len(plots), 2)
        for plot in plots:
            drawn = xml.etree.ElementTree.fromstring(plot)
            self.assertEqual(len(drawn.findall("polyline")), 3)

    def test_what_is_wrong_is_said(self):
        for line, code, wanted in (
                ("report net_device --codecs lzma", 2, r"'lzma' is none of none, gzip"),
                ("report net_device --codecs gzip:12", 2, r"gzip has the levels 1 to 9"),
                ("report net_device --codecs snappy:1", 2, r"snappy has no levels"),
                ("report net_device --batches 10XB", 2, r"'10XB' is neither a number"),
                ("report net_device -n 5 --batches 10", 2, r"5 records fill no batch"),
                ("report nett_device", 1, r"no template 'nett_device'.*'net_device'"),
                ("report net_device -n 1 --batches 1 --html /none/x", 1, r"/none/x: cannot be")):
            with self.subTest(line):
                self.assertRegex(self.run_line(line, code), wanted)


class Infer(Folder):
    def test_a_template_makes_records_of_the_same_shape(self):
        self.write("sample.json", json.dumps(SAMPLE))
        self.run_line("infer sample.json --file mine.tpl")
        text = self.read("mine.tpl")
        for field, wanted in GUESSES.items():
            with self.subTest(field):
                self.assertRegex(text, rf'"{field}": .*{re.escape(wanted)}')
        self.assertIn("of --locale it", text)
        self.assertIn("customer.email: an e-mail address", text)
        self.assertIn("valid JSON", self.run_line("template check mine --templates ."))
        for record in self.records("run mine --templates . -l -n 100 --locale it --seed 3"):
            self.assertEqual(shape(record), shape(SAMPLE))
            self.assertEqual(record["odd {{name}} */"], SAMPLE["odd {{name}} */"])
            self.assertEqual(record["size"], "L|XL")

    def test_many_records_tell_ranges_choices_and_what_may_be_missing(self):
        rows = [{"id": 10 + 2 * i, "state": ("OPEN", "OPEN", "SHUT|UP")[i % 3], "n": i % 7,
                 "price": 1.5 + i % 4, **({"nick": "bob"} if i % 2 else {}),
                 "maybe": None if i % 4 else 5, "either": "x-1" if i % 2 else i}
                for i in range(24)]
        self.write("many.json", "\n".join(json.dumps(row) for row in rows))
        self.run_line("infer many.json --file mine.tpl")
        made = self.records("run mine --templates . -l -n 400 --seed 3")
        self.assertEqual([row["id"] for row in made[:3]], [10, 12, 14])
        self.assertEqual({row["state"] for row in made}, {"OPEN", "SHUT|UP"})
        self.assertEqual({row["n"] for row in made}, set(range(7)))
        self.assertTrue(all(1.5 <= row["price"] <= 4.5 for row in made))
        self.assertTrue(140 < sum("nick" in row for row in made) < 260)
        self.assertTrue(240 < sum(row["maybe"] is None for row in made) < 360)
        self.assertEqual({type(row["either"]) for row in made}, {int, str})
        # A list of records is the same as a line each.
        self.write("list.json", json.dumps(rows))
        self.assertEqual(self.run_line("infer list.json").split("\n", 1)[1],
                         self.run_line("infer many.json").split("\n", 1)[1])

    def test_one_example_is_enough_for_the_name_of_a_person_that_no_list_has(self):
        people = {"customer": {"name": "Xanthe O'Zzyx"}, "driverName": "Qwyx Mc-Fnord",
                  "product": {"name": "Zorg Blaster"}}
        self.write("sample.json", json.dumps(people))
        text = self.run_line("infer sample.json")
        self.assertIn("customer.name: a given name and a surname", text)
        self.assertIn("driverName: a given name and a surname", text)
        self.assertIn("product.name: always this text", text)

    def test_templates_of_ours_are_inferred_again(self):
        for name in ("user", "users_array_map", "pizzastore_order", "siem_log", "shoe_customer",
                     "finance_stock_trade", "payment_credit_card", "csv_product"):
            with self.subTest(name):
                self.write("sample.json", self.run_line(f"run {name} -l -n 30 --seed 2"))
                self.run_line("infer sample.json --file again.tpl")
                self.assertIn("valid JSON", self.run_line("template check again --templates ."))

    def test_what_is_wrong_is_said(self):
        self.write("bad.json", '{"a": 1}\n{"b": ,}\n')
        self.assertRegex(self.run_line("infer bad.json", 1), r"bad.json: no JSON, line 2, column 7")
        self.write("deep.json", "[" * 5000)
        self.assertRegex(self.run_line("infer deep.json", 1), r"nests deeper than 100")
        self.write("empty.json", " \n")
        self.assertRegex(self.run_line("infer empty.json", 1), r"there is no record in it")
        self.assertRegex(self.run_line("infer none.json", 1), r"none.json: cannot be read")


CUSTOMER = {
    "$defs": {"place": {"type": "object", "required": ["city"], "additionalProperties": False,
                        "properties": {"city": {"type": "string", "minLength": 1},
                                       "zip": {"pattern": "^[0-9]{5}$"}}}},
    "type": "object", "required": ["id", "age"],
    "properties": {
        "id": {"type": "string", "format": "uuid"}, "age": {"type": "integer", "minimum": 18},
        "place": {"$ref": "#/$defs/place"}, "mail": {"format": "email"},
        "at": {"format": "date-time"}, "tags": {"items": {"enum": ["a", "b"]}, "minItems": 1},
        "rate": {"multipleOf": 0.25, "exclusiveMaximum": 1},
        "either": {"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]}}}

GOOD = ('{\n  "id": "{{uuid}}", "age": {{integer 18 99}},\n  "place": {"city": "{{city}}", '
        '"zip": "12345"},\n  "mail": "{{email}}", "at": "{{format_timestamp now '
        '"2006-01-02T15:04:05Z07:00"}}", "tags": ["a", "b"], "rate": 0.75, "either": null\n}')

# What is put in the place of what in the good template, and what must be said of it.
FAULTS = [
    ("{{integer 18 99}}", "{{integer 16 18}}",
     r'/age: 1[67] is below the minimum 18, line 2, column 56:\n.*\n +\^\n'
     r'  "age" is line 2, column 21 of the template'),
    ("{{uuid}}", "no-uuid", r'/id: "no-uuid" is no uuid, line 2, column 9'),
    ('"city": "{{city}}", ', "", r'/place: the field "city" is missing, line 3, column 12'),
    ('"12345"', '"1234"', r'/place/zip: "1234" does not match \^\[0-9\]'),
    ('"zip"', '"zap"', r"/place/zap: there is no such field"),
    ("{{email}}", "me", r'/mail: "me" is no email'),
    ('"b"]', '"c"]', r'/tags/1: "c" is none of \["a","b"\], line 4'),
    ('["a", "b"]', "[]", r"/tags: a list of 0, fewer than 1"),
    ("0.75", "0.8", r"/rate: 0.8 is no multiple of 0.25"),
    ("0.75", "1", r"/rate: 1 is not below 1"),
    ("null", '"long"', r'/either: "long" fits 0 of oneOf'),
    ('"age": {{integer 18 99}}', '"age": "old"', r'/age: "old" is string, not integer'),
    ('T15:04:05Z07:00"}}', '"}}', r"/at: .* is no date-time"),
    ('"rate": 0.75', '"rate": 0.7x', r"(?s)is not JSON, .*line 4, column \d+:.*"
     r'"rate" is line 4, column \d+ of the template'),
]


class Check(Folder):
    def test_a_record_must_be_what_the_schema_asks_for(self):
        self.write("schema.json", json.dumps(CUSTOMER))
        line = "template check mine --templates . --schema schema.json"
        self.write("mine.tpl", GOOD)
        self.assertIn("mine: 100 records, valid JSON as the schema has it", self.run_line(line))
        for old, new, wanted in FAULTS:
            with self.subTest(new):
                self.assertIn(old, GOOD)
                self.write("mine.tpl", GOOD.replace(old, new, 1))
                self.assertRegex(self.run_line(line, 5), "record 0 is not .*" + wanted
                                 if "JSON" not in wanted else wanted)

    def test_a_schema_that_cannot_be_judged_is_refused(self):
        for schema, wanted in (('{"type": "text"}', r'there is no type "text"'),
                               ('{"unevaluatedItems": false}', r"unevaluatedItems is not known"),
                               ('{"$ref": "other.json"}', r"\$ref \"other.json\" leads nowhere"),
                               ('{"items": {"pattern": "("}}', r"no regular expression"),
                               ('{"$ref": "#/a/b", "a": {"b": {"pattern": "("}}}',
                                r"no regular expression"),
                               ('{"$ref": "#/title", "title": "x"}', r'"x" is no schema'),
                               ('{"uniqueItems": 1}', r"uniqueItems must be a boolean"),
                               ('{"a": }', r"schema.json: no JSON, line 1, column 7")):
            with self.subTest(schema):
                self.write("schema.json", schema)
                self.assertRegex(self.run_line("template check user --schema schema.json", 1),
                                 wanted)


class Marks(Folder):
    def test_a_mark_among_the_fields_is_a_field(self):
        rows = self.records("run shoe -l -n 5 --seed 1 --mark=fields")
        self.assertEqual([row.pop("gen")["number"] for row in rows], list(range(5)))
        self.assertEqual(rows, self.records("run shoe -l -n 5 --seed 1"))

    def test_what_only_kafka_can_do_is_refused_elsewhere(self):
        for line, code, wanted in (
                ("run shoe --mark", 2, r"--mark=headers needs output kafka, and this is stdout"),
                ("run shoe --explain", 2, r"--explain needs output kafka"),
                ("run shoe --sent --file x", 2, r"--sent needs output kafka, and this is file"),
                ("run shoe --mark=tail", 2, r"'tail'.*headers"),
                ("run --embedded hello --mark=fields", 1, r"record 0 is no JSON object"),
                ("verify", 2, r"--topic"),
                ("verify -t x --expect shoe=5", 2, r"--expect needs --run"),
                ("verify -t x --run 1 --expect shoe=five", 2, r"expected EMITTER=NUMBER"),
                ("verify -t x --foreign a=b", 2, r"expected FIELD=TOPIC:FIELD"),
                ("verify -t x -b 127.0.0.1:1", 3, r"no broker answers at 127.0.0.1:1")):
            with self.subTest(line):
                self.assertRegex(self.run_line(line, code), wanted)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        program_test.PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(failed > 0)
