#!/usr/bin/env python3
"""What the generator ships is consistent: its locale data, its templates, its emitter groups.

Run from anywhere: tests/generator/data_test.py. The last line counts the cases.
"""

import collections
import glob
import json
import os
import random
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import patterns  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "generator", "data")
TEMPLATES = os.path.join(ROOT, "generator", "templates")
EMITTERS = os.path.join(ROOT, "generator", "emitters", "jrconfig.json")

LOCALES = ["us", "gb", "it", "fr", "de", "es", "pt-br", "nl", "ja"]
# Smallest and greatest latitude and longitude of a country, islands included.
BOXES = {
    "us": (18.9, 71.4, -179.2, -66.9), "gb": (49.8, 60.9, -8.7, 1.8), "it": (35.4, 47.1, 6.6, 18.6),
    "fr": (41.3, 51.1, -5.2, 9.6), "de": (47.2, 55.1, 5.8, 15.1), "es": (27.6, 43.8, -18.2, 4.4),
    "pt-br": (-33.8, 5.3, -74.0, -34.7), "nl": (50.7, 53.6, 3.3, 7.3),
    "ja": (24.0, 45.6, 122.9, 146.0),
}
POSTAL = {
    "us": r"\d{5}", "gb": r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}", "it": r"\d{5}",
    "fr": r"\d{5}", "de": r"\d{5}", "es": r"\d{5}", "pt-br": r"\d{5}-\d{3}",
    "nl": r"[1-9]\d{3} [A-Z]{2}", "ja": r"\d{3}-\d{4}",
}
# Digits of a number as it is dialled inside the country.
PHONE_DIGITS = {"us": (10, 10), "gb": (10, 11), "it": (9, 10), "fr": (10, 10), "de": (10, 11),
                "es": (9, 9), "pt-br": (10, 10), "nl": (10, 10), "ja": (10, 10)}
PLACE_COLUMNS = ["city", "region", "region_code", "postal_code", "area_code", "phone", "latitude",
                 "longitude", "weight"]
PER_LOCALE = ["places", "state", "name_m", "name_f", "surname", "street", "company",
              "email_provider", "actor", "director", "movie", "beer", "wine"]
ONLY_US = ["country", "cool_name", "sport_brand", "stock_symbol", "tag", "sport", "animal",
           "colour"]
JR_SETS = """actor beer capital city company cool_name country country_code director film
    mail_provider mobile_phone movie nameF nameM phone regione sport_brand state state_short
    stock_symbol street surname tag wine zip""".split()

TEMPLATE_NAMES = """csv_product csv_user finance_stock_trade fleet_mgmt_sensors
    fleetmgmt_description fleetmgmt_location fleetmgmt_sensor gaming_game gaming_player
    gaming_player_activity insurance_customer insurance_customer_activity insurance_offer
    inventorymgmt_inventory inventorymgmt_product iot_device_information
    marketing_campaign_finance net_device payment_credit_card payment_transaction payroll_bonus
    payroll_employee payroll_employee_location pizzastore_order pizzastore_order_cancelled
    pizzastore_order_completed pizzastore_util shoestore_clickstream shoestore_customer
    shoestore_order shoestore_shoe shopping_order shopping_purchase shopping_rating siem_log store
    syslog_log user user_with_key users users_array_map util_ip util_userid
    webanalytics_clickstream webanalytics_code webanalytics_page_view webanalytics_user""".split()
GROUPS = """shoe shoestore stock fleetmgmt gaming insurance inventorymgmt iot marketing payment
    payroll pizzastore shopping siem webanalytics""".split()

JR_FUNCTIONS = set("""
    atoi itoa concat first firstword from from_at from_n from_shuffle index_of join len lower upper
    title lorem markov sentence sentence_prefix random randoms random_index random_string
    random_string_vocabulary regex repeat replaceall split squeeze squeezechars substr trim
    trimchars
    add sub mul div mod add64 sub64 mul64 div64 mod64 min max minint maxint minint64 maxint64
    integer integer64 floating format_float
    now now_add now_sub just_passed format_timestamp unix_time_stamp unix_time_stamp_ms past future
    recent soon birthdate date_between dates_between
    name name_m name_f surname gender middlename company email email_provider email_work ssn cf
    user username
    building cardinal capital capital_at city city_at zip zip_at country country_random country_at
    state state_at state_short state_short_at street latitude longitude nearby_gps
    nearby_gps_into_polygon nearby_gps_into_polygon_without_start nearby_gps_on_polyline
    phone phone_at mobile_phone mobile_phone_at country_code country_code_at imei
    account amount card cardCVV cusip isin sedol wkn valor swift stock_symbol bitcoin ethereum
    http_method ip ipv6 mac ip_known_port ip_known_protocol password useragent image image_of
    counter key uuid bool yesorno array inject seed fromcsv
    set_v get_v add_v_to_list random_v_from_list random_n_v_from_list get_v_from_list_at_index
    get_list get_first_n_in_list""".split())
LANGUAGE = {"if", "else", "end", "range", "with", "index", "print", "printf", "eq", "lt", "not"}


def table(path):
    """The rows of a .tsv file as dictionaries; a malformed file is a failure that names it."""
    with open(path, "rb") as file:
        raw = file.read()
    name = os.path.relpath(path, ROOT)
    text = raw.decode("utf-8")
    if not text.endswith("\n") or "\r" in text:
        raise AssertionError(f"{name}: lines end with one newline each")
    lines = text[:-1].split("\n")
    columns = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise AssertionError(f"{name}:{number}: {len(cells)} cells, {len(columns)} columns")
        if any(cell != cell.strip() for cell in cells):
            raise AssertionError(f"{name}:{number}: space at an end of a cell")
        rows.append(dict(zip(columns, cells)))
    return columns, rows


def data(locale, name):
    return table(os.path.join(DATA, locale, name + ".tsv"))


def template(name):
    with open(os.path.join(TEMPLATES, name + ".tpl"), encoding="utf-8") as file:
        return file.read()


ACTION = re.compile(r'\{\{((?:"(?:\\.|[^"\\])*"|[^"}]|\}(?!\}))*)\}\}')


def actions(text):
    """What stands between {{ and }}, without the trim markers."""
    return [match.group(1).strip("- \n") for match in ACTION.finditer(text)]


def without_actions(text):
    return ACTION.sub("", text)


class Data(unittest.TestCase):
    def test_every_file_is_a_table_without_empty_or_double_rows(self):
        for path in glob.glob(os.path.join(DATA, "**", "*.tsv"), recursive=True):
            columns, rows = table(path)
            name = os.path.relpath(path, DATA)
            self.assertTrue(rows, name)
            self.assertEqual(len(columns), len(set(columns)), name)
            key = (lambda row: (row["city"], row["region"])) if name.endswith("places.tsv") else (
                lambda row: row[columns[0]])
            double = [k for k, n in collections.Counter(map(key, rows)).items() if n > 1]
            self.assertEqual([], double, name)
            for row in rows:
                self.assertTrue(row[columns[0]], name)
                if "weight" in row:
                    self.assertGreater(int(row["weight"]), 0, f"{name}: {row}")

    def test_each_locale_has_its_files(self):
        _, locales = table(os.path.join(DATA, "locales.tsv"))
        self.assertEqual(LOCALES, [row["locale"] for row in locales])
        names = [row["locale"] for row in locales]
        names += " ".join(row["aliases"] for row in locales).split()
        self.assertEqual(len(names), len(set(names)), "an alias is the name of one locale")
        for locale in LOCALES:
            files = {os.path.basename(p)[:-4] for p in glob.glob(f"{DATA}/{locale}/*.tsv")}
            self.assertEqual(set(PER_LOCALE + (ONLY_US if locale == "us" else [])), files, locale)

    def test_lists_are_long_enough(self):
        for locale in LOCALES:
            for name in ("name_m", "name_f", "surname"):
                self.assertGreaterEqual(len(data(locale, name)[1]), 100, f"{locale} {name}")
            self.assertGreaterEqual(len(data(locale, "places")[1]), 120 if locale == "us" else 60)

    def test_places_have_their_columns_and_lie_in_their_country(self):
        for locale in LOCALES:
            columns, rows = data(locale, "places")
            self.assertEqual(PLACE_COLUMNS, columns[:len(PLACE_COLUMNS)], locale)
            south, north, west, east = BOXES[locale]
            for row in rows:
                where = f"{locale}: {row['city']}"
                self.assertRegex(row["latitude"], r"^-?\d+\.\d{4}$", where)
                self.assertRegex(row["longitude"], r"^-?\d+\.\d{4}$", where)
                self.assertTrue(south <= float(row["latitude"]) <= north, where)
                self.assertTrue(west <= float(row["longitude"]) <= east, where)

    def test_two_places_of_a_locale_are_not_the_same_spot(self):
        for locale in LOCALES:
            spots = [(r["latitude"], r["longitude"]) for r in data(locale, "places")[1]]
            self.assertEqual(len(spots), len(set(spots)), locale)

    def test_regions_of_places_are_states_of_the_locale(self):
        for locale in LOCALES:
            states = {r["short"]: r["state"] for r in data(locale, "state")[1]}
            self.assertEqual(len(states), len(data(locale, "state")[1]), locale)
            used = set()
            for row in data(locale, "places")[1]:
                self.assertEqual(row["region"], states.get(row["region_code"]), row)
                used.add(row["region_code"])
            self.assertEqual(set(states), used, f"{locale}: each state has a place")

    def test_postal_patterns_make_valid_codes_that_no_other_place_makes(self):
        draw = random.Random(1)
        for locale in LOCALES:
            rows = data(locale, "places")[1]
            compiled = [(row["city"], re.compile(row["postal_code"])) for row in rows]
            for row in rows:
                for _ in range(30):
                    code = patterns.expand(row["postal_code"], draw)
                    self.assertRegex(code, f"^(?:{POSTAL[locale]})$", row["city"])
                    owners = [city for city, regex in compiled if regex.fullmatch(code)]
                    self.assertEqual([row["city"]], owners, f"{locale} {code}")

    def test_phone_patterns_start_with_the_area_code_and_have_the_right_length(self):
        draw = random.Random(2)
        for locale in LOCALES:
            low, high = PHONE_DIGITS[locale]
            for row in data(locale, "places")[1]:
                areas = row["area_code"].split() if locale == "us" else [
                    row["area_code"].replace(" ", "")]
                for _ in range(10):
                    digits = re.sub(r"\D", "", patterns.expand(row["phone"], draw))
                    where = f"{locale} {row['city']} {digits}"
                    self.assertTrue(digits.startswith(areas[0]) or locale == "us", where)
                    self.assertTrue(low <= len(digits) <= high, where)

    def test_countries_are_those_of_iso_3166(self):
        columns, rows = data("us", "country")
        self.assertEqual(["code", "code3", "numeric", "name", "calling_code", "mobile", "capital"],
                         columns)
        self.assertEqual(249, len(rows))
        codes = [row["code"] for row in rows]
        self.assertEqual(sorted(codes), codes, "index_of searches this set")
        draw = random.Random(3)
        for row in rows:
            self.assertRegex(row["code"], r"^[A-Z]{2}$")
            self.assertRegex(row["code3"], r"^[A-Z]{3}$")
            self.assertRegex(row["numeric"], r"^\d{3}$")
            self.assertRegex(row["calling_code"], r"^\+([2-9]\d{0,2}|1(\d{3})?)$")
            if row["mobile"]:
                digits = re.sub(r"\D", "", patterns.expand(row["mobile"], draw))
                self.assertTrue(4 <= len(digits) <= 12, row)
        for column in ("code3", "numeric", "name"):
            self.assertEqual(249, len({row[column] for row in rows}), column)
        for locale in table(os.path.join(DATA, "locales.tsv"))[1]:
            self.assertIn(locale["country"], codes)

    def test_every_set_name_leads_to_a_column(self):
        columns, rows = table(os.path.join(DATA, "sets.tsv"))
        self.assertEqual(["set", "file", "column"], columns)
        self.assertEqual([], [name for name in JR_SETS if name not in {r["set"] for r in rows}])
        for row in rows:
            homes = [l for l in LOCALES if os.path.exists(f"{DATA}/{l}/{row['file']}.tsv")]
            self.assertTrue(homes, row)
            holders = [l for l in homes if row["column"] in data(l, row["file"])[0]]
            self.assertEqual(["ja"] if row["set"].endswith("_native") else homes, holders, row)

    def test_streets_contain_their_type(self):
        for locale in LOCALES:
            for row in data(locale, "street")[1]:
                self.assertIn(row["type"].lower(), row["street"].lower())

    def test_words_hold_nothing_that_breaks_a_json_string_or_a_choice(self):
        for path in glob.glob(os.path.join(DATA, "*", "*.tsv")):
            columns, rows = table(path)
            for row in rows:
                for column in set(columns) - {"postal_code", "phone", "mobile"}:
                    self.assertNotRegex(row[column], r'["\\|\x00-\x1f]', path)

    def test_japanese_has_native_columns(self):
        for name in ("places", "state", "name_m", "name_f", "surname", "street", "company"):
            columns, rows = data("ja", name)
            native = [column for column in columns if column.endswith("_native")]
            self.assertTrue(native, name)
            for row in rows:
                for column in native:
                    self.assertRegex(row[column], r"[\u3040-\u30ff\u4e00-\u9fff]", row)


class Templates(unittest.TestCase):
    def test_all_of_them_exist(self):
        paths = glob.glob(os.path.join(TEMPLATES, "*.tpl"))
        files = sorted(os.path.basename(path)[:-4] for path in paths)
        self.assertEqual(sorted(TEMPLATE_NAMES), files)
        self.assertEqual(47, len(files))

    def test_aliases_lead_to_templates_and_hide_none(self):
        columns, rows = table(os.path.join(TEMPLATES, "aliases.tsv"))
        self.assertEqual(["alias", "template"], columns)
        for row in rows:
            self.assertIn(row["template"], TEMPLATE_NAMES)
            self.assertNotIn(row["alias"], TEMPLATE_NAMES)
        names = {row["alias"] for row in rows}
        self.assertLessEqual({"shoe", "shoe_customer", "shoe_order", "shoe_clickstream"}, names)

    def test_a_record_begins_and_ends_with_its_braces_and_util_prints_nothing(self):
        for name in TEMPLATE_NAMES:
            literal = re.sub(r"\s*\{\{-", "{{", re.sub(r"-\}\}\s*", "}}", template(name)))
            literal = without_actions(literal)
            if "util" in name:
                self.assertEqual("", literal, name)
                continue
            self.assertTrue(literal.startswith("{"), name)
            self.assertTrue(literal.endswith("}"), f"{name}: no newline at the end")

    def test_braces_quotes_and_brackets_balance(self):
        for name in TEMPLATE_NAMES:
            text = template(name)
            literal = without_actions(text)
            for left, right in ("{}", "[]"):
                self.assertEqual(literal.count(left), literal.count(right), f"{name}: {left}")
            self.assertEqual(0, literal.count('"') % 2, name)
            opened = 0
            for action in actions(text):
                bare = re.sub(r'"(?:\\.|[^"\\])*"', "", action)
                self.assertEqual(bare.count("("), bare.count(")"), f"{name}: {action}")
                opened += bool(re.match(r"(if|range|with)\b", bare)) - (bare == "end")
                self.assertGreaterEqual(opened, 0, name)
            self.assertEqual(0, opened, name)

    def test_they_call_only_functions_that_jr_has(self):
        self.assertEqual(150, len(JR_FUNCTIONS))
        for name in TEMPLATE_NAMES:
            for action in actions(template(name)):
                bare = re.sub(r'"(?:\\.|[^"\\])*"', "", action)
                words = re.findall(r"(?<![\w$.])[A-Za-z_]\w*", bare)
                unknown = set(words) - JR_FUNCTIONS - LANGUAGE
                self.assertEqual(set(), unknown, f"{name}: {action}")

    def test_variables_are_declared_before_use(self):
        for name in TEMPLATE_NAMES:
            declared = set()
            for action in actions(template(name)):
                bare = re.sub(r'"(?:\\.|[^"\\])*"', "", action)
                declares = re.match(r"(?:range\s+)?((?:\$\w+\s*,\s*)?\$\w+)\s*:=", bare)
                new = set(re.findall(r"\$\w+", declares.group(1))) if declares else set()
                used = set(re.findall(r"\$\w+", bare)) - new
                self.assertLessEqual(used, declared, f"{name}: {action}")
                declared |= new

    def test_lists_that_are_read_are_written_by_some_template(self):
        written, read = set(), {}
        for name in TEMPLATE_NAMES:
            text = template(name)
            written |= set(re.findall(r'add_v_to_list "(\w+)"', text))
            for used in re.findall(r'(?:random_v_from_list|list_at_index) "(\w+)"', text):
                read.setdefault(used, name)
        self.assertEqual({}, {k: v for k, v in read.items() if k not in written})


class Emitters(unittest.TestCase):
    def setUp(self):
        with open(EMITTERS, encoding="utf-8") as file:
            self.config = json.load(file)

    def test_the_groups_are_jrs(self):
        self.assertEqual(GROUPS, list(self.config["emitters"]))
        self.assertEqual(15, len(GROUPS))
        self.assertEqual(43, sum(map(len, self.config["emitters"].values())))

    def test_each_emitter_is_complete_and_its_template_exists(self):
        keys = ["name", "locale", "num", "frequency", "duration", "preload", "valueTemplate",
                "output", "keyTemplate", "outputTemplate", "topic"]
        for group, emitters in self.config["emitters"].items():
            names = [emitter["name"] for emitter in emitters]
            self.assertEqual(len(names), len(set(names)), group)
            for emitter in emitters:
                self.assertEqual(keys, list(emitter), f"{group}: {emitter['name']}")
                self.assertIn(emitter["valueTemplate"], TEMPLATE_NAMES)
                self.assertRegex(emitter["frequency"], r"^\d+(ms|s)$")
                self.assertRegex(emitter["duration"], r"^\d+(ms|s)$")
                self.assertIn(emitter["output"], ("kafka", "stdout"))

    def test_what_a_group_reads_from_lists_the_group_has_written(self):
        outside = {}
        for group, emitters in self.config["emitters"].items():
            texts = [template(emitter["valueTemplate"]) for emitter in emitters]
            written = {w for t in texts for w in re.findall(r'add_v_to_list "(\w+)"', t)}
            read = {r for t in texts
                    for r in re.findall(r'(?:random_v_from_list|list_at_index) "(\w+)"', t)}
            if read - written:
                outside[group] = read - written
        self.assertEqual({}, outside)


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
