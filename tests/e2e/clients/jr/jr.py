"""JR's directory under our program, and our templates beside JR's: see run."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))))
sys.path.insert(0, os.path.join(ROOT, "tests", "generator"))

import json_fields

GENERATOR = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")
SECONDS = 120
LOCALES = ("us", "uk", "it", "fr", "de", "es")
SILENT = {"pizzastore_util", "util_ip", "util_userid"}


def gen(*words, cwd=None, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JR_")}
    clean.update(XDG_CONFIG_HOME="/nonexistent", XDG_DATA_HOME="/nonexistent", **environment)
    return subprocess.Popen([GENERATOR, *words], cwd=cwd, env=clean, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def output_of(process, what):
    out, err = process.communicate(timeout=SECONDS)
    if process.returncode != 0:
        raise AssertionError(f"{what}: exit code {process.returncode}: {err.strip()[:300]}")
    return out


def values(text):
    """The JSON texts that stand one behind the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        _, end = decoder.raw_decode(text, at)
        found.append(text[at:end])
        at = end
    return found


@contextlib.contextmanager
def check(name):
    try:
        yield
        print("ok", name, flush=True)
    except (AssertionError, ValueError, KeyError, OSError, subprocess.SubprocessError) as error:
        print(f"not ok {name}: {str(error).replace(chr(10), ' ')[:600]}", flush=True)


class Directory:
    """JR's module as JR installs it: templates, and beside them jrconfig.json."""

    def __init__(self, module, folder):
        self.system = folder
        self.templates = os.path.join(module, "templates")
        os.symlink(self.templates, os.path.join(folder, "templates"))
        os.symlink(os.path.join(module, "config", "jrconfig.json"),
                   os.path.join(folder, "jrconfig.json"))
        self.names = sorted(name[:-4] for name in os.listdir(self.templates)
                            if name.endswith(".tpl"))

    def text(self, name):
        with open(os.path.join(self.templates, name + ".tpl"), encoding="utf-8") as file:
            return file.read()

    def lines(self, locale, name):
        with open(os.path.join(self.templates, "data", locale, name), encoding="utf-8") as file:
            return file.read().split("\n")


def table_of_jr(directory, render, folder):
    """What JR itself makes of its templates."""
    table = {name: ({}, json_fields.calls(directory.text(name))) for name in directory.names}
    for names in json_fields.runs(directory.names):
        words = [directory.system]
        if names[0] in json_fields.CSV:
            words += ["--csv", csv_file(folder, names[0])]
        done = subprocess.run([render, *words, *(f"{name}=100" for name in names)], check=True,
                              capture_output=True, text=True, timeout=SECONDS)
        made = {}
        for line in done.stdout.splitlines():
            record = json.loads(line)
            if record["value"].strip():
                made.setdefault(record["template"], []).append(record["value"])
        for name, texts in made.items():
            table[name][0].update(json_fields.fields(texts))
    return table


def csv_file(folder, name):
    path = os.path.join(folder, name + ".csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json_fields.CSV[name])
    return path


def check_templates(directory, folder, locale):
    """All of JR's templates by our program: with their lists filled as JR's emitters do it."""
    for names in json_fields.runs(directory.names):
        emitters = [{"name": name, "valueTemplate": name, "locale": locale, "num": 100,
                     "outputTemplate": name + " {{.V}}\n",
                     "csv": csv_file(folder, name) if name in json_fields.CSV else ""}
                    for name in names]
        group = os.path.join(folder, "jrconfig.json")
        with open(group, "w", encoding="utf-8") as file:
            json.dump({"emitters": {"all": emitters}}, file)
        out = output_of(gen("emitter", "run", "all", "--dryrun", "--seed", "1", "--templates",
                            directory.templates, cwd=folder), locale)
        parts = re.split(rf"(?m)^({'|'.join(map(re.escape, names))}) ", out)
        made = {name: [] for name in names}
        for name, text in zip(parts[1::2], parts[2::2]):
            made[name].append(text)
        for name, texts in made.items():
            if name in SILENT:
                continue
            if len(texts) != 100:
                raise AssertionError(f"{name}: {len(texts)} records of 100")
            json_fields.fields(texts)


def check_emitters(directory, folder):
    """Every group of JR's jrconfig.json, unchanged, all at once: each takes its half minute."""
    with open(os.path.join(directory.system, "jrconfig.json"), encoding="utf-8") as file:
        groups = json.load(file)["emitters"]
    running = {name: gen("emitter", "run", name, "--dryrun", cwd=folder,
                         JR_SYSTEM_DIR=directory.system) for name in groups}
    for name, process in running.items():
        with check(f"emitter run {name}"):
            made = values(output_of(process, name))
            if len(made) < 50:
                raise AssertionError(f"only {len(made)} records")


def expect(text, pattern):
    if not re.fullmatch(pattern, text):
        raise AssertionError(f"{text!r} is not {pattern}")


def main():
    module, render = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as system, tempfile.TemporaryDirectory() as folder:
        directory = Directory(module, system)
        if sys.argv[3:] == ["--record"]:
            json_fields.write_table(table_of_jr(directory, render, folder))
            return
        with check("JR's templates have the fields that are recorded"):
            table, recorded = table_of_jr(directory, render, folder), json_fields.read_table()
            for name in sorted(set(table) | set(recorded)):
                if table.get(name) != recorded.get(name):
                    raise AssertionError(f"{name}: {table.get(name)} not {recorded.get(name)}")
        for locale in LOCALES:
            with check(f"every template with --templates, locale {locale}"):
                check_templates(directory, folder, locale)
        os.remove(os.path.join(folder, "jrconfig.json"))
        for variable in ("JR_SYSTEM_DIR", "JR_USER_DIR"):
            with check(f"templates and data of {variable}"):
                where = {variable: directory.system}
                shown = output_of(gen("template", "show", "user", "-n", cwd=folder, **where), "")
                expect(shown.strip(), re.escape(directory.text("user").strip()))
                regione = gen("run", "--embedded", '{{from "regione"}}', "--locale", "it", **where)
                if output_of(regione, "regione").strip() not in directory.lines("it", "regione"):
                    raise AssertionError("regione is not out of JR's data")
                place = gen("run", "--embedded", "{{city}}|{{zip}}", "--locale", "fr", "-n", "50",
                            **where)
                cities = [line.split("|")[0] for line in output_of(place, "city").splitlines()]
                if not set(cities) <= set(directory.lines("fr", "city")):
                    raise AssertionError(f"cities are not out of JR's data: {cities}")
        check_emitters(directory, folder)


main()
