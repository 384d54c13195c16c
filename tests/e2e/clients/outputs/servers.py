"""Servers that the outputs write to, each on a free port, gone when the program ends."""

import atexit
import base64
import hashlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server as a process: started when its port answers."""

    def __init__(self, command, port, environment=None):
        self.port = port
        self.command = command
        self.environment = {**os.environ, **(environment or {})}
        self.start()
        atexit.register(self.stop)

    def start(self):
        with open(os.path.join(tempfile.gettempdir(), f"{os.getpid()}.log"), "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env=self.environment)
        deadline = time.monotonic() + SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, f"{self.command[0]} ended while it started"
            assert time.monotonic() < deadline, f"{self.command[0]} was not ready"
            time.sleep(0.02)

    def stop(self):
        self.process.kill()
        self.process.wait()


def redis_server(*options):
    port = free_port()
    return Process(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                    "--appendonly", "no", *options], port)


def ferretdb(folder):
    port = free_port()
    return Process([os.path.join(os.environ["BUILD"], "ferretdb"), str(port), folder], port)


def moto():
    """S3 that takes any signature."""
    port = free_port()
    return Process([sys.executable, "-m", "moto.server", "-p", str(port)], port)


class SignedOnly:
    """Hands requests on to an S3 server if they are signed as botocore signs them."""

    def __init__(self, port, region, key, secret):
        self.port, self.key = port, key
        self.auth = S3SigV4Auth(Credentials(key, secret), "s3", region)

    def is_signed(self, request):
        given = request["headers"]
        fields = dict(re.findall(r"(Credential|SignedHeaders|Signature)=([^,]*)",
                                 given.get("Authorization", "")))
        signed = {name: value for name, value in given.items()
                  if name.lower() in fields["SignedHeaders"].split(";")}
        again = AWSRequest(request["method"], f"http://x{request['path']}", signed,
                           request["bytes"])
        again.context["timestamp"] = given["X-Amz-Date"]
        text = self.auth.string_to_sign(again, self.auth.canonical_request(again))
        return (fields["Credential"].startswith(self.key + "/")
                and "host" in fields["SignedHeaders"]
                and fields["Signature"] == self.auth.signature(text, again))

    def __call__(self, request):
        if not self.is_signed(request):
            return 403, {}, "<Error><Code>SignatureDoesNotMatch</Code></Error>"
        onward = http.client.HTTPConnection("127.0.0.1", self.port)
        onward.request(request["method"], request["path"], request["bytes"], request["headers"])
        answer = onward.getresponse()
        return answer.status, {}, answer.read().decode()


class Server(ThreadingHTTPServer):
    """Answers as `answer` says: a function from the request to (status, headers, body)."""

    daemon_threads = True

    def __init__(self, answer, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.lock = threading.Lock()
        self.requests = []
        self.connections = set()
        self.under_way = self.most_under_way = 0
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True,
                                          do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """A client that breaks off is what some cases are about."""

    def bodies(self):
        return [request["body"] for request in self.requests]


class Certificate:
    """Of 127.0.0.1, signed by itself, so that it is its own authority."""

    def __init__(self, folder):
        self.file, self.key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", self.key, "-out", self.file], check=True, capture_output=True)

    def context(self, asks_for_the_clients=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        if asks_for_the_clients:
            context.load_verify_locations(self.file)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        request = {"method": self.command, "path": self.path, "headers": dict(self.headers),
                   "bytes": body, "body": body.decode(errors="replace")}
        server = self.server
        with server.lock:
            server.requests.append(request)
            server.connections.add(self.client_address)
            server.under_way += 1
            server.most_under_way = max(server.most_under_way, server.under_way)
        status, headers, body = server.answer(request)
        with server.lock:
            server.under_way -= 1
        if status is None:  # dies in the middle
            self.close_connection = True
            return
        try:
            self.respond(status, headers, body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the run has ended

    def respond(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    do_PUT = do_GET = do_POST


def ok(_):
    return 200, {}, ""


def with_basic(user, password):
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def answer(request):
        if request["headers"].get("Authorization") == wanted:
            return 200, {}, ""
        return 401, {"WWW-Authenticate": 'Basic realm="x"'}, "who are you?"
    return answer


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def with_digest(user, password):
    def answer(request):
        given = request["headers"].get("Authorization", "")
        if given.startswith("Digest "):
            fields = dict(part.strip().split("=", 1) for part in given[7:].split(","))
            fields = {name: value.strip('"') for name, value in fields.items()}
            one = md5(f"{user}:realm:{password}")
            two = md5(f"{request['method']}:{fields['uri']}")
            wanted = md5(f"{one}:{fields['nonce']}:{fields['nc']}:{fields['cnonce']}:auth:{two}")
            if fields["nonce"] == "n0nce" and fields["response"] == wanted:
                return 200, {}, ""
        return 401, {"WWW-Authenticate": 'Digest realm="realm", nonce="n0nce", qop="auth", '
                                         'algorithm=MD5'}, ""
    return answer


class Elastic:
    """The bulk interface, as strict as the real one in what its tests send."""

    def __init__(self):
        self.indexes = {}
        self.rejected = 0  # so many items are put off with 429
        self.put_off = {}

    def __call__(self, request):
        assert request["path"].split("?")[0] == "/_bulk", request["path"]
        assert request["headers"]["Content-Type"] == "application/x-ndjson"
        assert request["body"].endswith("\n")
        lines = request["body"].split("\n")[:-1]
        items, at = [], 0
        while at < len(lines):
            (operation, about), = json.loads(lines[at]).items()
            document = None if operation == "delete" else lines[at + 1]
            at += 1 if operation == "delete" else 2
            items.append({operation: self.one(operation, about, document)})
        errors = any("error" in item for each in items for item in each.values())
        return 200, {}, json.dumps({"took": 1, "errors": errors, "items": items})

    def one(self, operation, about, document):
        index = self.indexes.setdefault(about["_index"], {})
        name = about.get("_id", f"made-{len(index)}")

        def refuse(status, kind, reason):
            return {"_index": about["_index"], "_id": name, "status": status,
                    "error": {"type": kind, "reason": reason}}
        if self.rejected > 0:
            self.rejected -= 1
            return refuse(429, "es_rejected_execution_exception", "the queue is full")
        if operation == "delete":
            found = index.pop(name, None)
            return {"_index": about["_index"], "_id": name, "status": 200 if found else 404}
        if operation == "create" and name in index:
            return refuse(409, "version_conflict_engine_exception", f"[{name}] exists")
        try:
            parsed = json.loads(document)
            assert isinstance(parsed, dict)
        except (ValueError, AssertionError):
            return refuse(400, "document_parsing_exception", "failed to parse")
        index[name] = parsed
        return {"_index": about["_index"], "_id": name, "status": 201}
