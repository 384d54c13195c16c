#!/usr/bin/env python3
"""`barnabas-gen server`: JR's REST paths, what keeps strangers out, and how runs are steered.

    tests/generator/server_test.py build/release/bin/barnabas-gen
"""

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server_harness import SECONDS, Server

PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))), "build", "release", "bin", "barnabas-gen")
ENDLESS = "{{range 1000000000000}}{{end}}"
GREEDY = "{{range 160000}}" + "x" * 4000 + "{{end}}"


class ServerCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM)
        cls.ask, cls.json = cls.server.ask, cls.server.json

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def until(self, name, wanted):
        """Waits until the status is as wanted, and returns it."""
        deadline = time.monotonic() + SECONDS
        while True:
            status = self.server.status(name)
            if wanted(status):
                return status
            self.assertLess(time.monotonic(), deadline, status)
            time.sleep(0.02)

    def add(self, name, template, **more):
        return self.json("POST", "/emitters", {"name": name, "embeddedTemplate": template, **more},
                         wanted=201)


class Paths(ServerCase):
    def test_the_list_has_what_jrconfig_has(self):
        listed = {each["name"]: each for each in self.json("GET", "/emitters")}
        self.assertEqual(listed["shoestore_order"]["frequency"], "500ms")
        self.assertEqual(listed["shoestore_order"]["group"], "shoestore")
        self.assertEqual(listed["shoestore_order"]["status"]["state"], "stopped")
        self.assertEqual(self.json("GET", "/emitters/"), list(listed.values()))
        self.assertIn("shoestore_shoe", self.json("GET", "/groups")["shoestore"])

    def test_emitters_are_added_changed_and_deleted(self):
        added = self.add("mine", "{{integer 1 9}}", num=3, frequency="100ms")
        self.assertEqual((added["num"], added["group"], added["output"]), (3, "added", "none"))
        self.json("POST", "/emitters", {"name": "mine", "valueTemplate": "user"}, wanted=409)
        changed = self.json("PUT", "/emitters/mine", {"num": 5, "valueTemplate": "user"})
        self.assertEqual((changed["num"], changed["valueTemplate"]), (5, "user"))
        self.assertNotIn("embeddedTemplate", changed)
        self.assertEqual(self.json("DELETE", "/emitters/mine"), {"deleted": "mine"})
        self.json("GET", "/emitters/mine/status", wanted=404)

    def test_what_is_wrong_with_an_emitter_is_said(self):
        for emitter, wanted in [
                ({"valueTemplate": "usr"}, "no template 'usr'"),
                ({"valueTemplate": "../../etc/passwd"}, "no name of a template"),
                ({"embeddedTemplate": "{{intger 1 2}}"}, '"intger" not defined'),
                ({"embeddedTemplate": ENDLESS}, "stopped"),
                ({"valueTemplate": "user", "name": "a/b"}, "a name has letters"),
                ({"valueTemplate": "user", "colour": 1}, "no 'colour'"),
                ({"valueTemplate": "user", "num": "x"}, "num: expected a whole number"),
                ({"valueTemplate": "user", "output": "kafak"}, "no output 'kafak'"),
                ({"valueTemplate": "user", "output": "file"}, "--file"),
                ({"valueTemplate": "user", "csv": "/etc/passwd"}, "csv"),
                ({"valueTemplate": "user", "rate": -1}, "rate"),
                ({}, "valueTemplate")]:
            with self.subTest(emitter):
                answer = self.json("POST", "/emitters", {"name": "wrong", **emitter}, wanted=422)
                self.assertIn(wanted, answer["error"])
        self.json("POST", "/emitters", [1], wanted=400)
        self.assertIn("'shoestore_order'",
                      self.json("GET", "/emitters/shoestor_order", wanted=404)["error"])

    def test_an_emitter_answers_with_its_records_as_in_jr(self):
        self.add("answers", '{"n": {{counter "n" 0 1}}}', preload=3, num=2)
        for wanted in ([0, 1, 2], [3, 4], [5, 6]):
            status, text, _ = self.ask("GET", "/emitters/answers")
            self.assertEqual(status, 200)
            self.assertEqual([json.loads(line)["n"] for line in text.splitlines()], wanted)

    def test_templates_are_executed(self):
        def execute(template):
            form = urllib.parse.urlencode({"template": template, "isJsonOutput": "true"})
            return self.ask("POST", "/executeTemplate", form,
                            {"Content-Type": "application/x-www-form-urlencoded"})[:2]
        self.assertEqual(execute("a+b {{add 1 2}}"), (200, "a+b 3"))
        status, text = execute("{{intger 1}}")
        self.assertEqual((status, '"intger" not defined' in text), (500, True))
        last = self.json("GET", "/loadLastStatus")
        self.assertEqual(base64.b64decode(last["template"]).decode(), "{{intger 1}}")
        self.assertEqual(last["isJsonOutput"], "true")

    def test_functions_are_found(self):
        def find(pattern):
            status, text, _ = self.ask("POST", "/functionsList", "functiontofind=" + pattern,
                                       {"Content-Type": "application/x-www-form-urlencoded"})
            return status, [each["name"] for each in json.loads(text).get("functions", [])]
        self.assertEqual(find("%5Eintege"), (200, ["integer", "integer64"]))
        self.assertEqual(find("nothing_like_it"), (404, []))
        self.assertEqual(find("(a"), (422, []))
        self.assertEqual(find("a" * 100), (422, []))
        self.assertEqual(len(self.json("GET", "/functions")),
                         len(find("")[1]))

    def test_a_preview_shows_records_and_where_errors_are(self):
        def preview(template, **more):
            return self.json("POST", "/preview", {"template": template, **more})
        made = preview('{"a": {{integer 1 9}}}', key="{{name}}", count=3, seed=5)
        self.assertEqual(len(made["records"]), 3)
        self.assertTrue(made["records"][0]["key"])
        self.assertEqual(made, preview('{"a": {{integer 1 9}}}', key="{{name}}", count=3, seed=5))
        error = preview('{\n  "a": {{intger 1 9}}}')["error"]
        self.assertEqual((error["line"], error["column"]), (2, 10))
        self.assertIn("'integer'", error["hint"])
        error = preview("ab\n{{if true}}{{div 1 0}}{{end}}")["error"]
        self.assertEqual((error["line"], error["column"]), (2, 14))
        wrong = preview('{"a": 1,\n "b": {{name}}}')["jsonError"]
        self.assertEqual((wrong["record"], wrong["line"]), (0, 2))

    def test_a_template_without_end_is_stopped(self):
        deep = '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}'
        for template, wanted in [(ENDLESS, "[25] seconds"), (GREEDY, "512 MB|[25] seconds|4 MB"),
                                 (deep, "depth")]:
            with self.subTest(template):
                made = self.json("POST", "/preview", {"template": template})
                self.assertRegex(made["error"]["message"], wanted)
        self.assertEqual(self.ask("GET", "/functions")[0], 200)

    def test_wrong_methods_and_paths_are_refused(self):
        self.assertEqual(self.ask("POST", "/")[0], 405)
        self.assertEqual(self.ask("GET", "/emitters/user/start")[0], 405)
        self.assertEqual(self.ask("DELETE", "/emitters")[2]["Allow"], "GET, POST")
        self.assertEqual(self.ask("GET", "/nothing")[0], 404)
        self.assertEqual(self.ask("GET", "/groups/shoestore/start")[0], 405)
        self.assertEqual(self.ask("POST", "/groups/none/start")[0], 404)
        self.assertEqual(self.ask("POST", "/emitters/shoestore_shoe/stop")[0], 409)

    def test_the_page_is_there(self):
        for path, kind in (("/", "text/html"), ("/templatedev.html", "text/html"),
                           ("/page.css", "text/css"), ("/page.js", "text/javascript")):
            status, text, headers = self.ask("GET", path)
            self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, kind))
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertTrue(text)
        status, text, headers = self.ask("HEAD", "/")
        self.assertEqual((status, text), (200, ""))


class Strangers(ServerCase):
    def test_only_names_of_this_machine_are_answered(self):
        for host, wanted in [("localhost:9", 200), ("127.0.0.1", 200), ("[::1]:7482", 200),
                             ("evil.example", 403), ("evil.example:7482", 403), ("", 403),
                             ("127.0.0.1.evil.example", 403), ("localhost:x", 403)]:
            with self.subTest(host):
                self.assertEqual(self.ask("GET", "/groups", headers={"Host": host})[0], wanted)
                self.assertEqual(self.ask("GET", "/", headers={"Host": host})[0] == 403,
                                 wanted == 403)

    def test_pages_of_other_servers_are_refused(self):
        own = f"http://127.0.0.1:{self.server.port}"
        for origin, wanted in [(own, 200), ("http://evil.example", 403), ("null", 403),
                               (own.replace("http", "https"), 403), ("http://127.0.0.1:1", 403)]:
            with self.subTest(origin):
                self.assertEqual(self.ask("POST", "/preview", {"template": "a"},
                                          {"Origin": origin})[0], wanted)
        for site, wanted in [("same-origin", 200), ("none", 200), ("cross-site", 403),
                             ("same-site", 403)]:
            headers = {"Sec-Fetch-Site": site}
            self.assertEqual(self.ask("GET", "/groups", headers=headers)[0], wanted)
            self.assertEqual(self.ask("GET", "/", headers=headers)[0], 200)
        self.assertEqual(self.ask("GET", "/events", headers={"Origin": "http://evil.example"})[0],
                         403)

    def test_changes_come_as_json(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx"):
            for path in ("/emitters", "/preview", "/groups/shoestore/start"):
                self.assertEqual(self.ask("POST", path, "{}", {"Content-Type": kind})[0], 415)
        self.assertEqual(self.ask("POST", "/emitters/none/start", "",
                                  {"Content-Type": "text/plain"})[0], 415)
        self.assertEqual(self.ask("POST", "/preview", "{",
                                  {"Content-Type": "application/json"})[0], 400)

    def test_what_is_too_large_is_refused(self):
        body = json.dumps({"template": "x" * 600_000})
        self.assertEqual(self.ask("POST", "/preview", body,
                                  {"Content-Type": "application/json"})[0], 413)
        self.assertEqual(self.ask("GET", "/", headers={"X": "y" * 20_000})[0], 431)
        with socket.create_connection(("127.0.0.1", self.server.port), SECONDS) as plain:
            plain.sendall(b"POST /preview HTTP/1.1\r\nHost: localhost\r\n"
                          b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
            try:
                for _ in range(20):
                    plain.sendall(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
            except OSError:
                pass
            self.assertIn(b" 413 ", plain.recv(4096))
        with socket.create_connection(("127.0.0.1", self.server.port), SECONDS) as plain:
            plain.sendall(b"this is not HTTP\r\n\r\n")
            self.assertIn(b" 400 ", plain.recv(4096))

    def test_names_lead_to_no_files(self):
        for name in ("..%2f..%2fetc%2fpasswd", "../../../etc/passwd", "%2e%2e%2fuser", ".user",
                     "us%00er"):
            with self.subTest(name):
                status, text, _ = self.ask("GET", "/templates/" + name)
                self.assertEqual(status, 404)
                self.assertNotIn("root:", text)
        self.assertEqual(self.json("GET", "/templates/user")["name"], "user")
        self.assertEqual(self.ask("GET", "/../../etc/passwd")[0], 404)

    def test_it_listens_on_loopback_alone(self):
        done = subprocess.run([PROGRAM, "server", "--address", "0.0.0.0", "--port", "0"],
                              capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(done.returncode, 2)
        self.assertIn("loopback", done.stderr)
        taken = subprocess.run([PROGRAM, "server", "--port", str(self.server.port)],
                               capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(taken.returncode, 1)
        self.assertIn("--port takes another", taken.stderr)


class Runs(ServerCase):
    def test_an_emitter_is_started_paused_resumed_retuned_and_stopped(self):
        self.add("steered", "{{uuid}}", rate=100)
        self.assertEqual(self.json("POST", "/emitters/steered/start"), {"started": "steered"})
        self.json("POST", "/emitters/steered/start", wanted=409)
        self.json("PUT", "/emitters/steered", {"num": 2}, wanted=409)
        self.until("steered", lambda s: s["records"] > 5)
        self.assertEqual(self.json("POST", "/emitters/steered/pause"), {"paused": "steered"})
        held = self.until("steered", lambda s: s["state"] == "paused")["records"]
        # One that was let through just before may still come.
        self.assertLessEqual(self.until("steered", lambda s: True)["records"], held + 1)
        self.json("POST", "/emitters/steered/rate", {"rate": 0})
        self.assertLessEqual(self.server.status("steered")["records"], held + 1)
        self.json("POST", "/emitters/steered/resume")
        status = self.until("steered", lambda s: s["records"] > held + 1000)
        self.assertEqual(len(status["value"]), 36)
        self.assertEqual(self.json("POST", "/emitters/steered/stop"), {"stopped": "steered"})
        status = self.until("steered", lambda s: s["state"] == "stopped")
        self.assertEqual((status["delivered"], status.get("error")), (status["records"], None))

    def test_a_rate_is_kept_from_change_to_change(self):
        self.add("rated", "x")
        self.json("POST", "/emitters/rated/start", {"rate": 0.001})
        self.until("rated", lambda s: s["state"] == "running")
        self.assertEqual(self.server.status("rated")["records"], 0)
        self.json("PUT", "/emitters/rated/rate", {"rate": 200})
        status = self.until("rated", lambda s: s["records"] >= 100)
        self.assertLess(status["records"], 1000)
        self.json("DELETE", "/emitters/rated")
        self.json("GET", "/emitters/rated/status", wanted=404)

    def test_a_throughput_in_records_is_a_rate_and_others_are_refused(self):
        self.add("steady", "x", throughput="200/s")
        self.json("POST", "/emitters/steady/start", {})
        status = self.until("steady", lambda s: s["records"] >= 20)
        self.assertEqual(status["rate"], 200)
        self.json("POST", "/emitters/steady/stop", {})
        for more in ({"throughput": "1MB/s"}, {"throughput": "1/s", "shape": "ramp"}):
            self.add("shaped", "x", **more)
            self.json("POST", "/emitters/shaped/start", {})
            status = self.until("shaped", lambda s: s["state"] == "failed")
            self.assertIn("the server keeps rates in records a second", status["error"])
            self.json("DELETE", "/emitters/shaped")

    def test_a_group_shares_what_its_emitters_make(self):
        started = self.json("POST", "/groups/shoestore/start", {"dryRun": True, "seed": 7})
        self.assertEqual(len(started["started"]), 4)
        order = json.loads(self.until("shoestore_order", lambda s: s["records"] > 0)["value"])
        self.assertEqual(self.server.status("shoestore_shoe")["records"], 100)
        self.assertRegex(order["product_id"], r"^[0-9a-f-]{36}$")
        self.assertRegex(order["customer_id"], r"^[0-9a-f-]{36}$")
        self.json("POST", "/groups/shoestore/stop")
        for name in started["started"]:
            status = self.until(name, lambda s: s["state"] in ("stopped", "done"))
            self.assertEqual(status["delivered"], status["records"])

    def test_a_run_that_fails_says_why(self):
        self.add("fails", '{{if gt (counter "f" 0 1) 4}}{{div 1 0}}{{end}}x', rate=0)
        self.json("POST", "/emitters/fails/start")
        status = self.until("fails", lambda s: s["state"] == "failed")
        self.assertEqual((status["records"], status["delivered"]), (5, 5))
        self.assertIn("error calling div", status["error"])

    def test_events_tell_what_happens(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=SECONDS)
        connection.request("GET", "/events")
        stream = connection.getresponse()
        self.assertEqual(stream.getheader("Content-Type"), "text/event-stream")
        self.add("told", "x", rate=1000)
        self.json("POST", "/emitters/told/start")
        seen = []
        kind = ""
        for line in stream:
            text = line.decode().rstrip("\n")
            if text.startswith("event: "):
                kind = text[7:]
            if not text.startswith("data: "):
                continue
            data = json.loads(text[6:])
            if kind == "deleted":
                self.assertEqual(data, "told")
                break
            if data["name"] != "told":
                continue
            seen.append(data["status"]["records"])
            if len(seen) == 4:
                self.json("DELETE", "/emitters/told")
        self.assertEqual(seen, sorted(seen))
        self.assertGreater(seen[-1], 0)
        connection.close()

    def test_it_ends_while_emitters_run(self):
        server = Server(PROGRAM)
        server.json("POST", "/emitters", {"name": "e", "embeddedTemplate": "x", "rate": 0},
                    wanted=201)
        server.json("POST", "/emitters/e/start")
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(failed > 0)
