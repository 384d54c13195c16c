#!/usr/bin/env python3
"""The page of `barnabas-gen server` in headless Chromium.

    tests/generator/page_test.py build/release/bin/barnabas-gen

Needs the packages chromium, chromium-driver and python3-selenium, and the Python they are for.
"""

import os
import sys
import unittest

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server_harness import SECONDS, Server

PROGRAM = os.path.abspath(sys.argv.pop(1))


def chromium():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--window-size=1440,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = chromium()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def setUp(self):
        self.server = Server(PROGRAM)
        self.browser.get(self.server.url + "/")
        self.browser.execute_script("localStorage.clear()")
        self.browser.refresh()
        self.until(lambda: self.all("#functions .function"))

    def tearDown(self):
        # A page that breaks its own security policy, or a script that fails, is told here. That the
        # server refused something is told too, which some cases are about.
        self.browser.get("about:blank")
        told = [entry["message"] for entry in self.browser.get_log("browser")
                if "status of 4" not in entry["message"]]
        code = self.server.stop()
        self.assertEqual((told, code), ([], 0))

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.browser.execute_script(
            "return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def until(self, condition):
        return WebDriverWait(self.browser, SECONDS, 0.05).until(lambda _: condition())

    def write(self, template):
        editor = self.one("#text")
        editor.clear()
        editor.send_keys(template)
        return editor

    def test_a_template_is_rendered_while_it_is_written(self):
        self.write('{"n": {{integer 7 8}}, "s": "<img src=x onerror=alert(1)>"}')
        self.until(lambda: '"n": 7' in self.text("#preview .record pre"))
        self.assertIn("<img src=x", self.text("#preview"))
        self.assertEqual(len(self.all("#preview .record")), 3)
        self.assertEqual(self.text("#verdict"), "Valid JSON.")
        self.one("#key").clear()
        self.one("#key").send_keys("k{{add 1 2}}")
        self.until(lambda: self.text("#preview .key b") == "k3")
        Select(self.one("#template-name")).select_by_value("net_device")
        self.until(lambda: '"VLAN"' in self.text("#preview"))

    def test_errors_stand_at_their_line_and_column(self):
        editor = self.write('{\n  "a": {{intger 1 2}}\n}')
        self.until(lambda: "Line 2, column 10" in self.text("#verdict"))
        self.assertIn("Did you mean 'integer'?", self.text("#verdict"))
        self.assertEqual(self.text("#backdrop .wrong"), "intger")
        self.assertEqual(self.text("#gutter .bad"), "2")
        self.one("#verdict .where").click()
        self.assertEqual(editor.get_property("selectionStart"), 11)
        self.write('{"a": 1,\n "b": {{name}}}')
        self.until(lambda: "Record 1 is not JSON: line 2, column 7" in self.text("#verdict"))
        self.assertTrue(self.one("#preview .wrong-json .wrong"))
        self.write("{{range 1000000000000}}{{end}}")
        self.until(lambda: "was stopped" in self.text("#verdict"))

    def test_functions_complete_and_are_found(self):
        self.write("{{integer6")
        self.until(lambda: self.one("#completions").is_displayed())
        self.one("#text").send_keys(Keys.ENTER, " 1 2}}")
        self.assertEqual(self.one("#text").get_property("value"), "{{integer64 1 2}}")
        self.one("#preview").click()
        ActionChains(self.browser).send_keys("/").perform()
        self.assertEqual(self.browser.switch_to.active_element, self.one("#find"))
        self.one("#find").send_keys("card num")
        found = [each.text for each in self.all("#functions .function code")]
        self.assertTrue(found and all("card" in each.lower() for each in found), found)
        self.write("")
        self.one("#find").clear()
        self.one("#find").send_keys("uuid7", Keys.ENTER)
        self.assertEqual(self.one("#text").get_property("value"), "{{uuid7}}")

    def row(self, name):
        return self.one(f"input[aria-label='Records a second of {name}']").find_element(
            By.XPATH, "ancestor::tr")

    def press(self, name, button):
        self.row(name).find_element(By.XPATH, f".//button[text()='{button}']").click()

    def state(self, name):
        return self.row(name).find_element(By.CSS_SELECTOR, ".pill").text

    def test_an_emitter_is_made_steered_and_deleted(self):
        self.write('{"n": {{counter "n" 0 1}}}')
        self.one("#make-emitter").click()
        dialog = self.one("#emitter-dialog")
        name = dialog.find_element(By.NAME, "name")
        name.clear()
        name.send_keys("paged")
        rate = dialog.find_element(By.NAME, "rate")
        rate.clear()
        rate.send_keys("100")
        dialog.find_element(By.CSS_SELECTOR, "button[value=start]").click()
        self.until(lambda: self.all("input[aria-label='Records a second of paged']"))
        self.until(lambda: self.state("paged") == "running")
        self.press("paged", "Pause")
        self.until(lambda: self.state("paged") == "paused")
        rate = self.row("paged").find_element(By.TAG_NAME, "input")
        rate.clear()
        rate.send_keys("5000", Keys.ENTER)
        self.until(lambda: self.server.status("paged")["rate"] == 5000)
        self.press("paged", "Resume")
        self.until(lambda: self.server.status("paged")["records"] > 2000)
        self.row("paged").find_element(By.CSS_SELECTOR, ".name").click()
        self.until(lambda: '"n":' in self.text(".detail:not([hidden]) pre"))
        self.until(lambda: "records/s" in self.text("#connection"))
        self.press("paged", "Stop")
        self.until(lambda: self.state("paged") == "stopped")
        self.row("paged").find_element(By.CSS_SELECTOR, "[aria-label='Delete paged']").click()
        self.until(lambda: not self.all("input[aria-label='Records a second of paged']"))

    def test_what_the_server_refuses_is_shown_where_it_was_asked(self):
        self.write("{{intger 1}}")
        self.one("#make-emitter").click()
        self.one("#emitter-dialog button[value=start]").click()
        self.until(lambda: '"intger" not defined' in self.text("#dialog-error"))

    def test_a_group_is_started_and_filtered(self):
        self.one("#tab-emitters").click()
        self.one("#filter").send_keys("shoestore_")
        self.assertEqual(len([each for each in self.all(".group") if each.is_displayed()]), 2)
        self.one("section[aria-label='Group shoestore'] header button").click()
        self.until(lambda: self.state("shoestore_clickstream") == "running")
        self.one("#filter").clear()
        self.one("#only-running").click()
        self.until(lambda: self.text("#running-count") == "2")
        self.one("#stop-all").click()
        self.until(lambda: self.server.status("shoestore_order")["state"] == "stopped")

    def test_keys_and_themes(self):
        self.one("#tab-templates").send_keys(Keys.ARROW_RIGHT)
        self.assertTrue(self.one("#view-emitters").is_displayed())
        self.assertEqual(self.browser.switch_to.active_element, self.one("#tab-emitters"))
        self.assertTrue(self.browser.current_url.endswith("#emitters"))
        self.one("#tab-templates").click()
        editor = self.write("ab")
        editor.send_keys(Keys.TAB)
        self.assertEqual(editor.get_property("value"), "ab  ")
        editor.send_keys(Keys.ESCAPE, Keys.TAB)
        self.assertNotEqual(self.browser.switch_to.active_element, editor)
        backs = set()
        for _ in range(3):
            self.one("#theme").click()
            backs.add(self.one("body").value_of_css_property("background-color"))
        self.assertEqual(len(backs), 2)

    def test_nothing_comes_from_elsewhere(self):
        asked = self.browser.execute_script(
            "return performance.getEntriesByType('resource').map((each) => each.name)")
        self.assertTrue(asked)
        self.assertEqual([url for url in asked
                          if not url.startswith((self.server.url, "data:"))], [])


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(failed > 0)
