"""A schema registry as small as can be: the requests that serializers and deserializers make.

It asks for a password, gives each text one number, and takes a schema only if the language's own
library does: fastavro, jsonschema, protoc.
"""

import base64
import json
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import fastavro
import jsonschema

USER, PASSWORD = "jr", "let me in"


def parse(schema, kind):
    if kind == "AVRO":
        fastavro.parse_schema(json.loads(schema))
    elif kind == "JSON":
        jsonschema.Draft7Validator.check_schema(json.loads(schema))
    else:
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/it.proto", "w", encoding="utf-8") as file:
                file.write(schema)
            subprocess.run([sys.executable, "-m", "grpc_tools.protoc", "-I" + folder,
                            "--python_out=" + folder, "it.proto"], check=True, cwd=folder,
                           capture_output=True)


class Registry(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.ids = {}  # (schema, type) -> id
        self.subjects = {}  # subject -> [(schema, type)]
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def described(self, subject, version):
        schema, kind = self.subjects[subject][version - 1]
        found = {"subject": subject, "version": version, "id": self.ids[schema, kind],
                 "schema": schema}
        return found if kind == "AVRO" else {**found, "schemaType": kind}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def is_known(self):
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == wanted:
            return True
        self.answer(401, {"error_code": 401, "message": "Unauthorized"})
        return False

    def do_GET(self):
        if not self.is_known():
            return
        words = self.path.split("?")[0].strip("/").split("/")
        with self.server.lock:
            if words[0] == "subjects" and words[2:] == ["versions", "latest"]:
                if words[1] not in self.server.subjects:
                    self.answer(404, {"error_code": 40401,
                                      "message": f"Subject '{words[1]}' not found."})
                    return
                version = len(self.server.subjects[words[1]])
                self.answer(200, self.server.described(words[1], version))
                return
            if words[:2] == ["schemas", "ids"]:
                for (schema, kind), number in self.server.ids.items():
                    if str(number) == words[2]:
                        found = {"schema": schema, "schemaType": kind}
                        self.answer(200, found)
                        return
        self.answer(404, {"error_code": 404, "message": "Not found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.is_known():
            return
        words = self.path.split("?")[0].strip("/").split("/")
        given = json.loads(body)
        key = given["schema"], given.get("schemaType", "AVRO")
        try:
            parse(*key)
        except Exception as error:  # each library has errors of its own
            self.answer(422, {"error_code": 42201, "message": f"Invalid schema: {error}"})
            return
        with self.server.lock:
            versions = self.server.subjects.get(words[1], [])
            if words[2:] == ["versions"]:
                versions = self.server.subjects.setdefault(words[1], [])
                if key not in versions:
                    versions.append(key)
                number = self.server.ids.setdefault(key, len(self.server.ids) + 1)
                self.answer(200, {"id": number})
            elif key in versions:
                self.answer(200, self.server.described(words[1], versions.index(key) + 1))
            else:
                self.answer(404, {"error_code": 40403, "message": "Schema not found"})
