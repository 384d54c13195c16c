#!/usr/bin/env python3
"""Records as text: in files that roll and are compressed, and on the input of programs.

    tests/generator/text_outputs_test.py build/release/bin/barnabas-gen
"""

import gzip
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")
SECONDS = 120
LINE = ["run", "user", "-l", "--seed", "4", "--now", "2026-05-17T12:00:00Z"]
RECORDS = ["run", "--embedded", '{{counter "n" 1 1}}']


class TextOutputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def gen(self, *arguments, code=0, **popen):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              cwd=self.folder, timeout=SECONDS, check=False, **popen)
        self.assertEqual(code, done.returncode, done.stderr)
        return done.stdout, done.stderr

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def files(self):
        return sorted(os.listdir(self.folder))

    def counts(self, told):
        delivered = re.search(r"^Data Delivered \(Objects\): (\d+)$", told, re.M)
        lost = re.search(r"^Data NOT Delivered \(Objects\): (\d+)$", told, re.M)
        return int(delivered[1]), int(lost[1])

    def test_a_compressed_file_holds_what_stdout_gets(self):
        plain = self.gen(*LINE, "-n", "1000")[0].encode()
        self.gen(*LINE, "-n", "1000", "--file", "by_name.json.gz")
        self.gen(*LINE, "-n", "1000", "--file", "by_option", "--compress", "gzip")
        self.gen(*LINE, "-n", "1000", "--file", "not.gz", "--compress", "none")
        self.assertEqual(plain, gzip.decompress(self.read("by_name.json.gz")))
        self.assertEqual(plain, gzip.decompress(self.read("by_option")))
        self.assertEqual(plain, self.read("not.gz"))
        self.gen(*LINE, "-n", "1000", "--file", "by_name.zst")
        self.assertEqual(b"\x28\xb5\x2f\xfd", self.read("by_name.zst")[:4])
        self.assertLess(len(self.read("by_name.zst")), len(plain) / 3)

    def test_files_roll_between_records_and_go_on_where_an_earlier_run_ended(self):
        plain = self.gen(*LINE, "-n", "500")[0]
        self.gen(*LINE, "-n", "500", "--file", "out.json", "--roll-size", "100KB")
        names = self.files()
        self.assertEqual(f"out-{len(names):05}.json", names[-1])
        texts = [self.read(name).decode() for name in names]
        self.assertEqual(plain, "".join(texts))
        self.assertTrue(all(text.endswith("}\n") and len(text) <= 100 * 1024 for text in texts))
        self.gen(*RECORDS, "-n", "5", "--file", "out.json", "--roll-records", "2")
        self.assertEqual([b"1\n2\n", b"3\n4\n", b"5\n"],
                         [self.read(name) for name in self.files()[-3:]])
        self.assertEqual(texts[0], self.read("out-00001.json").decode())

    def test_files_roll_when_they_are_old(self):
        with subprocess.Popen([PROGRAM, *RECORDS, "-n", "1", "-f", "5ms", "--file", "old.txt",
                               "--roll-every", "1ms"], stderr=subprocess.PIPE, text=True,
                              cwd=self.folder) as run:
            while run.poll() is None and "old-00003.txt" not in self.files():
                time.sleep(0.01)
            run.send_signal(2)
            told = run.communicate(timeout=SECONDS)[1]
        self.assertEqual(0, run.returncode, told)
        records = b"".join(self.read(name) for name in self.files()).split()
        self.assertEqual(list(range(1, self.counts(told)[0] + 1)), [int(n) for n in records])

    def test_a_file_that_may_not_grow_holds_what_was_counted(self):
        for name in ("full.json", "full.json.gz"):
            limit = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                              (50_000, 50_000))}
            _, told = self.gen(*LINE, "-n", "2000", "--file", name, code=1, **limit)
            delivered, lost = self.counts(told)
            self.assertIn("File too large", told)
            self.assertGreater(delivered, 0)
            self.assertGreater(lost, 0)
            text = self.read(name)
            if name.endswith(".gz"):
                text = zlib.decompressobj(31).decompress(text)
            self.assertEqual(delivered, text.count(b"\n"))
            self.assertTrue(text.endswith(b"}\n"))

    def test_a_full_disk_is_told(self):
        for more in ([], ["--compress", "zstd"]):
            _, told = self.gen(*RECORDS, "-n", "10", "--file", "/dev/full", *more, code=1)
            self.assertEqual((0, 10), self.counts(told))
            self.assertIn("/dev/full: cannot be written: No space left on device", told)

    def test_a_program_gets_the_records_in_the_form_of_the_output_template(self):
        _, told = self.gen(*RECORDS, "-n", "3", "-k", "k", "--outputTemplate", "{{.K}}={{.V}};",
                           "--exec", "cat > got; echo done >&2")
        self.assertEqual(b"k=1;k=2;k=3;", self.read("got"))
        self.assertIn("done\n", told)
        self.assertEqual((3, 0), self.counts(told))
        self.gen(*LINE, "-n", "5000", "-o", "exec", "--exec", "cat > many")
        self.assertEqual(5000, self.read("many").count(b"\n"))

    def test_a_program_that_fails_fails_the_run(self):
        _, told = self.gen(*RECORDS, "-n", "3", "--exec", "cat > got; exit 7", code=1)
        self.assertIn("exec: 'cat > got; exit 7' ended with exit code 7", told)
        self.assertEqual((3, 0), self.counts(told))
        _, told = self.gen(*RECORDS, "-n", "3", "--exec", "no_such_program", code=1)
        self.assertIn("ended with exit code 127", told)
        _, told = self.gen(*RECORDS, "-n", "3", "--exec", "kill -9 $$", code=1)
        self.assertIn("was ended by signal 9", told)

    def test_a_program_that_ends_early_is_told_with_what_it_read(self):
        # The shell reads a pipe byte by byte, so it takes two lines and no more.
        script = "read a; read b; echo $a $b > got"
        _, told = self.gen(*RECORDS, "-n", "5", "--exec", script, code=1)
        self.assertEqual((2, 3), self.counts(told))
        self.assertIn("left records unread", told)
        self.assertEqual(b"1 2\n", self.read("got"))
        _, told = self.gen(*RECORDS, "-n", "300000", "--exec", script, code=1)
        self.assertEqual(2, self.counts(told)[0])

    def test_ctrl_c_gives_the_program_what_was_made(self):
        with subprocess.Popen([PROGRAM, *RECORDS, "-n", "1", "-f", "1ms", "--exec",
                               "while read a; do echo $a; done"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, cwd=self.folder) as run:
            self.assertEqual("1\n", run.stdout.readline())
            run.send_signal(2)
            got, told = run.communicate(timeout=SECONDS)
        self.assertEqual(0, run.returncode, told)
        self.assertEqual((1 + got.count("\n"), 0), self.counts(told))

    def test_a_program_that_takes_nothing_is_ended_by_a_second_ctrl_c(self):
        with subprocess.Popen([PROGRAM, *LINE, "-n", "100000", "--exec", "echo up; sleep 1000"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            self.assertEqual("up\n", run.stdout.readline())
            while True:  # each signal is heard, whenever it comes
                run.send_signal(2)
                try:
                    told = run.communicate(timeout=0.3)[1]
                    break
                except subprocess.TimeoutExpired:
                    pass
        self.assertEqual(1, run.returncode, told)
        self.assertEqual(0, self.counts(told)[0])
        self.assertIn("second signal", told)

    def test_emitters_name_files_and_programs_of_their_own(self):
        with open(os.path.join(self.folder, "jrconfig.json"), "w", encoding="utf-8") as file:
            file.write('{"emitters": {"two": [{"name": "a", "embeddedTemplate": "a", "output": '
                       '"file", "file": "a.txt"}, {"name": "b", "embeddedTemplate": "b", "num": 2,'
                       '"output": "exec", "exec": "cat > b.txt"}]}}')
        self.gen("emitter", "run", "two")
        self.assertEqual((b"a\n", b"b\nb\n"), (self.read("a.txt"), self.read("b.txt")))

    def test_what_is_missing_or_wrong_is_said(self):
        for arguments, code, says in (
                (["-o", "exec"], 2, "output exec needs --exec COMMAND"),
                (["-o", "file"], 2, "output file needs --file FILE"),
                (["--file", "x", "--roll-size", "12Q"], 1, "expected bytes as 500, 16KB"),
                (["--file", "x", "--roll-records", "-1"], 2, "expected 1 or more"),
                (["--file", "/nowhere/x"], 1, "/nowhere/x: cannot be written")):
            self.assertIn(says, self.gen(*RECORDS, *arguments, code=code)[1])


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(failed > 0)
