"""A `barnabas-gen server` on a free port, for tests."""

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile

SECONDS = 60


class Server:
    def __init__(self, program, *arguments):
        self.folder = tempfile.TemporaryDirectory()
        environment = {k: v for k, v in os.environ.items()
                       if not k.startswith(("JR_", "BARNABAS_BOOTSTRAP"))}
        environment.update(XDG_CONFIG_HOME="/nonexistent", XDG_DATA_HOME="/nonexistent")
        self.process = subprocess.Popen([os.path.abspath(program), "server", "--port", "0",
                                         *arguments], cwd=self.folder.name, env=environment,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/$", line)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def ask(self, method, path, body=None, headers=None):
        """(status, text, headers); a dict or list goes as JSON, a text as it is."""
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode(), dict(response.getheaders())
        finally:
            connection.close()

    def json(self, method, path, body=None, wanted=200):
        status, text, _ = self.ask(method, path, body)
        if status != wanted:
            raise AssertionError(f"{method} {path}: {status}, {text}")
        return json.loads(text)

    def status(self, name):
        return self.json("GET", f"/emitters/{name}/status")["status"]

    def stop(self):
        """Ends it as Ctrl-C does; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(SECONDS)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.folder.cleanup()
        return code
