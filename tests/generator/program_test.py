#!/usr/bin/env python3
"""The program barnabas-gen as people use it: JR's command lines, every template, the runs.

    tests/generator/program_test.py build/release/bin/barnabas-gen
"""

import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
import unittest

import json_fields

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")
SECONDS = 120
NOON = "2026-05-17T12:00:00Z"

# Lines of JR's README, documentation and slides, each with what it must print.
JR_LINES = [
    ("template run net_device", r'\{\n"VLAN": "'),
    ("run net_device -n 3", r'(?s)(\{.*?\}\n){3}$'),
    ("run -n 2 net_device", r'"L7_PROTO_CATEGORY"'),
    ("run user --locale IT", r'"country": "IT"'),
    ("--locale IT template run user", r'"country": "IT"'),
    ("run --locale fr user", r'"country": "FR"'),
    ("run user --kcat -k '{{key \"KEY\" 20}}' -n 2", r'^KEY1?\d,\{.*\}\nKEY1?\d,\{.*\}\n$'),
    ("template run --embedded '{{name}}' -n 2", r"^\S.*\n\S.*\n$"),
    ("run --template '{{name}} {{surname}}'", r"^\S+ \S.*\n$"),
    ("template run --embedded '{{\"fooo\" | substr 0 3}}'", r"^foo\n$"),
    ("run net_device -n 2 -f 5ms -d 15ms", r'(?s)(\{.*?\}\n){6}$'),
    ("run net_device --oneline", r"^\{.*\}\n$"),
    ("run net_device -l -k '{{uuid}}' --outputTemplate '{{.K}} {{.V}}\n'", r"^[0-9a-f-]{36} \{"),
    ("run shoe -n 2", r'"brand"'),
    ("run shoe_customer", r'"zip_code"'),
    ("run shoe_order", r'"order_id": 1000,'),
    ("run shoe_clickstream", r'"page_url"'),
    ("template run user_with_key --kcat -n 2", r"^user_1,\{.*\nuser_2,\{"),
    ("template run net_device --seed 7 -n 1 --preload 2", r'(?s)(\{.*?\}\n){3}$'),
    ("run shoe_order -k '{{.Value.order_id}}' --kcat -n 2", r"^1000,\{.*\n1001,\{"),
    ("run --embedded x -k k --headers 'a={{.K}}{{.V}}' --headers b=2 --partition 3 --timestamp 5 "
     "--outputTemplate '{{.H}} {{.P}} {{.T}}'", r"^map\[a:kx b:2\] 3 5$"),
    ("run --embedded '{{.SetKey 5}}{{.AddHeader \"h\" 6}}v' --outputTemplate '{{.K}} {{.V}}{{.H}}'",
     r"^5 vmap\[h:6\]$"),
    ("run --embedded x --tombstone true", r"^null\n$"),
    ("run net_device -n 1000 --throughput max --threads 2 --seed 1", r'"L7_PROTO_CATEGORY"'),
    ("run --embedded x --throughput max -d 1ms", r"^x\nx\n"),
    ("template run --key '{{key \"ID\" 100}}' --outputTemplate '{{.K}} {{.V}}' net_device",
     r"^ID\d+ \{"),
    ("template run --embedded '{{integer 1 10 | inject 0.5 -0.001 }}'", r"^(\d|-0\.001)\n$"),
    ("template run --embedded '{{$bad_city:=regex \"[A-Z]{5}\"}}{{city | inject 0.5 $bad_city }}'",
     r"^\S.*\n$"),
    ("template run --embedded '{{random_string 3 10}}' -k '{{integer 1 5}}' -d 30ms -f 10ms -n 1 "
     "--kcat", r"^([1-4],\w{3,10}\n){3}$"),
    ("run --template '{{ip \"10.2.0.0/16\"}}' --kcat", r"^null,10\.2\.\d+\.\d+\n$"),
    ("man ip -r", r"Run: +10\.2\."),
    ("template list", r"(?m)^net_device$"),
    ("list", r"(?m)^shoestore_order$"),
    ("template list --fullPath -n", r"(?m)^user\.tpl"),
    ("template show net_device", r'"VLAN": "\{\{randoms'),
    ("show net_device -n", r'"VLAN": "\{\{randoms'),
    ("function list integer", r"(?s)Name: +integer\n.*Total functions: 1\n"),
    ("man name", r"Name: +name\n"),
    ("man -c finance", r"Name: +swift\n"),
    ("function list -f card", r"Name: +cardCVV\n"),
    ("man integer --run", r"Run: +1\d\n"),
    ("man -m now", r"## now\n"),
    ("emitter list", r"(?m)^shoestore$"),
    ("emitter list -f", r"(?m)^  shoestore_order$"),
    ("emitter show shoestore", r"(?s)shoestore_order.*frequency +500ms"),
    ("emitter run payment --dryrun --help", r"--dryrun"),
    ("producer list", r"(?m)^kafka "),
    ("producer list http", r"(?m)^  endpoint\.url "),
    ("schema user", r'(?s)"name": "User".*"name": "eyeColor",\s+"type": \{\s+"type": "enum"'),
    ("schema pizzastore_order --format protobuf", r"(?m)^  repeated Orderline orderlines = 6;$"),
    ("schema --embedded '{\"n\": [{{integer 1 9}}]}' --format json",
     r'(?s)"n".*"array".*"integer"'),
    ("server --help", r"7482"),
    ("version", r"^barnabas-gen \d"),
    ("help", r"Commands:"),
]

# Lines that are wrong, the exit code, and what the complaint must say.
WRONG_LINES = [
    ("run nett_device", 1, r"no template 'nett_device'.*'net_device'"),
    ("run --embedded '{{intger 1 2}}'", 1, r'"intger" not defined. Did you mean .integer.'),
    ("run --embedded '{{integer 5 5}}'", 1, r"value:1:2: .*the minimum must be below"),
    ("run net_device --ouput kafka", 2, r"unknown option '--ouput'. Did you mean '--output'"),
    ("run net_device -o kafak", 2, r"no output 'kafak'.*'kafka'"),
    ("run net_device -o gcs", 2, r"no output 'gcs' here.*use output s3"),
    ("run net_device --schemaRegistry", 2, r"give --output kafka"),
    ("run --embedded '{{nearby_gps_on_polyline 1}}' --geojson none.geojson", 1,
     r"none.geojson: cannot be read"),
    ("run --embedded '{{nearby_gps_on_polyline 1}}'", 1, r"no GeoJSON file: give one with --geo"),
    ("run net_device --cassandraConfig x", 2, r"no output cassandra here; use output exec"),
    ("run net_device -o http", 1, r"output http needs endpoint.url"),
    ("run net_device --output-property ttl=1h", 2, r"no output of this run has a property 'ttl'"),
    ("run net_device --transaction-records 0 -o kafka", 2, r"expected 1 or more"),
    ("run net_device -f often", 2, r"often"),
    ("run net_device --throughput fast", 2, r"'fast' is no throughput"),
    ("run net_device --shape ramp", 2, r"shape 'ramp' needs a throughput"),
    ("run net_device --throughput 1k/s --shape rampp", 2, r"no shape 'rampp'.*'ramp'"),
    ("run net_device --threads 0", 2, r"--threads: expected 1 to 256, found 0"),
    ("run net_device --start-at 5", 2, r"--start-at needs the --seed"),
    ("run net_device --start-at -5 --seed 1", 2, r"--start-at: expected 0 or more"),
    ("run net_device --headers trace", 2, r"trace"),
    ("run net_device -k '{{.Value.nothing}}'", 1, r"key of record 0: expected a field"),
    ("run net_device --partition p", 1, r"partition of record 0: expected.*found 'p'"),
    ("run net_device --locale atlantis", 1, r"atlantis"),
    ("run net_device -n -3", 2, r"0 or more"),
    ("run net_device -o file", 2, r"needs --file"),
    ("run net_device --now yesterday", 2, r"'yesterday' is neither"),
    ("run csv_user --csv none.csv", 1, r"none.csv: cannot be read"),
    ("run net_device -o kafka -b 127.0.0.1:1", 3, r"no broker answers.*bootstrap.servers"),
    ("run net_device -o kafka -X partitoner=random", 1, r"Did you mean 'partitioner'"),
    ("run net_device -o kafka -F none.properties", 1, r"none.properties: cannot be read"),
    ("run --embedded '{{$c := pick \"a\" \"zip\"}}'", 1, r"'zip' is no way to pick; write uniform"),
    ("run --embedded '{{$c := pick \"a\"}}'", 1, r"there are no 'a'; an emitter with \"entity\""),
    ("run --embedded '{{put \"a\" \"id\" 7}}{{(pick \"a\").nmae}}'", 1,
     r"'a' have no field 'nmae'; there are id"),
    ("run --embedded x --entity a", 1, r"must be JSON: expected a value at line 1, column 1"),
    ("run user --entity a", 1, r"its key, a text or a number, in the field 'id'; it has about"),
    ("run user --join-hit-rate most", 2, r"--join-hit-rate: 'most' is no share; write 0.95 or 95%"),
    ("run user --max-entities 0", 2, r"--max-entities: expected a number above 0"),
    ("run user --from soon", 2, r"--from: 'soon' is neither 2026-05-17T12:00:00Z"),
    ("run user --to now", 2, r"--to needs --from"),
    ("run user --from now --to now-1h -n 2", 2, r"--to: expected a time behind --from"),
    ("run user --from now-1h --to now", 2, r"--to needs a number of records to spread, -n N"),
    ("run user --from now -f 1s", 2, r"--from with a rate goes on for ever; say until when"),
    ("run user --from now --now 1", 2, r"both say when event time begins"),
    ("run user --time-warp fast", 2, r"'fast' is no factor above 0; write 60x"),
    ("run user --arrivals odd", 2, r"'odd' is not one of even|poisson"),
    ("run user --jitter -1s", 2, r"--jitter: '-1s' is negative"),
    ("run user --faults lost=1%", 2, r"'lost=1%': there are late, reorder"),
    ("emitter run shoestor", 1, r"no emitter group 'shoestor'.*'shoestore'"),
    ("function list intger", 1, r"no function 'intger'.*'integer'"),
    ("schema util_ip", 1, r"util_ip: no record has a value"),
    ("schema --embedded '{{name}}'", 1, r"record 0 is not JSON at line 1, column 1"),
    ("template check --embedded '{\"a\": {{integer 1 9}}'", 5, r"record 0 is not JSON, .*line 1"),
]

EMPTY = {"pizzastore_util", "util_ip", "util_userid"}
# Where JR's templates read lists so that records name what there is not: ours name real orders.
OTHER_LISTS = {"payment_transaction": {"get_v_from_list_at_index cardId"},
               "pizzastore_order_cancelled": {"random_v_from_list storeId"},
               "pizzastore_order_completed": {"random_v_from_list storeId"}}


def gen(line, cwd=None, stdin=""):
    """Runs a command line as a shell would; returns (exit code, stdout, stderr)."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("JR_")}
    environment.update(XDG_CONFIG_HOME="/nonexistent", XDG_DATA_HOME="/nonexistent", LC_ALL="C")
    done = subprocess.run(["bash", "-c", f'"$0" {line}', PROGRAM], cwd=cwd, input=stdin, text=True,
                          capture_output=True, timeout=SECONDS, env=environment)
    return done.returncode, done.stdout, done.stderr


def records(line, cwd=None):
    code, out, err = gen(line, cwd)
    if code != 0:
        raise AssertionError(f"{line}: exit code {code}\n{err}")
    return [json.loads(row) for row in out.splitlines()]


def statistic(err, name):
    return int(re.search(rf"^{re.escape(name)}: (\d+)$", err, re.M).group(1))


def places(locale):
    """City -> (pattern of postal codes, pattern of phone numbers, code of the region)."""
    found = {}
    with open(os.path.join(ROOT, "generator", "data", locale, "places.tsv"), encoding="utf-8") as f:
        columns = f.readline().rstrip("\n").split("\t")
        for line in f:
            row = dict(zip(columns, line.rstrip("\n").split("\t")))
            found.setdefault(row["city"], []).append(
                (row["postal_code"], row["phone"], row["region_code"]))
    return found


class Lines(unittest.TestCase):
    def test_jr_command_lines_work(self):
        for line, wanted in JR_LINES:
            with self.subTest(line):
                code, out, err = gen(line)
                self.assertEqual(code, 0, err)
                self.assertRegex(out, wanted)

    def test_what_is_wrong_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            for line, wanted_code, wanted in WRONG_LINES:
                with self.subTest(line):
                    code, out, err = gen(line, folder)
                    self.assertEqual(code, wanted_code, err)
                    self.assertRegex(err, wanted)

    def test_the_function_reference_is_current(self):
        with open(os.path.join(ROOT, "docs", "functions.md"), encoding="utf-8") as file:
            self.assertEqual(gen("man --markdown")[1], file.read(),
                             "write it: barnabas-gen man --markdown > docs/functions.md")

    def test_completions_know_commands_options_and_names(self):
        asked = [("", "run", "template", "emitter"), ("emitter run sh", "shoestore"),
                 ("run net_d", "net_device"), ("run --thr", "--throughput"),
                 ("completion z", "zsh")]
        lines = [f"source <('{PROGRAM}' completion bash)",
                 f"PATH=$(dirname '{PROGRAM}'):$PATH"]
        for words, *_ in asked:
            lines += [f"COMP_WORDS=(barnabas-gen {words or chr(39) * 2})",
                      "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))", "_barnabas_gen",
                      'echo "${COMPREPLY[@]}"']
        out = subprocess.run(["bash", "-c", "\n".join(lines)], text=True, capture_output=True,
                             timeout=SECONDS, check=True).stdout.splitlines()
        for (words, *wanted), given in zip(asked, out, strict=True):
            self.assertLessEqual(set(wanted), set(given.split()), words)
        self.assertNotIn("--gcsConfig", gen("completion bash")[1])
        for shell in ("zsh", "fish"):
            self.assertIn("emitter", gen(f"completion {shell}")[1])

    def test_help_shows_nothing_that_is_not_built(self):
        for line in ("--help", "run --help", "template --help", "emitter run --help"):
            code, out, _ = gen(line)
            self.assertEqual(code, 0)
            self.assertNotRegex(out, r"(?im)not built|cassandra")


class Templates(unittest.TestCase):
    def test_every_template_gives_json_in_every_locale(self):
        names = gen("template list")[1].split()
        self.assertEqual(len(names), 47)
        for name in names:
            for seed, locale in ((1, "us"), (2, "it"), (3, "ja")):
                with self.subTest(name, seed=seed, locale=locale):
                    made = records(f"run {name} -n 200 -l --seed {seed} --locale {locale}")
                    self.assertEqual(len(made), 0 if name in EMPTY else 200)

    def test_every_template_has_the_fields_of_jr_and_its_aliases_too(self):
        table = json_fields.read_table()
        names = gen("template list")[1].split()
        self.assertEqual(names, sorted(table))
        aliases = {"shoe": "shoestore_shoe", "shoe_customer": "shoestore_customer",
                   "shoe_order": "shoestore_order", "shoe_clickstream": "shoestore_clickstream"}
        for alias, name in aliases.items():
            table[alias] = (table[name][0], [])
        for run in [*json_fields.runs(names), list(aliases)]:
            for name, texts in self.made_together(run).items():
                with self.subTest(name):
                    wanted = table[name][0]
                    found = json_fields.fields(texts)
                    self.assertEqual(list(found.items()), list(wanted.items()))

    def made_together(self, names):
        emitters = [{"name": name, "valueTemplate": name, "num": 100, "oneline": True,
                     "outputTemplate": name + " {{.V}}\n",
                     "csv": name + ".csv" if name in json_fields.CSV else ""} for name in names]
        with tempfile.TemporaryDirectory() as folder:
            for name, text in json_fields.CSV.items():
                with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8") as file:
                    file.write(text)
            with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
                json.dump({"emitters": {"all": emitters}}, file)
            code, out, err = gen("emitter run all --seed 1", folder)
        self.assertEqual(code, 0, err)
        made = {name: [] for name in names}
        for line in out.splitlines():
            name, text = line.split(" ", 1)
            made[name].append(text)
        return made

    def test_every_template_uses_the_lists_counters_and_values_of_jr(self):
        for name, (_, used) in json_fields.read_table().items():
            ours = json_fields.calls(gen(f"template show {name} -n")[1])
            self.assertLessEqual(set(used) - OTHER_LISTS.get(name, set()), set(ours), name)

    def test_city_postal_code_phone_and_state_agree(self):
        for locale in ("us", "gb", "it", "fr", "de", "es", "pt-br", "nl", "ja"):
            known = places(locale)
            for record in records(f"run users_array_map -n 200 -l --seed 5 --locale {locale}"):
                contact = record["contactinfo"]
                self.assertTrue(any(
                    re.fullmatch(postal, contact["zipcode"])
                    and re.fullmatch(phone, contact["phone"]) and contact["state"] == region
                    for postal, phone, region in known[contact["city"]]), contact)

    def test_children_name_parents_that_there_are(self):
        config = {"emitters": {"mine": [
            {"name": "shoes", "preload": 20, "num": 0, "valueTemplate": "shoe"},
            {"name": "customers", "preload": 10, "num": 0, "valueTemplate": "shoe_customer"},
            {"name": "orders", "num": 200, "valueTemplate": "shoe_order"}]}}
        for emitter in config["emitters"]["mine"]:
            emitter["oneline"] = True
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
                json.dump(config, file)
            made = records("emitter run mine --seed 3", folder)
            self.assertEqual(made, records("emitter run mine --seed 3", folder))
        shoes = {record["id"] for record in made if "brand" in record}
        customers = {record["id"] for record in made if "email" in record}
        orders = [record for record in made if "order_id" in record]
        self.assertEqual([len(shoes), len(customers), len(orders)], [20, 10, 200])
        self.assertEqual([order["order_id"] for order in orders], list(range(1000, 1200)))
        self.assertTrue(all(order["product_id"] in shoes for order in orders))
        self.assertTrue(all(order["customer_id"] in customers for order in orders))


class Relations(unittest.TestCase):
    """The worked example of the documentation, as its reader runs it."""

    LINE = "emitter run orders --dryrun --seed 5 --from 2026-05-01 --to 2026-05-22"
    FOLDER = os.path.join(ROOT, "docs", "examples", "orders")

    def setUp(self):
        code, self.out, self.err = gen(self.LINE, self.FOLDER)
        self.assertEqual(code, 0, self.err)
        # A tombstone is written as null.
        self.records = [json.loads(line) for line in self.out.splitlines()]

    def test_orders_have_customers_lines_and_states_in_the_order_of_event_time(self):
        customers, orders, lines, seen = {}, {}, {}, []
        for record in self.records:
            if record is None:
                continue
            if "spends" in record:
                customers[record["id"]] = record
            elif "line" in record:
                lines.setdefault(record["order"], []).append(record)
            elif record.get("status") == "new":
                self.assertEqual(record["customer"], customers[record["customer"]["id"]])
                seen.append(record["at"])
                orders[record["id"]] = ["new"]
            else:
                self.assertEqual(record["status_before"], orders[record["id"]][-1])
                orders[record["id"]].append(record["status"])
        self.assertEqual(len(customers), 100)
        self.assertEqual(seen, sorted(seen))
        # Every minute in the mean, for three weeks.
        self.assertAlmostEqual(len(orders), 30240, delta=900)
        self.assertTrue(seen[0].startswith("2026-05-01") and seen[-1].startswith("2026-05-21"))
        for order, its in lines.items():
            numbers = [line["line"] for line in its]
            self.assertEqual(numbers, list(range(1, its[0]["of"] + 1)), order)
        self.assertEqual(set(lines), set(orders))
        ways = {}
        for states in orders.values():
            ways[" ".join(states)] = ways.get(" ".join(states), 0) + 1
        self.assertLessEqual(set(ways), {"new", "new paid", "new paid shipped", "new cancelled",
                                         "new paid shipped delivered"})
        self.assertAlmostEqual(ways["new cancelled"] / len(orders), 0.1, delta=0.01)
        # Forgotten after a week.
        self.assertGreater(self.records.count(None), 10000)

    def test_the_same_seed_makes_the_same_run(self):
        self.assertEqual(gen(self.LINE, self.FOLDER)[1], self.out)

    def test_an_emitter_without_its_entities_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            for emitters, wrong in [
                    ([{"name": "a", "embeddedTemplate": "x", "forEach": "ordres"},
                      {"name": "b", "embeddedTemplate": "x", "entity": "orders"}],
                     r"no emitter of this run has \"entity\": \"ordres\".*'orders'"),
                    ([{"name": "a", "embeddedTemplate": "x", "states": "a -> b"}],
                     r"\"states\" needs \"forEach\""),
                    ([{"name": "a", "embeddedTemplate": "x", "entity": "o"},
                      {"name": "b", "embeddedTemplate": "x", "forEach": "o",
                       "states": "a -> b afer 1s"}],
                     r"b: states: line 1, column 8: expected a probability.*found 'afer'"),
                    ([{"name": "a", "embeddedTemplate": "x", "joinHitRate": 7}],
                     r"emitters.g\[0\].joinHitRate: '7' is no share"),
                    ([{"name": "a", "embeddedTemplate": "x", "jitter": "-1s"}],
                     r"emitters.g\[0\].jitter: expected a duration that is not negative")]:
                with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
                    json.dump({"emitters": {"g": emitters}}, file)
                code, _, err = gen("emitter run g --dryrun", folder)
                self.assertEqual(code, 1, err)
                self.assertRegex(err, wrong)

    def test_memory_stays_flat_and_what_dangles_is_told(self):
        code, out, err = gen("run --embedded '{\"id\": {{counter \"i\" 1 1}}, \"up\": {{counter "
                             "\"i\" 0 0}}}' -n 300000 --entity things --max-entities 100 "
                             "--foreign up=things")
        self.assertEqual(code, 0, err)
        self.assertEqual(len(out.splitlines()), 300000)
        code, _, err = gen("run --embedded '{\"id\": {{counter \"i\" 1 1}}, \"up\": 7}' -n 5 "
                           "--entity things --foreign up=things")
        self.assertEqual(code, 1)
        self.assertRegex(err, r"5 dangling: the 'up' of embedded is no key of 'things', as '7'")


class EventTime(unittest.TestCase):
    def test_records_are_spread_and_the_clock_follows(self):
        line = ("run --embedded '{{now}} {{event_time \"%H:%M\"}}' -n 4 --from 2026-05-17 "
                "--to 2026-05-18 --outputTemplate '{{.T}} {{.V}}\n'")
        code, out, err = gen(line)
        self.assertEqual(code, 0, err)
        start = 1778976000000
        rows = [row.split(" ") for row in out.splitlines()]
        self.assertEqual([row[0] for row in rows], [str(start + i * 21600000) for i in range(4)])
        self.assertEqual([row[1] for row in rows], [row[0] for row in rows])

    def test_a_month_of_a_group_takes_no_month(self):
        code, out, err = gen("emitter run shoestore --dryrun --from 2026-05-01 "
                             "--to 2026-05-01T01:00:00Z")
        self.assertEqual(code, 0, err)
        # Orders twice, clicks ten times a second.
        self.assertEqual(out.count('"order_id"'), 7200)
        self.assertEqual(out.count('"page_url"'), 36000)

    def test_time_warp_waits_as_much_less(self):
        code, out, err = gen("run --embedded '{{now}}' -f 1m -d 5m --from 0 --time-warp 6000x")
        self.assertEqual(code, 0, err)
        self.assertEqual(out.split(), [str(i * 60000) for i in range(6)])

    def test_faults_are_counted_and_do_not_fail_the_run(self):
        line = ("run --embedded '{\"n\": {{counter \"n\" 0 1}}}' -n 5000 --seed 3 "
                "--from 2026-05-01 --to 2026-05-02 "
                "--faults late=1%:5m,reorder=2%,duplicate=1%,drop=1%,null=1%")
        code, out, err = gen(line)
        self.assertEqual(code, 0, err)
        told = {name: int(count) for count, name in
                re.findall(r"(\d+) (late|reordered|duplicated|dropped|null)", err)}
        rows = out.splitlines()
        self.assertEqual(len(rows), 5000 + told["duplicated"] - told["dropped"])
        self.assertEqual(rows.count("null"), told["null"])
        numbers = [json.loads(row)["n"] for row in rows if row != "null"]
        self.assertEqual(len(set(numbers)), 5000 - told["dropped"] - told["null"])
        self.assertRegex(err, r"Data NOT Delivered \(Objects\): 0")


class Runs(unittest.TestCase):
    def test_the_same_seed_makes_the_same_bytes(self):
        line = f"run user -n 500 --now {NOON} -k '{{{{uuid}}}}' --kcat --seed "
        first = gen(line + "7")[1]
        self.assertEqual(first, gen(line + "7")[1])
        self.assertNotEqual(first, gen(line + "8")[1])
        self.assertEqual(first.splitlines()[:200],
                         gen(line.replace("500", "200") + "7")[1].splitlines())

    def test_a_key_is_about_the_person_of_its_value(self):
        out = gen("run --embedded '{{name}} {{email}}' -k '{{name}}' --kcat -n 50")[1]
        for row in out.splitlines():
            key, value = row.split(",", 1)
            self.assertTrue(value.startswith(key + " "), row)

        out = gen("run --embedded '{{email}}' -k '{{email}}' --kcat -n 50")[1]
        for row in out.splitlines():
            self.assertEqual(*row.split(","))

    def test_threads_make_the_bytes_of_one(self):
        for name in ("net_device", "user", "shoe_order"):
            line = f"run {name} -n 3000 --preload 20 --now {NOON} --seed 5 -k '{{{{uuid}}}}'"
            whole = gen(line)[1]
            self.assertEqual(gen(line + " --threads 3")[1], whole)
            self.assertEqual(gen(line + " --threads 3 --kcat")[1], gen(line + " --kcat")[1])

    def test_a_run_goes_on_where_another_one_ended(self):
        config = {"emitters": {"shop": [
            {"name": "shoes", "preload": 20, "num": 1, "frequency": "10ms", "duration": "100ms",
             "valueTemplate": "shoe"},
            {"name": "orders", "throughput": "500/s", "num": 60, "valueTemplate": "shoe_order"}]}}
        with open(os.path.join(self.folder, "jrconfig.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)
        line = f"emitter run shop --seed 5 --now {NOON}"
        _, whole, err = gen(line, self.folder)
        self.assertIn("Goes on with: --seed 5 --start-at 90\n", err)
        _, rest, err = gen(f"{line} --start-at 47", self.folder)
        self.assertEqual(statistic(err, "Data Generated (Objects)"), 43)
        self.assertEqual(statistic(err, "Data NOT Generated (Objects)"), 0)
        self.assertTrue(whole.endswith(rest))

    def test_quiet_runs_say_what_is_wrong_and_nothing_else(self):
        self.assertEqual(gen("run net_device --quiet")[2], "")
        self.assertIn("No space left", gen("run net_device --quiet --file /dev/full")[2])

    def test_numbers_at_the_end_are_right(self):
        code, out, err = gen("run net_device -n 250 --preload 10 --seed 1")
        self.assertEqual(code, 0)
        self.assertEqual(statistic(err, "Data Generated (Objects)"), 260)
        self.assertEqual(statistic(err, "Data NOT Generated (Objects)"), 0)
        self.assertEqual(statistic(err, "Data Generated (bytes)"), len(out.encode()) - 260)
        self.assertEqual(statistic(err, "Data Delivered (Objects)"), 260)

    def test_a_throughput_is_kept(self):
        began = time.monotonic()
        code, out, _ = gen("run --embedded '{{uuid}}' -n 60 --throughput 200/s")
        passed = time.monotonic() - began
        self.assertEqual([code, len(out.splitlines())], [0, 60])
        self.assertGreater(passed, 0.25)
        code, out, _ = gen("run --embedded '{{uuid}}' --throughput 36kB/s -d 300ms")
        self.assertEqual(code, 0)
        self.assertTrue(100 < len(out.splitlines()) < 500, len(out.splitlines()))

    def test_ctrl_c_ends_a_run_with_everything_delivered(self):
        for signal in ("INT", "TERM"):
            code, out, err = gen(f"run net_device -l -n 2000000000 > out.txt & sleep 0.3; "
                                 f"kill -{signal} $!; wait $!; code=$?; tail -c 200 out.txt; "
                                 f"wc -l < out.txt; exit $code", self.folder)
            self.assertEqual(code, 0, err)
            self.assertRegex(out, r"\}\n\d+\n$")
            self.assertEqual(int(out.split()[-1]), statistic(err, "Data Delivered (Objects)"))
            self.assertGreater(statistic(err, "Data NOT Generated (Objects)"), 0)

    def test_ctrl_c_ends_a_record_without_end(self):
        process = subprocess.Popen(
            [PROGRAM, "run", "--embedded", "{{range 1000000000000}}{{end}}x"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        used = 0
        while used < 0.3 * os.sysconf("SC_CLK_TCK"):  # then it is in the middle of the record
            time.sleep(0.05)
            with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
                used = int(file.read().rsplit(")", 1)[1].split()[11])
        process.send_signal(2)
        err = process.communicate(timeout=SECONDS)[1]
        self.assertEqual(process.returncode, 1)
        self.assertIn("stopped before its end", err)
        self.assertEqual(statistic(err, "Data Generated (Objects)"), 0)

    def on_terminal(self, arguments, until):
        """Runs with stderr on a terminal, and ends it with Ctrl-C once it has shown `until`."""
        master, slave = pty.openpty()
        with open(os.devnull, "wb") as nowhere:
            process = subprocess.Popen([PROGRAM, *arguments], stdout=nowhere, stderr=slave,
                                       env={**os.environ, "TERM": "xterm"})
        os.close(slave)
        shown = ""
        while True:
            try:
                shown += os.read(master, 65536).decode()
            except OSError:  # Linux: the other end is closed
                break
            if until and re.search(until, shown):
                process.send_signal(2)
                until = None
        os.close(master)
        return process.wait(SECONDS), shown

    def test_a_terminal_shows_how_far_a_run_is(self):
        line = r"\d\d:\d\d \d+ records \d+k?/s.*, delivered \d+, failed 0, waiting \d+"
        code, shown = self.on_terminal(["run", "user", "--throughput", "max"],
                                       f"{line}.*\r.*{line}")
        self.assertEqual(code, 0)
        # The line is gone before the numbers come.
        self.assertRegex(shown, r"\r\x1b\[KElapsed time: ")
        self.assertNotIn("\x1b", shown[shown.index("Elapsed time"):])

    def test_a_quiet_terminal_shows_nothing(self):
        code, shown = self.on_terminal(["run", "user", "-n", "300000", "--quiet"], None)
        self.assertEqual((code, shown), (0, ""))

    def test_a_reader_that_goes_ends_a_run_with_a_count(self):
        code, out, err = gen("run net_device -n 2000000000 | head -c 100; exit ${PIPESTATUS[0]}")
        self.assertEqual(code, 1)
        self.assertIn("stdout: its reader has gone", err)
        self.assertGreater(statistic(err, "Data NOT Delivered (Objects)"), 0)

    @unittest.skipUnless(os.path.exists("/dev/full"), "only Linux has a disk that is always full")
    def test_a_full_disk_is_said_and_counted(self):
        code, _, err = gen("run net_device -n 5 --file /dev/full")
        self.assertEqual(code, 1)
        self.assertRegex(err, r"/dev/full: cannot be written: No space left")
        self.assertEqual(statistic(err, "Data NOT Delivered (Objects)"), 5)

    def test_a_file_holds_what_was_made(self):
        self.assertEqual(gen("run net_device -l -n 50 --file out.json", self.folder)[0], 0)
        with open(os.path.join(self.folder, "out.json"), encoding="utf-8") as file:
            self.assertEqual(len([json.loads(row) for row in file]), 50)

    def test_rows_of_a_csv_file_come_in_turn(self):
        with open(os.path.join(self.folder, "people.csv"), "w", encoding="utf-8") as file:
            file.write('\ufeffNAME , SURNAME\n"Ann, the first",Lee\n"Bo ""B""",Ray\n')
        _, out, _ = gen("run --embedded '{{fromcsv \"NAME\"}}/{{fromcsv \"SURNAME\"}}' "
                        "--csv people.csv -n 3", self.folder)
        self.assertEqual(out, 'Ann, the first/Lee\nBo "B"/Ray\nAnn, the first/Lee\n')

    def test_templates_and_data_of_a_directory_come_first(self):
        templates = os.path.join(self.folder, "templates")
        data = os.path.join(templates, "data", "us")
        os.makedirs(data)
        with open(os.path.join(templates, "mine.tpl"), "w", encoding="utf-8") as file:
            file.write('\ufeff{{from "pet"}}')
        with open(os.path.join(data, "pet"), "w", encoding="utf-8") as file:
            file.write("cat\n")
        self.assertEqual(gen("run mine --jr_system_dir .", self.folder)[:2], (0, "cat\n"))
        self.assertEqual(gen("--jr_system_dir . run mine", self.folder)[:2], (0, "cat\n"))

    def test_cities_of_the_users_have_no_places_of_ours(self):
        data = os.path.join(self.folder, "data", "us")
        os.makedirs(data)
        for name, lines in (("city", ["Oz"] * 300), ("zip", ["1[0-9]", "2[0-9]"]),
                            ("mobile_phone", ["(1"])):
            with open(os.path.join(data, name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        code, out, err = gen("run --embedded '{{city}}|{{zip}}|{{latitude}}|{{state}}' -n 300 "
                             "--templates .", self.folder)
        self.assertEqual(code, 0)
        self.assertIn("data set 'mobile_phone': entry 0 stays empty: error parsing regexp", err)
        rows = [row.split("|") for row in out.splitlines()]
        self.assertTrue(all(re.fullmatch("[12][0-9]", row[1]) and row[3] for row in rows), rows)
        self.assertGreater(max(float(row[2]) for row in rows), 75)
        self.assertLess(min(float(row[2]) for row in rows), -75)

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name

    def tearDown(self):
        self.temporary.cleanup()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(failed > 0)
